import type { Assurance } from '../../../kernel/access/access.ts';
import { canonicalJson } from '../../catalogue/index.ts';
import type { FileValue, ParseContext } from '../fields/index.ts';
import type { FormModel, ModelField } from './model.ts';

/** Where a value comes from; travels with it into the case, the record and onto the letter. */
export interface Provenance {
  source: 'account' | 'subject' | 'applicant' | 'clerk';
  /** i18n key: "aus Ihrem Konto, von Ihnen angegeben". */
  label: string;
  /** Level at which the source vouches for the value. */
  assurance: Assurance;
  /** ISO 8601, UTC. */
  at: string;
}

export interface Answer {
  /** JSON; its shape is the field type's. */
  value: unknown;
  provenance: Provenance;
}

/** By field id. May hold answers the path no longer reaches until `prune` drops them. */
export type Answers = Readonly<Record<string, Answer>>;

/** What conditions and checks may look at besides the answers. */
export interface FormContext {
  /** `YYYY-MM-DD` in Berlin. */
  today: string;
  /** Values of the subject, when the service has one. */
  subject?: Readonly<Record<string, unknown>> | undefined;
  uploads?: Readonly<Record<string, FileValue>> | undefined;
  lang?: ParseContext['lang'] | undefined;
}

/** Who fills in the form now. */
export interface Author {
  source: 'applicant' | 'clerk';
  assurance: Assurance;
  /** ISO 8601, UTC. */
  at: string;
}

export function answer(answers: Answers, id: string): Answer | undefined {
  return Object.hasOwn(answers, id) ? answers[id] : undefined;
}

/** A value just entered. Unchanged values keep their provenance; changed ones are the author's own. */
export function enteredAnswer(before: Answer | undefined, value: unknown, author: Author): Answer {
  if (before && canonicalJson(before.value) === canonicalJson(value)) return before;
  return { value, provenance: { source: author.source, label: `forms.provenance.${author.source}`, assurance: author.assurance, at: author.at } };
}

/** A locked field is not asked as long as its source filled it in. */
export function isLocked(field: { locked: boolean }, current: Answer | undefined): boolean {
  return field.locked && current !== undefined && (current.provenance.source === 'account' || current.provenance.source === 'subject');
}

/** What expressions see of the answers, by field id. Give it pruned answers. */
export function celAnswers(model: FormModel, answers: Answers): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [id, modelField] of model.fields) {
    const value = celValue(modelField, answer(answers, id));
    if (value !== undefined) values[id] = value;
  }
  return values;
}

/** One answer as expressions see it; undefined: missing. */
export function celValue({ type, readable }: ModelField, current: Answer | undefined): unknown {
  if (!readable || !current || type.isEmpty(current.value)) return undefined;
  return type.celValue ? safely(() => type.celValue?.(current.value)) : current.value;
}

/** Stored values are checked before use, but a path is also walked over drafts of any age. */
function safely(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export function parseContext(ctx: FormContext): ParseContext {
  return { today: ctx.today, lang: ctx.lang ?? 'de', ...(ctx.uploads ? { uploads: ctx.uploads } : {}) };
}
