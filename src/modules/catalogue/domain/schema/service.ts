import * as z from 'zod';
import { isoDate, kebabKey, localized, webAddress } from './common.ts';

const legalSource = z.strictObject({
  title: localized,
  url: webAddress.optional(),
  source: z.string().trim().min(1).optional(),
});

const amount = z.strictObject({
  from: isoDate.describe('First day this amount applies'),
  cents: z.int().min(0).describe('Amount in euro cents'),
  label: z.string().regex(/^[a-z][a-z0-9_]*$/).describe('Name by which process.yaml chooses it; a later "from" replaces an earlier one'),
  title: localized.optional().describe('What people pay for'),
  source: z.string().trim().min(1).describe('Law or page with date'),
  assumption: z.boolean().default(false).describe('true: invented for the demo, shown as such'),
});

const fee = z.union([
  z.strictObject({ text: localized.optional(), amounts: z.array(amount).min(1) }),
  z.strictObject({ text: localized.optional(), free: z.literal(true), source: z.string().trim().min(1).optional() }),
  z.strictObject({ text: localized.optional(), unknown: z.strictObject({ looked_for: z.string().trim().min(1) }) }),
]);

const term = z.strictObject({ text: localized, source: z.string().trim().min(1).optional() });

/** service.yaml: what the catalogue shows. */
export const serviceSchema = z.strictObject({
  key: kebabKey,
  kind: z.enum(['online', 'elsewhere', 'paper']),
  title: localized,
  summary: localized.describe('One sentence, plain words'),
  text: z.array(localized).default([]).describe('Paragraphs; "- " begins a list item, **bold**, [word](https://…)'),
  who: localized.optional().describe('Who may use the service'),
  documents: z.array(localized).default([]).describe('What one needs at hand before the start'),
  fee: fee.optional(),
  term: term.optional().describe('Processing time, validity'),
  legal: z.array(legalSource).default([]),
  leika: z.union([z.string(), z.number()]).transform(String).pipe(z.string().regex(/^\d{14}$/)).optional().describe('Leistungsschlüssel, 14 digits'),
  leika_source: z.string().trim().min(1).optional(),
  maturity: z.strictObject({
    model: z.string().trim().min(1).describe('Maturity model with its version, such as "Reifegradmodell 2.0"; levels of different models cannot be compared'),
    level: z.int().min(0).max(7),
    rated_on: isoDate,
    source: z.string().trim().min(1).describe('Who rated it, or where the rating stands'),
  }).optional().describe('How far the service is digital; left out: not rated'),
  office: kebabKey.optional().describe('Key of the office in offices.yaml'),
  life_situations: z.array(kebabKey).default([]),
  synonyms: z.array(z.string().trim().min(1)).default([]).describe('What people type when they look for it'),
  languages: z.array(z.enum(['de', 'en', 'de-leicht'])).default(['de']),
  target: z.strictObject({
    url: webAddress,
    provider: localized,
    handover: localized.describe('What changes when one leaves this portal'),
    last_checked: isoDate.optional(),
  }).optional(),
  how: z.array(localized).default([]).describe('Steps on paper'),
  source: z.union([z.string().trim().min(1), z.strictObject({ title: z.string().trim().min(1), date: isoDate.optional(), note: z.string().optional() })])
    .optional().describe('Where these facts are from, with date; or "nicht belegt"'),
});

export type ServiceDefinition = z.output<typeof serviceSchema>;
export type FeeDefinition = z.output<typeof fee>;
export type FeeAmount = z.output<typeof amount>;
