import { plainDateFromParts } from '../../../kernel/time/index.ts';
import { kinds, shapes, type AnyContent, type Kind } from '../domain/kinds.ts';
import { states } from '../domain/states.ts';

/** How a part of a statement is asked for. `about` and `keys` are chosen from what the plan has. */
export type FieldAs = 'line' | 'text' | 'day' | 'choice' | 'yes' | 'about' | 'abouts' | 'source' | 'number' | 'euro' | 'lines' | 'file';

export interface EditField {
  name: string;
  as: FieldAs;
  /** Choices of a `choice`; their words are `plan.edit.choice.<field>.<value>`, or the state's own. */
  choices?: readonly string[];
  optional?: boolean;
}

const line = (name: string, optional = false): EditField => ({ name, as: 'line', optional });
const text = (name: string, optional = false): EditField => ({ name, as: 'text', optional });
const day = (name: string, optional = true): EditField => ({ name, as: 'day', optional });
const number = (name: string, optional = false): EditField => ({ name, as: 'number', optional });
const of: EditField = { name: 'of', as: 'about' };

/** What staff may write, kind by kind; the shapes of `domain/kinds.ts` judge the result. */
export const editFields: Partial<Record<Kind, readonly EditField[]>> = {
  status: [of, { name: 'state', as: 'choice', choices: states }, text('text'), line('by'), text('reason', true), line('decider', true)],
  commitment: [{ name: 'of', as: 'abouts' }, text('text'), line('by'), day('due'), { name: 'outcome', as: 'choice', choices: ['open', 'kept', 'broken', 'withdrawn'] }, day('kept_on')],
  milestone: [of, line('title'), day('planned'), day('forecast'), day('actual'), text('text', true)],
  budget: [of, number('year'), { name: 'type', as: 'choice', choices: ['planned', 'bound', 'spent', 'cut_proposed', 'cut'] }, { name: 'cents', as: 'euro' }, text('text', true)],
  gain: [of, { name: 'type', as: 'choice', choices: ['minutes', 'letters', 'visits', 'weeks', 'cents', 'other'] }, number('value', true), text('method'), text('text', true)],
  manual: [{ name: 'of', as: 'abouts', optional: true }, line('title'), { name: 'unit', as: 'choice', choices: ['count', 'percent', 'minutes', 'hours', 'days', 'points'] }, number('value'), text('method'), { name: 'evidence', as: 'file', optional: true }],
  target: [of, line('indicator'), number('baseline', true), day('baseline_on'), number('target'), day('due', false), text('text', true)],
  item: [line('title'), number('year', true), text('text', true)],
  measure: [line('code', true), line('title', true), line('group', true), number('order'), { name: 'lead', as: 'yes' }, text('text', true), line('owner', true), { name: 'targets', as: 'lines', optional: true }, { name: 'goals', as: 'lines', optional: true }, { name: 'depends_on', as: 'lines', optional: true }, { name: 'laws', as: 'lines', optional: true }, { name: 'indicators', as: 'lines', optional: true }],
  goal: [line('code', true), line('title', true), number('order'), text('text', true), line('part_of', true)],
  'action-plan': [{ name: 'years', as: 'lines' }, { name: 'exists', as: 'yes' }, line('title', true), text('text', true)],
  effect: [line('law'), { name: 'of', as: 'abouts' }, text('text')],
  paper: [line('reference', true), line('type'), line('title'), line('by', true), { name: 'of', as: 'abouts', optional: true }, text('text', true), day('answered')],
  fate: [line('from_plan'), line('from'), { name: 'what', as: 'choice', choices: ['carried', 'dropped', 'merged'] }, line('to', true), text('reason'), line('decider')],
  plan: [line('title'), line('short'), line('motto', true), day('from', false), day('to', false), text('summary', true), text('steering', true), text('continuation', true), line('predecessor', true)],
  law: [line('short'), line('title'), { name: 'level', as: 'choice', choices: ['eu', 'bund', 'land', 'city'] }, line('version'), text('change'), line('url', true)],
  source: [line('title'), line('publisher', true), day('date'), { name: 'date_precision', as: 'choice', choices: ['day', 'month', 'year'] }, day('looked_up', false), line('url', true), { name: 'type', as: 'choice', choices: ['council', 'law', 'press', 'page', 'file', 'catalogue'] }, text('note', true)],
};

export const editableKinds = kinds.filter((kind) => editFields[kind]);

/** Said with every kind but sources: where it is from, how exact the day is, whose word it is. */
export const commonFields: readonly EditField[] = [
  { name: 'source', as: 'source', optional: true },
  line('source_note', true),
  { name: 'precision', as: 'choice', choices: ['day', 'month', 'year', 'unknown'] },
  { name: 'assessment', as: 'yes' },
];

export const fieldsOf = (kind: Kind): readonly EditField[] => [...(editFields[kind] ?? []), ...(kind === 'source' ? [] : commonFields)];

export type Raw = Record<string, string | string[] | undefined>;

const single = (raw: Raw, name: string): string => {
  const value = raw[name];
  return (Array.isArray(value) ? value[0] : value)?.trim() ?? '';
};
const many = (raw: Raw, name: string): string[] => {
  const value = raw[name];
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((entry) => entry.trim()).filter(Boolean);
};

/** Fields of this kind whose empty value means "nobody knows" (null) and not "left out". */
const nullable: Partial<Record<Kind, readonly string[]>> = {
  commitment: ['due'], milestone: ['planned', 'forecast', 'actual'], gain: ['value'], manual: ['evidence'], target: ['baseline', 'baseline_on'], item: ['year'], measure: ['code', 'title', 'group', 'owner', 'targets', 'goals'], goal: ['code', 'title'], paper: ['reference', 'answered'], plan: ['steering', 'continuation'], source: ['date'],
};

/** Reads the fields of a form over what stood there before. Errors by field name: an i18n key. */
export function readContent(kind: Kind, raw: Raw, before: AnyContent | null): { ok: true; content: AnyContent } | { ok: false; errors: Record<string, string> } {
  const input: Record<string, unknown> = { ...(before as object | null) };
  const errors: Record<string, string> = {};
  for (const field of fieldsOf(kind)) {
    const value = readField(field, raw);
    if (value === 'wrong') errors[field.name] = field.as === 'day' ? 'plan.edit.error.day' : 'plan.edit.error.number';
    else if (value === undefined) {
      if (!field.optional) errors[field.name] = 'plan.edit.error.missing';
      if (field.name === 'source' || nullable[kind]?.includes(field.name)) input[field.name] = null;
      else delete input[field.name];
    } else input[field.name] = value;
  }
  if (kind === 'manual' && single(raw, 'evidence_name')) input['evidence_name'] = single(raw, 'evidence_name').slice(0, 200);
  const parsed = shapes[kind].safeParse(input);
  if (!parsed.success) for (const issue of parsed.error.issues) errors[String(issue.path[0] ?? 'text')] ??= 'plan.edit.error.shape';
  return Object.keys(errors).length === 0 && parsed.success ? { ok: true, content: parsed.data } : { ok: false, errors };
}

function readField(field: EditField, raw: Raw): unknown {
  const value = single(raw, field.name);
  switch (field.as) {
    case 'yes':
      return value === 'ja';
    case 'abouts':
      return many(raw, field.name).length > 0 ? many(raw, field.name) : field.optional ? [] : undefined;
    case 'lines': {
      const lines = value.split('\n').map((entry) => entry.trim()).filter(Boolean);
      if (lines.length === 0) return undefined;
      return field.name === 'years' ? lines.map(Number) : lines;
    }
    case 'day': {
      const parts = { day: single(raw, `${field.name}.day`), month: single(raw, `${field.name}.month`), year: single(raw, `${field.name}.year`) };
      const read = plainDateFromParts(parts);
      return read.ok ? read.value : read.reason === 'empty' ? undefined : 'wrong';
    }
    case 'number':
      if (value === '') return undefined;
      return /^-?\d{1,12}([.,]\d{1,4})?$/.test(value) ? Number(value.replace(',', '.')) : 'wrong';
    case 'euro':
      if (value === '') return undefined;
      return /^\d{1,10}([.,]\d{1,2})?$/.test(value) ? Math.round(Number(value.replace(',', '.')) * 100) : 'wrong';
    default:
      return value === '' ? undefined : value;
  }
}
