import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { FieldTypeSignature, PartsCatalog } from '../../../kernel/parts/types.ts';
import { projectRoot } from '../../../kernel/root.ts';
import type { PackageFiles } from './read-package.ts';
import { localized } from './schema/common.ts';

const option = z.strictObject({ value: z.string(), label: localized });
const type = (name: string, cel: ReturnType<FieldTypeSignature['celType']>, config: z.ZodRawShape = {}, prefillParts?: FieldTypeSignature['prefillParts']): FieldTypeSignature => ({
  type: name,
  configSchema: z.strictObject(config),
  celType: () => cel,
  ...(prefillParts ? { prefillParts } : {}),
});

/** Parts for tests; the field types are as the catalogue sees them, without the forms module above it. */
export const testParts: PartsCatalog = {
  checks: { 'dog.known': { inputs: { chip: 'string', since: 'date' }, outputs: { count: 'int', dangerous: 'bool' }, reasons: ['dog.unreadable'] } },
  effects: { 'dog.register': { inputs: { name: 'string' }, outputs: { number: 'string' } } },
  subjects: { 'dog.holder': { fields: { chip: 'string', born: 'date', name: 'string' } } },
  prefill: { 'account.family_name': 'string', 'account.given_names': 'string', 'account.email': 'string', 'account.birth_date': 'date' },
  fieldTypes: Object.fromEntries(
    [
      type('text', 'string', { max_length: z.int().optional() }),
      type('date', 'date', { max: z.string().optional() }),
      type('yes_no', 'bool'),
      type('radios', 'string', { options: z.array(option) }),
      type('checkboxes', { list: 'string' }, { options: z.array(option) }),
      type('person_name', { record: { family: 'string', given: 'string', full: 'string' } }, {}, { family: 'string', given: 'string' }),
      type('file', { record: { name: 'string', size: 'int', mime: 'string' } }, { accept: z.array(z.string()).optional() }),
      type('content', undefined, { text: localized }),
    ].map((signature) => [signature.type, signature]),
  ),
};

/** The whole example of docs/service-packages.md, so that the documentation is tested with everything else. */
export function documentedPackage(): PackageFiles {
  const docs = readFileSync(join(projectRoot, 'docs', 'service-packages.md'), 'utf8');
  const files: Record<string, string> = {};
  for (const [, file = '', body = ''] of docs.matchAll(/`services\/hundesteuer-anmelden\/([\w./]+)`\n\n```yaml\n([\s\S]*?)```/g)) files[file] = body;
  return { name: 'hundesteuer-anmelden', files, problems: [] };
}

/** The example with one replacement; fails loudly when there is nothing to replace. */
export function changed(file: string, from: string | RegExp, to: string, base = documentedPackage()): PackageFiles {
  const text = base.files[file] ?? '';
  const next = text.replace(from, () => to);
  if (next === text) throw new Error(`${file} does not contain ${from}`);
  return { ...base, files: { ...base.files, [file]: next } };
}
