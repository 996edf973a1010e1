import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Kernel } from '../../kernel/kernel.ts';
import { projectRoot } from '../../kernel/root.ts';
import { knownKeys } from './city.ts';
import { compilePackage, describeProblem, type PackageFiles, type Problem, type StoredService } from './domain/index.ts';
import { searchWordsOf } from './search-words.ts';
import { currentHash, insertVersion, knownHashes, makeCurrent } from './store.ts';

export type PublishResult = { ok: true; key: string; hash: string; isNew: boolean; problems: Problem[] } | { ok: false; problems: Problem[] };

/**
 * Checks a package and offers it from now on. The version is frozen: publishing the same content again changes nothing,
 * publishing older content again offers the old version. Problems of severity error end it; nothing is stored then.
 */
export async function publishPackage(kernel: Kernel, folderOrFiles: string | PackageFiles, by: string): Promise<PublishResult> {
  const result = compilePackage(folderOrFiles, kernel.parts.catalog(), knownKeys(kernel.config.city));
  if (!result.ok) return { ok: false, problems: result.problems };
  const { hash, stored } = result.service;
  // PostgreSQL's jsonb cannot hold it, and nobody means to write it
  if (JSON.stringify(stored).includes('\\u0000')) return { ok: false, problems: [...result.problems, nullCharacter] };
  const at = kernel.clock.now();
  const isNew = await kernel.db.transaction().execute(async (tx) => {
    const fresh = await insertVersion(tx, { hash, stored, at, by });
    if (fresh || (await currentHash(tx, stored.service.key)) !== hash) await makeCurrent(tx, hash, stored, searchWordsOf(stored.service), at);
    return fresh;
  });
  return { ok: true, key: stored.service.key, hash, isNew, problems: result.problems };
}

const nullCharacter: Problem = {
  severity: 'error', file: 'service.yaml', line: 1, column: 1,
  message: { de: 'Das Paket enthält das Zeichen \\u0000. Bitte entfernen Sie es.', en: 'The package contains the character \\u0000. Please remove it.' },
};

/**
 * Publishes every folder whose content was never published here. What is already known stays as it is, so that a version
 * chosen by hand survives a restart. A package with errors is left out and named; the others go on.
 */
export async function importFolders(kernel: Kernel, folder = servicesFolder): Promise<{ published: string[]; refused: { key: string; lines: string[] }[] }> {
  const outcome: Awaited<ReturnType<typeof importFolders>> = { published: [], refused: [] };
  const known = await knownHashes(kernel.db);
  const parts = kernel.parts.catalog();
  const keys = knownKeys(kernel.config.city);
  for (const name of packageFolders(folder)) {
    const path = join(folder, name);
    const result = compilePackage(path, parts, keys);
    if (!result.ok) {
      outcome.refused.push({ key: name, lines: result.problems.filter((problem) => problem.severity === 'error').map((problem) => describeProblem(problem)) });
      continue;
    }
    if (known.has(result.service.hash)) continue;
    await publishPackage(kernel, path, 'folder');
    outcome.published.push(name);
  }
  return outcome;
}

export const servicesFolder = join(projectRoot, 'services');

/** Names of the folders below `services/` (or another), in order. */
export function packageFolders(folder = servicesFolder): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => !name.startsWith('.') && statSync(join(folder, name)).isDirectory()).sort();
}

/** Writes a published version as a package's folder again; checking it gives the same hash. */
export function writePackage(stored: StoredService, folder: string): string[] {
  const files: [string, unknown][] = [['service.yaml', stored.service]];
  if (stored.form) files.push(['form.yaml', stored.form]);
  if (stored.process) files.push(['process.yaml', stored.process]);
  stored.examples.forEach((example, index) => files.push([`examples/${String(index + 1).padStart(3, '0')}.yaml`, example]));
  mkdirSync(join(folder, 'examples'), { recursive: true });
  for (const [name, value] of files) {
    const schema = name.startsWith('examples/') ? '../../../schemas/example' : `../../schemas/${name.replace('.yaml', '')}`;
    writeFileSync(join(folder, name), `# yaml-language-server: $schema=${schema}.schema.json\n${stringify(value, { lineWidth: 120 })}`);
  }
  return files.map(([name]) => name);
}
