import fc from 'fast-check';
import type { PartsCatalog } from '../../../kernel/parts/types.ts';
import { compilePackage } from '../../catalogue/index.ts';
import type { CompiledService } from '../../catalogue/index.ts';
import { fieldTypes } from '../fields/index.ts';

/** Parts for tests: every field type, an account, one subject. */
export const testParts: PartsCatalog = {
  checks: {},
  effects: {},
  subjects: { 'dog.holder': { fields: { chip: 'string', born: 'date', dangerous: 'bool' } } },
  prefill: { 'account.family_name': 'string', 'account.given_names': 'string', 'account.email': 'string', 'account.birth_date': 'date', 'account.street': 'string' },
  fieldTypes: { ...fieldTypes },
};

const service = { key: 'probe', kind: 'online', title: 'Probe', summary: 'Probe', fee: { free: true, source: 'x' }, legal: [{ title: 'x' }], office: 'buero' };
const process = {
  subject: 'dog.holder',
  fee: { collect: 'none' },
  decision: { automatic: false },
  letters: { granted: { subject: 'x', blocks: [{ type: 'paragraph', text: 'x' }] }, rejected: { subject: 'x', blocks: [{ type: 'paragraph', text: 'x' }] } },
  filing: { position: 'x', retention_years: 1, source: 'x' },
};

/** A service with this form; JSON is YAML. Throws with the problems when the checker finds errors. */
export function serviceWith(form: unknown): CompiledService {
  const files = { 'service.yaml': JSON.stringify(service), 'form.yaml': JSON.stringify(form), 'process.yaml': JSON.stringify(process) };
  const result = compilePackage({ files, problems: [] }, testParts);
  if (!result.ok) throw new Error(JSON.stringify(result.problems.filter((problem) => problem.severity === 'error')));
  return result.service;
}

const options = [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }];
const configs: Record<string, Record<string, unknown>> = { radios: { options }, select: { options }, checkboxes: { options }, content: { text: 'Text' } };

/** Conditions over a field of an earlier page, each of the right type. */
const conditionOn: Record<string, string> = {
  yes_no: 'answers.ID', declaration: '!has(answers.ID)', radios: 'answers.ID == "a"', select: 'answers.ID != "a"', checkboxes: '"a" in answers.ID',
  date: 'answers.ID < today', number: 'answers.ID > 3', text: 'answers.ID.contains("a")', person_name: 'has(answers.ID.family)', address: 'answers.ID.postcode == "06108"', file: 'answers.ID.size > 0',
};

/** Any form the checker accepts: up to four pages of up to five fields, conditions on earlier pages. */
export const anyForm = fc
  .array(fc.array(fc.record({ type: fc.constantFrom(...Object.keys(fieldTypes)), required: fc.boolean(), gate: fc.nat(20), prefilled: fc.boolean() }), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
  .map((pages) => {
    const conditions: Record<string, { cel: string; why: string }> = {};
    const earlier: { id: string; type: string }[] = [];
    const gate = (choice: number): string | undefined => {
      const asked = earlier.filter((field) => conditionOn[field.type]);
      const field = choice < 12 ? asked[choice % Math.max(asked.length, 1)] : undefined;
      if (!field) return undefined;
      const name = `c_${field.id}`;
      conditions[name] = { cel: (conditionOn[field.type] ?? '').replaceAll('ID', field.id), why: `Wegen ${field.id}` };
      return name;
    };
    const built = pages.map((fields, pageIndex) => {
      const when = gate(fields[0]?.gate ?? 99);
      const made = fields.map((spec, index) => {
        const fieldWhen = gate(spec.gate + index);
        const prefill = !spec.prefilled ? undefined : spec.type === 'email' ? 'account.email' : spec.type === 'date' ? 'subject.born' : spec.type === 'person_name' ? { family: 'account.family_name' } : undefined;
        return {
          id: `f${pageIndex}_${index}`,
          type: spec.type,
          label: `Frage ${pageIndex} ${index}`,
          required: spec.required,
          ...configs[spec.type],
          ...(fieldWhen ? { when: fieldWhen } : {}),
          ...(prefill ? { prefill, locked: spec.gate % 2 === 0 } : {}),
        };
      });
      earlier.push(...made.map(({ id, type }) => ({ id, type })));
      return { id: `p${pageIndex}`, title: `Seite ${pageIndex}`, fields: made, ...(when ? { when } : {}) };
    });
    return { pages: built, conditions };
  });
