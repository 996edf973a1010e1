import type { PartsCatalog } from '../../../kernel/parts/types.ts';
import { checkExamples } from './check/check-examples.ts';
import { checkForm } from './check/check-form.ts';
import { checkProcess } from './check/check-process.ts';
import { checkService } from './check/check-service.ts';
import type { KnownKeys } from './check/check-service.ts';
import { checkTexts } from './check/check-texts.ts';
import { loadPackage } from './load-package.ts';
import type { LoadedPackage } from './load-package.ts';
import type { Problem } from './problems.ts';
import { sortProblems } from './problems.ts';
import { readPackage } from './read-package.ts';
import type { PackageFiles } from './read-package.ts';
import { typesOf } from './scope.ts';
import type { ServiceTypes } from './scope.ts';

export interface CheckedPackage extends LoadedPackage {
  types: ServiceTypes;
}

/** Everything that is wrong with a package, in reading order; errors block publishing. Reads only the folder. */
export function checkPackage(folderOrFiles: string | PackageFiles, parts: PartsCatalog, known: KnownKeys = {}): Problem[] {
  return checkLoaded(folderOrFiles, parts, known).problems;
}

export function checkLoaded(folderOrFiles: string | PackageFiles, parts: PartsCatalog, known: KnownKeys = {}): CheckedPackage {
  const input = typeof folderOrFiles === 'string' ? readPackage(folderOrFiles) : folderOrFiles;
  const loaded = loadPackage(input, parts);
  const types = typesOf(loaded.form?.value, loaded.process?.value, parts);
  const outside: Problem[] = [...input.problems];
  if (!loaded.service && input.problems.length === 0) {
    outside.push({ severity: 'error', file: 'service.yaml', line: 1, column: 1, message: { de: 'Die Datei service.yaml fehlt.', en: 'The file service.yaml is missing.' } });
  }
  checkService(loaded, known);
  // Where a file does not fit its schema, what depends on it is not checked: one mistake, one message.
  const formBroken = loaded.form !== undefined && loaded.form.value === undefined;
  const processBroken = loaded.process !== undefined && loaded.process.value === undefined;
  if (!processBroken) checkForm(loaded, types, parts);
  if (!formBroken) checkProcess(loaded, types, parts);
  checkExamples(loaded, types, parts);
  checkTexts(loaded, parts);
  const problems = [loaded.service, loaded.form, loaded.process, ...loaded.examples].flatMap((part) => part?.source.problems ?? []);
  return { ...loaded, types, problems: sortProblems([...outside, ...problems]) };
}
