import * as z from 'zod';
import { isPlainDate, type PlainDate } from '../../../kernel/time/index.ts';
import { states } from './states.ts';

/** The kinds of statements a plan is made of, and what each of them says. One shape for the folder, for staff and for the database. */

const text = z.string().trim().min(1).max(6000);
const line = z.string().trim().min(1).max(300);
export const keyShape = /^[a-z0-9][a-z0-9-]{0,79}$/;
const key = z.string().regex(keyShape, 'lower-case letters, digits and hyphens');
export const planKeyShape = /^\d{4}[a-z0-9-]{0,30}$/;
/** Plans begin with a year, so that no address of the monitor can be mistaken for one. */
const planKey = z.string().regex(planKeyShape, 'a year first, such as 2013-2020');
export const day = z.custom<PlainDate>(isPlainDate, 'a day that exists, YYYY-MM-DD');

/** Said with every statement: where it is from. `null` reads "nicht belegt". */
const common = {
  source: key.nullable(),
  /** Where in the source, or what the source leaves open. */
  source_note: line.optional(),
  /** How exact the day is: a press report of March 2012 is `month`. */
  precision: z.enum(['day', 'month', 'year', 'unknown']).default('day'),
  /** The monitor's own reading of sources, not a statement of the city. */
  assessment: z.boolean().default(false),
};

/** Further facts, each with a source of its own. */
const facts = z.array(z.strictObject({ label: line, text, source: key.nullable() })).default([]);
/** `measure/a3`, `item/de-mail`, `goal/z1`, `plan` */
export const about = z.string().regex(/^(plan|(measure|goal|item)\/[a-z0-9][a-z0-9-]{0,79})$/, 'measure/…, goal/…, item/… or plan');

export const shapes = {
  plan: z.strictObject({ ...common, title: line, short: line, motto: line.optional(), from: day, to: day, summary: text.optional(), steering: text.nullable(), continuation: text.nullable(), predecessor: planKey.optional(), goals_count: z.int().min(0).optional(), measures_count: z.int().min(0).optional(), facts }),
  goal: z.strictObject({ ...common, order: z.int(), code: line.nullable(), title: line.nullable(), text: text.optional(), part_of: key.optional() }),
  measure: z.strictObject({
    ...common, order: z.int(), group: line.nullable(), code: line.nullable(), title: line.nullable(), lead: z.boolean().default(false), text: text.optional(), targets: z.array(line).nullable().default(null), owner: line.nullable().default(null),
    goals: z.array(key).nullable().default(null), laws: z.array(key).default([]), depends_on: z.array(key).default([]), from: day.optional(), to: day.optional(),
    /** Keys of indicators, or a prefix ending in a dot: all figures of that module. The first with data stands on the overview. */
    indicators: z.array(z.string().regex(/^[a-z][a-z0-9_.-]{1,80}$/)).default([]), facts,
  }),
  'action-plan': z.strictObject({ ...common, years: z.array(z.int().min(1990).max(2100)).min(1), exists: z.boolean(), title: line.optional(), text: text.optional() }),
  item: z.strictObject({ ...common, title: line, year: z.int().min(1990).max(2100).nullable().default(null), measures: z.array(key).default([]), text: text.optional(), facts }),
  milestone: z.strictObject({ ...common, of: about, title: line, planned: day.nullable().default(null), forecast: day.nullable().default(null), actual: day.nullable().default(null), text: text.optional() }),
  budget: z.strictObject({ ...common, of: about, year: z.int().min(1990).max(2100), type: z.enum(['planned', 'bound', 'spent', 'cut_proposed', 'cut']), cents: z.int().min(0), text: text.optional() }),
  gain: z.strictObject({ ...common, of: about, type: z.enum(['minutes', 'letters', 'visits', 'weeks', 'cents', 'other']), value: z.number().nullable(), method: text, text: text.optional() }),
  status: z.strictObject({ ...common, of: about, state: z.enum(states), text, by: line, reason: text.optional(), decider: line.optional() }),
  commitment: z.strictObject({ ...common, of: z.array(about).min(1), text, by: line, due: day.nullable(), outcome: z.enum(['open', 'kept', 'broken', 'withdrawn']), kept_on: day.optional(), paper: key.optional() }),
  paper: z.strictObject({ ...common, reference: line.nullable(), type: line, title: line, by: line.optional(), of: z.array(about).default([]), text: text.optional(), answered: day.nullable().default(null) }),
  fate: z.strictObject({ ...common, from_plan: planKey, from: about, what: z.enum(['carried', 'dropped', 'merged']), to: about.optional(), reason: text, decider: line }),
  effect: z.strictObject({ ...common, law: key, of: z.array(about).min(1), text }),
  target: z.strictObject({ ...common, of: about, indicator: z.string().min(1).max(100), baseline: z.number().nullable(), baseline_on: day.nullable(), target: z.number(), due: day, text: text.optional() }),
  manual: z.strictObject({ ...common, of: z.array(about).default([]), title: line, unit: z.enum(['count', 'percent', 'minutes', 'hours', 'days', 'points']), value: z.number(), method: text, evidence: z.string().regex(/^[0-9a-f]{64}$/).nullable(), evidence_name: line.optional() }),
  law: z.strictObject({ ...common, short: line, title: line, level: z.enum(['eu', 'bund', 'land', 'city']), version: line, change: text, url: z.string().regex(/^https:\/\/[^\s"<>]+$/).optional() }),
  source: z.strictObject({ source: z.null().default(null), precision: z.literal('day').default('day'), assessment: z.literal(false).default(false), title: line, publisher: line.optional(), date: day.nullable(), date_precision: z.enum(['day', 'month', 'year']).default('day'), looked_up: day, url: z.string().regex(/^https?:\/\/[^\s"<>]+$/).optional(), type: z.enum(['council', 'law', 'press', 'page', 'file', 'catalogue']), note: text.optional() }),
  duty: z.strictObject({ ...common, list: key, title: line, services: z.array(key).default([]), reason: text.optional() }),
  'duty-list': z.strictObject({ ...common, title: line, law: key, total: z.int().min(1).nullable(), text }),
} as const;

export type Kind = keyof typeof shapes;
export const kinds = Object.keys(shapes) as Kind[];
/** What belongs to no single plan. */
export const globalKinds: readonly Kind[] = ['law', 'source', 'duty', 'duty-list'];
export type Content<K extends Kind> = z.output<(typeof shapes)[K]>;
export type AnyContent = Content<Kind>;

/** One statement, wherever it comes from. `plan` is '' for global kinds. */
export interface NewFact {
  subject: string;
  plan: string;
  kind: Kind;
  validFrom: PlainDate;
  content: AnyContent | null;
}

export function subjectOf(plan: string, kind: Kind, name: string): string {
  return plan === '' ? `${kind}/${name}` : `${plan}/${kind}/${name}`;
}

/** `2013-2020/measure/a3` → plan, kind, key. Status subjects keep what they are about: `2013-2020/status/measure/a3`. */
export function partsOfSubject(subject: string): { plan: string; kind: Kind; key: string } | undefined {
  const [first = '', ...rest] = subject.split('/');
  if ((globalKinds as readonly string[]).includes(first)) return rest.length === 1 ? { plan: '', kind: first as Kind, key: rest[0]! } : undefined;
  const [kind = '', ...key] = rest;
  return planKeyShape.test(first) && (kinds as readonly string[]).includes(kind) && key.length > 0 ? { plan: first, kind: kind as Kind, key: key.join('/') } : undefined;
}
