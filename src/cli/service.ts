import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { readConfig } from '../kernel/config/config.ts';
import { OperatorError } from '../kernel/errors/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { rehearse } from '../modules/cases/index.ts';
import { compilePackage, currentService, describeProblem, knownKeys, publishPackage, writePackage, type Problem } from '../modules/catalogue/index.ts';
import { startDemoRegisters } from '../demo.ts';
import { assemble, openDatabase } from '../start.ts';
import type { CommandContext } from './command.ts';

/** `./stadttor service check | publish | export`. */
export async function serviceCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const [action, ...rest] = args;
  if (action === 'check' && rest.length > 0) return check(rest, context);
  if (action === 'publish' && rest.length === 1) return publish(rest[0]!, context);
  if (action === 'export' && rest.length === 2) return exportService(rest[0]!, rest[1]!, context);
  return 2;
}

async function check(folders: readonly string[], { say, env, cwd }: CommandContext): Promise<number> {
  return withoutDatabase(env, async (kernel) => {
    let wrong = 0;
    for (const folder of folders) {
      if (!(await isSound(kernel, resolve(cwd, folder), folder, say))) wrong += 1;
    }
    return wrong > 0 ? 1 : 0;
  });
}

/** Says what is wrong with a package, and plays its examples when nothing is. */
async function isSound(kernel: Kernel, path: string, folder: string, say: CommandContext['say']): Promise<boolean> {
  const result = compilePackage(path, kernel.parts.catalog(), knownKeys(kernel.config.city));
  sayProblems(folder, result.problems, say);
  if (!result.ok) return false;
  const { examples } = result.service.stored;
  let different = 0;
  for (const example of examples) {
    const differences = await rehearse(kernel, result.service, example);
    for (const difference of differences) say(`${folder}: Beispiel »${example.name}«: ${difference}.`);
    if (differences.length > 0) different += 1;
  }
  if (different > 0) return false;
  const said = [counted(result.problems.length, 'Hinweis', 'Hinweise'), counted(examples.length, 'Beispiel kommt', 'Beispiele kommen', ' heraus wie erwartet')].filter(Boolean);
  say(`${folder}: in Ordnung${said.map((part) => `, ${part}`).join('')}.`);
  return true;
}

const counted = (count: number, one: string, many: string, rest = ''): string => (count === 0 ? '' : `${count} ${count === 1 ? one : many}${rest}`);

async function publish(folder: string, context: CommandContext): Promise<number> {
  const { say, cwd } = context;
  return withDatabase(context, async (kernel) => {
    const result = await publishPackage(kernel, resolve(cwd, folder), 'command line');
    sayProblems(folder, result.problems, say);
    if (!result.ok) {
      say(`${folder}: nicht veröffentlicht.`);
      return 1;
    }
    say(`${result.key}: ${result.isNew ? 'veröffentlicht' : 'war schon veröffentlicht, gilt jetzt'} (Fassung ${result.hash.slice(0, 12)}).`);
    return 0;
  });
}

async function exportService(key: string, folder: string, context: CommandContext): Promise<number> {
  const { say, cwd } = context;
  return withDatabase(context, async (kernel) => {
    const published = await currentService(kernel, key);
    if (!published) throw new OperatorError(`Einen Dienst »${key}« gibt es hier nicht.`);
    const target = resolve(cwd, folder);
    for (const file of writePackage(published.compiled.stored, target)) say(relative(cwd, join(target, file)));
    return 0;
  });
}

function sayProblems(folder: string, problems: readonly Problem[], say: CommandContext['say']): void {
  for (const problem of problems) say(`${folder.replace(/\/$/, '')}/${describeProblem(problem)}`);
}

/** A kernel on the configured database, or on Stadttor's own, whether it runs or not; not listening and working off no jobs. */
export async function withDatabase<R>({ env, say }: CommandContext, work: (kernel: Kernel) => Promise<R>): Promise<R> {
  const config = readConfig(env);
  const database = await openDatabase(config, say, { beside: true });
  try {
    const handle = await assemble(config, database.url);
    try {
      return await work(handle.kernel);
    } finally {
      await handle.close();
    }
  } finally {
    await database.close();
  }
}

/**
 * A kernel that only knows what the modules register; it has no database and leaves nothing behind. The registers it asks
 * are those of the demo, with invented people, never the real ones.
 */
export async function withoutDatabase<R>(env: CommandContext['env'], work: (kernel: Kernel) => Promise<R> | R): Promise<R> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stadttor-check-'));
  try {
    const config = readConfig({ ...env, STADTTOR_DATA: dataDir, NODE_ENV: 'development', STADTTOR_DEMO: 'on', DATABASE_URL: undefined, REGISTERS_URL: undefined, LOG_LEVEL: 'silent' });
    const closeRegisters = await startDemoRegisters(config);
    const handle = await assemble(config, 'postgres://unused');
    try {
      return await work(handle.kernel);
    } finally {
      await handle.close();
      await closeRegisters();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
