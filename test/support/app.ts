import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeEnv, nodeFlags } from '../../scripts/node-flags.mjs';
import { projectRoot } from '../../src/kernel/root.ts';

/** Stadttor as a person starts it: the built program in a process of its own. */
export interface App {
  url: string;
  port: number;
  dataDir: string;
  process: ChildProcess;
  output(): string;
  /** SIGTERM and wait; returns the exit code. */
  stop(): Promise<number | null>;
}

export interface HowToRun {
  user?: { uid: number; gid: number };
  behind?: readonly string[];
}

export interface Run {
  process: ChildProcess;
  output(): string;
  /** Resolves with the exit code when it ends. */
  exited: Promise<number | null>;
}

/** Runs dist/main.js with nothing of this environment but PATH and HOME, as this user or another, behind a command that becomes it. */
export function run(env: Record<string, string>, { user, behind = [] }: HowToRun = {}): Run {
  let text = '';
  const [command = process.execPath, ...args] = [...behind, process.execPath, ...nodeFlags, join(projectRoot, 'dist', 'main.js')];
  const child = spawn(command, args, {
    cwd: projectRoot,
    env: { ...nodeEnv, PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { process: child, output: () => text, exited: new Promise((done) => child.once('exit', (code) => done(code))) };
}

export function temporaryDataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'stadttor-app-'));
  chmodSync(dir, 0o755);
  return dir;
}

export async function startApp(env: Record<string, string> = {}, how: HowToRun = {}): Promise<App> {
  const port = Number(env['PORT'] ?? (await freePort()));
  const dataDir = env['STADTTOR_DATA'] ?? temporaryDataDir();
  const started = run({ PORT: String(port), STADTTOR_DATA: dataDir, ...env }, how);
  await waitFor(() => started.output().includes('Stadttor is ready'), started, 90_000);
  return {
    url: `http://localhost:${port}`,
    port,
    dataDir,
    process: started.process,
    output: started.output,
    async stop() {
      if (started.process.exitCode !== null) return started.process.exitCode;
      started.process.kill('SIGTERM');
      const code = await started.exited;
      if (!env['STADTTOR_DATA']) rmSync(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

async function waitFor(condition: () => boolean, started: Run, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!condition()) {
    if (started.process.exitCode !== null || Date.now() > end) throw new Error(`Stadttor did not get ready:\n${started.output()}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** Address of the embedded database of a running instance. */
export function databaseUrl(dataDir: string): string {
  const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim();
  const socket = join(dataDir, 'socket');
  return `postgres://stadttor:${password}@localhost/stadttor?host=${encodeURIComponent(existsSync(socket) ? socket : '/tmp')}`;
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}
