import * as z from 'zod';
import { expression, fieldId, localized, partName } from './common.ts';

const reasonKey = z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/).describe('Stable key of the reason');
const withExpressions = z.record(fieldId, expression).default({}).describe('Inputs of the part, each a CEL expression');

const check = z.strictObject({
  id: fieldId,
  use: partName.describe('Name of a registered check'),
  with: withExpressions,
  when: expression.optional().describe('The check runs only when this CEL expression holds'),
});

const rule = z.strictObject({
  id: fieldId,
  ok: expression.describe('CEL; false or not answerable: the case goes to a clerk'),
  reason: reasonKey,
  text: localized.describe('The reason as staff read it'),
});

const effect = z.strictObject({
  id: fieldId,
  use: partName.describe('Name of a registered effect'),
  with: withExpressions,
  when: expression.optional(),
});

const fee = z.strictObject({
  collect: z.enum(['before_decision', 'after_decision', 'none']),
  choose: z.array(z.strictObject({
    when: expression.optional().describe('First entry whose CEL holds wins; without: always'),
    amount: z.string().describe('Label of an amount in service.yaml'),
  })).default([]),
  account_assignment: z.strictObject({ psp: z.string().optional(), account: z.string().optional(), source: z.string().optional() }).optional(),
});

const text = localized.describe('Text; {{ CEL }} inserts a value');
const row = z.strictObject({ label: text, value: text });
const when = expression.optional().describe('The block is left out when this CEL expression does not hold');

export const letterBlock = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('paragraph'), text, when }),
  z.strictObject({ type: z.literal('heading'), text, when }),
  z.strictObject({ type: z.literal('list'), items: z.array(text).min(1), when }),
  z.strictObject({ type: z.literal('keyvalue'), rows: z.array(row).min(1), when }),
  z.strictObject({ type: z.literal('box'), text, when }),
  z.strictObject({ type: z.literal('legal-remedy'), text, when }),
]);

export const letterDefinition = z.strictObject({ subject: text, blocks: z.array(letterBlock).min(1) });

/** process.yaml: what happens after the application was sent. */
export const processSchema = z.strictObject({
  subject: partName.optional().describe('Name of a registered subject: what the application is about'),
  assurance: z.enum(['basis', 'niedrig', 'substantiell', 'hoch']).default('basis'),
  anonymous: z.enum(['allowed', 'forbidden']).default('forbidden').describe('May one apply without an account'),
  checks: z.array(check).default([]),
  rules: z.array(rule).default([]),
  fee,
  decision: z.strictObject({ automatic: z.boolean(), legal_basis: z.string().trim().min(1).optional() }),
  effects: z.array(effect).default([]),
  letters: z.strictObject({
    granted: letterDefinition,
    rejected: letterDefinition,
    question: letterDefinition.optional(),
  }),
  filing: z.strictObject({
    position: z.string().trim().min(1).describe('Position in the filing plan (Aktenplan)'),
    retention_years: z.int().min(0).max(110),
    source: z.string().trim().min(1),
  }),
  deadline_workdays: z.union([z.int().min(1).max(365), z.strictObject({ days: z.int().min(1).max(365), source: z.string().trim().min(1) })])
    .default({ days: 20, source: 'Demo-Annahme' }).describe('Internal processing deadline in working days'),
  announcement: z.enum(['own_mailbox', 'post']).default('own_mailbox').describe('How decisions are announced: in the mailbox of the account, or by post; without an account always by post'),
});

export type ProcessDefinition = z.output<typeof processSchema>;
export type LetterDefinition = z.output<typeof letterDefinition>;
export type LetterBlock = z.output<typeof letterBlock>;
export type LetterKind = 'granted' | 'rejected' | 'question';
export type CheckUse = z.output<typeof check>;
export type RuleDefinition = z.output<typeof rule>;
export type EffectUse = z.output<typeof effect>;
