import type { CelEnv, CelType } from '../../../kernel/expressions/index.ts';
import type { PartsCatalog } from '../../../kernel/parts/types.ts';
import { recordOf } from '../../../kernel/parts/types.ts';
import type { FormDefinition } from './schema/form.ts';
import type { LetterKind, ProcessDefinition } from './schema/process.ts';

type Fields = Record<string, CelType>;

/** The types of everything a package's expressions can read; stored with the package, so that it compiles without its parts. */
export interface ServiceTypes {
  answers: Fields;
  subject?: Fields | undefined;
  checks: Record<string, Fields>;
  effects: Record<string, Fields>;
}

export function typesOf(form: FormDefinition | undefined, process: ProcessDefinition | undefined, parts: PartsCatalog): ServiceTypes {
  const answers: Fields = {};
  for (const field of form?.pages.flatMap((page) => page.fields) ?? []) {
    const type = parts.fieldTypes[field.type]?.celType(field);
    if (type) answers[field.id] = type;
  }
  const subject = process?.subject ? parts.subjects[process.subject] : undefined;
  const outputs = (uses: readonly { id: string; use: string }[], known: Record<string, { outputs: Parameters<typeof recordOf>[0] }>) =>
    Object.fromEntries(uses.flatMap(({ id, use }) => (Object.hasOwn(known, use) && known[use] ? [[id, recordOf(known[use].outputs).record]] : [])));
  return {
    answers,
    ...(subject ? { subject: recordOf(subject.fields).record } : {}),
    checks: outputs(process?.checks ?? [], parts.checks),
    effects: outputs(process?.effects ?? [], parts.effects),
  };
}

/** What conditions of the form may read. */
export function formEnv(types: ServiceTypes): CelEnv {
  return { today: 'date', answers: { record: types.answers }, ...(types.subject ? { subject: { record: types.subject } } : {}) };
}

/** What expressions of the process may read; `checks` and `effects` are the ids that ran before. */
export function processEnv(types: ServiceTypes, checks: readonly string[], effects: readonly string[] = []): CelEnv {
  const pick = (all: Record<string, Fields>, ids: readonly string[]): CelType => ({
    record: Object.fromEntries(ids.flatMap((id) => (all[id] ? [[id, { record: all[id] }]] : []))),
  });
  return {
    ...formEnv(types),
    account: { record: { assurance: 'string', signed_in: 'bool' } },
    checks: pick(types.checks, checks),
    effects: pick(types.effects, effects),
  };
}

export function letterEnv(types: ServiceTypes, kind: LetterKind): CelEnv {
  const extra: CelEnv = {
    case: { record: { number: 'string', received: 'date' } },
    fee: { record: { cents: 'int', reference: 'string', link: 'string' } },
    applicant: { record: { name: 'string' } },
  };
  if (kind === 'question') extra['question'] = { record: { text: 'string', answer_until: 'date' } };
  else extra['decision'] = { record: { date: 'date', text: 'string', automatic: 'bool' } };
  return { ...processEnv(types, Object.keys(types.checks), kind === 'granted' ? Object.keys(types.effects) : []), ...extra };
}
