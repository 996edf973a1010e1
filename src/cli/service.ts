import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { readConfig } from '../kernel/config/config.ts';
import { OperatorError } from '../kernel/errors/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { checkPackage, currentService, describeProblem, hasErrors, knownKeys, publishPackage, writePackage, type Problem } from '../modules/catalogue/index.ts';
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
    const parts = kernel.parts.catalog();
    const keys = knownKeys(kernel.config.city);
    let wrong = 0;
    for (const folder of folders) {
      const problems = checkPackage(resolve(cwd, folder), parts, keys);
      sayProblems(folder, problems, say);
      if (hasErrors(problems)) wrong += 1;
      else say(`${folder}: in Ordnung${problems.length > 0 ? `, ${problems.length} ${problems.length === 1 ? 'Hinweis' : 'Hinweise'}` : ''}.`);
    }
    return wrong > 0 ? 1 : 0;
  });
}

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

/** A kernel that only knows what the modules register; it never connects and leaves nothing behind. */
export async function withoutDatabase<R>(env: CommandContext['env'], work: (kernel: Kernel) => Promise<R> | R): Promise<R> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stadttor-check-'));
  try {
    const config = readConfig({ ...env, STADTTOR_DATA: dataDir, NODE_ENV: 'development', DATABASE_URL: undefined, LOG_LEVEL: 'silent' });
    const handle = await assemble(config, 'postgres://unused');
    try {
      return await work(handle.kernel);
    } finally {
      await handle.close();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
