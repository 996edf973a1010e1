import * as z from 'zod';
import { fieldId, isoDate } from './common.ts';

/** examples/*.yaml: an application with its expected outcome; runs as a test and with `service check`. */
export const exampleSchema = z.strictObject({
  name: z.string().trim().min(1),
  today: isoDate.describe('The day the example is sent'),
  profile: z.record(z.string(), z.unknown()).optional().describe('What the account knows, by the names that follow account.'),
  subject: z.record(z.string(), z.unknown()).optional().describe('Fields of the subject'),
  register: z.unknown().optional().describe('For readers: which of the invented people of the demo registers this is'),
  answers: z.record(fieldId, z.unknown()).default({}),
  expect: z.strictObject({
    outcome: z.enum(['granted', 'fallout', 'rejected_at_form']),
    reasons: z.array(z.string()).optional().describe('Reason keys, for fallout'),
    errors: z.record(fieldId, z.string()).optional().describe('Field and error key, for rejected_at_form'),
    fee_cents: z.int().min(0).optional(),
    skipped_pages: z.array(fieldId).optional(),
    letter_contains: z.array(z.string()).optional(),
  }),
});

export type ServiceExample = z.output<typeof exampleSchema>;
