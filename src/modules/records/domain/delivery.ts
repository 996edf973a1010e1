import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from '../../../kernel/evidence/canonical-json.ts';
import { parsePlainDate } from '../../../kernel/time/index.ts';
import { documentKinds } from './types.ts';

/** Largest single document, and number of documents of one delivery. */
export const deliveryLimits = { documents: 500, documentBytes: 2 * 1024 ** 3, announcementBytes: 1024 * 1024 };

const line = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\p{Cc}]*$/u);
const day = z.string().transform((text, ctx) => {
  const read = parsePlainDate(text);
  if (!read) ctx.addIssue({ code: 'custom', message: 'not a day (YYYY-MM-DD)' });
  return read ?? z.NEVER;
});

const documentSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/).describe('Names the document within its case file, and the part (or file) that holds its bytes. The same id with other bytes files the next version'),
  title: line(200),
  filename: line(200).regex(/^[^/\\]*$/),
  kind: z.enum(documentKinds).default('other'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/).describe('SHA-256 of the bytes, lower-case hex'),
  size: z.int().min(1).max(deliveryLimits.documentBytes).describe('Bytes'),
  day: day.optional().describe('Day of the letter, receipt or dispatch, YYYY-MM-DD; today if left out'),
  meta: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), z.string().max(500)).optional().describe('Further fields; they are found by search'),
});

/** What a program announces: the whole of a delivery, before its bytes. */
export const deliverySchema = z.strictObject({
  position: z.string().min(1).max(30).describe('Position in the filing plan'),
  title: line(200).describe('Subject of the case file'),
  reference: line(100).optional().describe('Number of the case there. Deliveries with the same reference go into the same case file'),
  day: day.optional().describe('Day the case began, YYYY-MM-DD'),
  documents: z.array(documentSchema).min(1).max(deliveryLimits.documents),
}).superRefine((delivery, ctx) => {
  const ids = delivery.documents.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) ctx.addIssue({ code: 'custom', path: ['documents'], message: 'two documents have the same id' });
});

export type Delivery = z.output<typeof deliverySchema>;

/** SHA-256 of the announcement in canonical form: the same delivery again, or another one under the same key? */
export function fingerprint(delivery: Delivery): Buffer {
  return createHash('sha256').update(canonicalJson(JSON.parse(JSON.stringify(delivery)))).digest();
}

export const receiptSchema = z.object({
  delivery: z.uuid(),
  received_at: z.string(),
  case_file: z.object({ id: z.uuid(), number: z.string() }),
  documents: z.array(z.object({ id: z.string(), document: z.uuid(), no: z.int(), version: z.int(), sha256: z.string(), size: z.int() })),
  evidence: z.object({ entry: z.uuid(), leaf: z.string().describe('Leaf hash in the log of promises, hex (RFC 6962 § 2.1)') }),
});

export type Receipt = z.output<typeof receiptSchema>;

/** Why a delivery was not filed. Nothing of it is filed then. */
export type Refusal =
  | { error: 'announcement_missing' | 'key_missing' | 'key_used' | 'store_full' | 'store_unavailable' }
  | { error: 'announcement_invalid'; problems: string[] }
  | { error: 'position_unknown' | 'position_not_allowed'; position: string }
  | { error: 'hash_mismatch' | 'size_mismatch' | 'document_missing' | 'document_unknown' | 'document_twice'; document: string };
