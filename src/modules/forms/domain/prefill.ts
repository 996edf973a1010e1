import type { Assurance } from '../../../kernel/access/access.ts';
import type { RawInputs } from '../fields/index.ts';
import type { Answer, Answers, FormContext, Provenance } from './answers.ts';
import { answer } from './answers.ts';
import type { FormModel, ModelField } from './model.ts';
import { readField } from './validate.ts';

/** A value that can fill a field, by its full name (`account.email`, `subject.plate`). */
export interface PrefillEntry {
  value: unknown;
  source: 'account' | 'subject';
  /** i18n key of the provenance. */
  label: string;
  assurance: Assurance;
}

/**
 * Fills what is still empty. A value that would not pass the field's own checks is left out: the applicant is asked instead.
 * Values off the path are filled too, because the path may yet lead there; `prune` takes them out.
 */
export function prefill(model: FormModel, answers: Answers, entries: Readonly<Record<string, PrefillEntry>>, ctx: FormContext, at: string): Answers {
  const filled: Record<string, Answer> = { ...answers };
  for (const [id, modelField] of model.fields) {
    if (answer(answers, id)) continue;
    const found = prefilled(model, modelField, entries, ctx, at);
    if (found) filled[id] = found;
  }
  return filled;
}

function prefilled(model: FormModel, modelField: ModelField, entries: Readonly<Record<string, PrefillEntry>>, ctx: FormContext, at: string): Answer | undefined {
  const { field, type } = modelField;
  if (field.prefill === undefined) return undefined;
  const used: PrefillEntry[] = [];
  const take = (name: string): unknown => {
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (!entry || entry.value === undefined || entry.value === null || entry.value === '') return undefined;
    used.push(entry);
    return entry.value;
  };
  let raw: RawInputs;
  if (typeof field.prefill === 'string') {
    raw = type.toInputs(take(field.prefill), field);
  } else {
    raw = Object.fromEntries(Object.entries(field.prefill).map(([part, name]) => [`${field.id}.${part}`, String(take(name) ?? '')]));
  }
  const read = readField(model, modelField, raw, { ...ctx, lang: 'de' });
  const [first] = used;
  if (!first || !read.ok || read.value === undefined) return undefined;
  // A value of several parts is worth what its weakest part is worth.
  const weakest = used.reduce((low, entry) => (order.indexOf(entry.assurance) < order.indexOf(low.assurance) ? entry : low), first);
  const provenance: Provenance = { source: weakest.source, label: weakest.label, assurance: weakest.assurance, at };
  return { value: read.value, provenance };
}

const order: readonly Assurance[] = ['none', 'basis', 'niedrig', 'substantiell', 'hoch'];
