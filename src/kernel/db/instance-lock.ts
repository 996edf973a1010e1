import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../errors/errors.ts';

/** Whether a process runs (also one of another user; a zombie does not). */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  const stat = processStat(pid);
  if (stat) return stat.state !== 'Z';
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Takes the data folder for this process. A lock left by a dead process is taken over; a process id used again by
 * another program is told apart by its start time. Throws an OperatorError when another instance holds it.
 */
export function lockDataFolder(dataDir: string): () => void {
  const file = join(dataDir, 'instance.lock');
  const mine = JSON.stringify({ pid: process.pid, started: processStat(process.pid)?.started ?? null });
  try {
    mkdirSync(dataDir, { recursive: true });
    for (let attempt = 0; ; attempt += 1) {
      try {
        writeFileSync(file, mine, { flag: 'wx' });
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw error;
        const holder = holderOf(dataDir);
        if (holder !== undefined) throw new OperatorError(`The data folder ${dataDir} is in use by another Stadttor (process ${holder}).`);
        rmSync(file, { force: true });
      }
    }
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(`The data folder ${dataDir} cannot be written: ${(error as Error).message}.`);
  }
  return () => rmSync(file, { force: true });
}

/** The process that holds the data folder; undefined: none that lives. */
export function holderOf(dataDir: string): number | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(join(dataDir, 'instance.lock'), 'utf8')) as { pid: number; started: string | null };
    const stat = processStat(pid);
    if (!isAlive(pid) || (stat && started !== null && stat.started !== started)) return undefined;
    return pid;
  } catch {
    return undefined;
  }
}

function processStat(pid: number): { state: string; started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, started: fields[19]! };
  } catch {
    return undefined;
  }
}
