import * as z from 'zod';
import { expression, fieldId, localized } from './common.ts';

const source = z.string().regex(/^(account|subject)\.[a-z][a-z0-9_]*$/).describe('account.<name> or subject.<name>');

/** Keys every field may have; the field type adds its own. */
export const fieldBase = z.strictObject({
  id: fieldId,
  type: z.string(),
  label: localized,
  hint: localized.optional(),
  required: z.boolean().default(true),
  when: z.string().optional().describe('Name of a condition; the field is asked only when it holds'),
  why: localized.optional().describe('Why we ask this'),
  prefill: z.union([source, z.record(fieldId, source)]).optional().describe('Where a first value comes from, whole or per part'),
  locked: z.boolean().default(false).describe('The prefilled value is shown, not asked'),
  sensitive: z.boolean().default(false).describe('Special care: Art. 9 GDPR and alike'),
  legal_basis: z.string().trim().min(1).optional(),
});

export const pageDefinition = z.strictObject({
  id: fieldId,
  title: localized,
  review_title: localized.optional().describe('Heading of its answers on review, copy and the clerk\'s page, where the title is a question'),
  intro: localized.optional(),
  intro_empty: localized.optional().describe('Instead of intro when neither account nor subject filled in a field of the page'),
  when: z.string().optional().describe('Name of a condition; otherwise the page is skipped'),
  // Each field is then read by the schema of its own type.
  fields: z.array(z.looseObject({})).min(1),
});

export const conditionDefinition = z.strictObject({
  cel: expression.describe('CEL over answers.*, subject.*, today; gives bool'),
  why: localized.describe('Answer to: why do I see this?'),
});

/** form.yaml: pages in a line; named conditions skip pages or fields. */
export const formSchema = z.strictObject({
  pages: z.array(pageDefinition).min(1),
  conditions: z.record(fieldId, conditionDefinition).default({}),
});

export type FieldDefinition = z.output<typeof fieldBase> & Record<string, unknown>;
export type PageDefinition = Omit<z.output<typeof pageDefinition>, 'fields'> & { fields: FieldDefinition[] };
export type ConditionDefinition = z.output<typeof conditionDefinition>;
export interface FormDefinition {
  pages: PageDefinition[];
  conditions: Record<string, ConditionDefinition>;
}
