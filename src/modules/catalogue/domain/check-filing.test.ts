import { expect, it } from 'vitest';
import { join } from 'node:path';
import { knownKeys } from '../city.ts';
import { checkPackage, readPackage } from './index.ts';
import { servicesFolder } from '../publish.ts';

it('a package that files where the plan has no place is refused, with the line', () => {
  const files = readPackage(join(servicesFolder, 'hundesteuer-anmelden'));
  files.files['process.yaml'] = files.files['process.yaml']!.replace('"20.5-HST"', '"20.5"');
  const problems = checkPackage(files, { checks: {}, effects: {}, subjects: {}, prefill: {}, fieldTypes: {} }, knownKeys('halle')).filter((problem) => /Aktenplan/.test(problem.message.de));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ severity: 'error', file: 'process.yaml' });
  expect(files.files['process.yaml']!.split('\n')[problems[0]!.line - 1]).toContain('position: "20.5"');
});
