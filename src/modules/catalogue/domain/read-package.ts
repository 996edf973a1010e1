import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Problem } from './problems.ts';

/** The texts of a package: `service.yaml`, `form.yaml`, `process.yaml`, `examples/<name>.yaml`. */
export interface PackageFiles {
  /** Name of the folder; must equal the key. Undefined for packages that do not come from a folder. */
  name?: string | undefined;
  files: Record<string, string>;
  problems: Problem[];
}

const mainFiles = ['service.yaml', 'form.yaml', 'process.yaml'];

/** Reads a package's folder. A missing folder or file is a problem, not an exception. */
export function readPackage(folder: string): PackageFiles {
  const result: PackageFiles = { name: basename(resolve(folder)), files: {}, problems: [] };
  const problem = (file: string, de: string, en: string) => result.problems.push({ severity: 'error', file, line: 1, column: 1, message: { de, en } });
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    problem('service.yaml', `Den Ordner »${basename(folder)}« gibt es nicht.`, `There is no folder "${basename(folder)}".`);
    return result;
  }
  const examples = join(folder, 'examples');
  const names = [
    ...readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)),
    ...(existsSync(examples) && statSync(examples).isDirectory() ? readdirSync(examples).filter((name) => /\.ya?ml$/.test(name)).map((name) => `examples/${name}`) : []),
  ].sort();
  for (const name of names) {
    if (name.endsWith('.yml')) {
      problem(name, 'Dateien enden auf .yaml, nicht auf .yml.', 'Files end in .yaml, not in .yml.');
      continue;
    }
    if (!name.includes('/') && !mainFiles.includes(name)) {
      problem(name, `Diese Datei gehört nicht in ein Paket. Möglich sind: ${mainFiles.join(', ')}.`, `This file does not belong in a package. Possible are: ${mainFiles.join(', ')}.`);
      continue;
    }
    try {
      result.files[name] = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(join(folder, name)));
    } catch {
      problem(name, 'Die Datei ist nicht lesbar oder nicht in UTF-8 gespeichert.', 'The file cannot be read or is not saved as UTF-8.');
    }
  }
  return result;
}
