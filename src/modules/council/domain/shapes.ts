import * as z from 'zod';
import { isPlainDate, type PlainDate } from '../../../kernel/time/index.ts';

/** What a paper of the council consists of: one shape for the city's folder, for staff and for the database. */

const text = z.string().trim().min(1).max(4000);
const line = z.string().trim().min(1).max(300);
const day = z.custom<PlainDate>(isPlainDate, 'a day that exists, YYYY-MM-DD');
const precision = z.enum(['day', 'month', 'year', 'unknown']).default('day');
/** `null` reads "nicht belegt". */
const known = line.nullable().default(null);

const questionShape = z.strictObject({ text, /** An id of the plan's list of questions: the section of the monitor that answers it. */ topic: z.string().max(40).nullable().default(null), /** What was answered then, as a short fact. */ answer: text.nullable().default(null) });

export const headShape = z.strictObject({
  /** Vorlagen-Nummer */
  reference: known,
  type: line,
  /** Betreff */
  subject: known,
  /** Key of a source of the plan; null for what staff entered here. */
  source: z.string().max(80).nullable().default(null),
  asked: day.nullable(), asked_precision: precision,
  answered: day.nullable().default(null),
  /** When the answer is due, where somebody set it; else the city's rules say it. */
  due: day.nullable().default(null),
  /** TOP */
  agenda_item: known,
  /** Bezug-Nummer */
  refers_to: known,
  /** PSP-Element/Sachkonto */
  budget_line: known,
  /** Verfasser */
  author: known,
  /** Plandatum */
  plan_date: day.nullable().default(null),
  /** The Geschäftsbereich that answers. */
  department: known,
  signatories: z.array(line).nullable().default(null),
  /** Beratungsfolge */
  consultations: z.array(z.strictObject({ body: line, date: day.nullable(), date_precision: precision, status: line })).default([]),
  note: text.nullable().default(null),
});
export const paperShape = headShape.extend({ key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/).optional(), questions: z.array(questionShape).max(60).default([]) });

export type PaperHead = z.output<typeof headShape>;
export type Question = z.output<typeof questionShape>;

export const rulesShape = z.strictObject({
  deadlines: z.array(z.strictObject({ type: line, days: z.int().min(1).max(365).nullable(), basis: text })).default([]),
  steps: z.array(z.strictObject({ key: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), label: z.strictObject({ de: line, en: line }), offices: z.array(z.string()).optional() })).min(1),
});
export type Rules = z.output<typeof rulesShape>;

/** What a sentence rests on, with its words and day as of then. `gap`: the monitor was asked and has nothing. */
export interface Citation {
  kind: 'statement' | 'figure' | 'gap';
  /** Subject of a statement of the plan, key of an indicator, or place of the monitor. */
  ref: string;
  day: PlainDate;
  /** Number of the record, moment of the snapshot, or sum of the whole plan. */
  version: string;
  text: string;
  href: string;
}

export interface Statement {
  /** Number of the question, from 1. */
  question: number;
  text: string;
  citation: Citation | null;
}

/** What an answer promises. Signed with it, and recorded in the plan when it is published. */
export interface Promised {
  text: string;
  due: PlainDate;
  /** `plan`, `measure/a3` */
  about: string;
}

/** `VI/2019/04886` → `vi-2019-04886`: the paper's place in addresses. */
export const slugOf = (reference: string): string => reference.toLowerCase().replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/ß/g, 'ss').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 80);
export const slugShape = /^[a-z0-9][a-z0-9-]{0,79}$/;
