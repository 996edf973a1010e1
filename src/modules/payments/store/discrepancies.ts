import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/db.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';

/**
 * mismatch: the provider reports another amount, currency or name than was asked for · overpaid, late: money without a
 * claim · message: a genuine message does not fit what is stored · stranger: a genuine message about nothing we know ·
 * not_paid: booked here, not paid there · refund_unknown: nobody knows whether a refund went out · never_heard: the
 * answer to our call was lost and nothing came after it; only the provider's own list tells whether there was money.
 */
export type DiscrepancyKind = 'mismatch' | 'overpaid' | 'late' | 'message' | 'stranger' | 'not_paid' | 'refund_unknown' | 'never_heard';

export interface Discrepancy {
  id: string;
  kind: DiscrepancyKind;
  subject: string;
  claimId: string | null;
  data: Record<string, unknown>;
  foundAt: Date;
  ownerId: string | null;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  note: string | null;
}

interface Row { id: string; kind: string; subject: string; claim_id: string | null; data: unknown; found_at: Date; owner_id: string | null; resolved_at: Date | null; resolved_by: string | null; note: string | null }

const toDiscrepancy = (row: Row): Discrepancy => ({
  id: row.id, kind: row.kind as DiscrepancyKind, subject: row.subject, claimId: row.claim_id, data: row.data as Record<string, unknown>, foundAt: row.found_at, ownerId: row.owner_id, resolvedAt: row.resolved_at, resolvedBy: row.resolved_by, note: row.note,
});

/** Once while it is open. */
export async function openDiscrepancy(tx: Tx | Db, found: { kind: DiscrepancyKind; subject: string; claimId: string | null; data: Record<string, unknown>; at: Date }): Promise<void> {
  await sql`insert into payments.discrepancy (id, kind, subject, claim_id, data, found_at) values (${uuidv7()}, ${found.kind}, ${found.subject}, ${found.claimId}, ${JSON.stringify(found.data)}::jsonb, ${found.at})
    on conflict (kind, subject) where resolved_at is null do nothing`.execute(tx);
}

export async function discrepancies(db: Db | Tx, open: boolean, limit = 200): Promise<Discrepancy[]> {
  return (await db.selectFrom('payments.discrepancy').selectAll().where('resolved_at', open ? 'is' : 'is not', null).orderBy('found_at', open ? 'asc' : 'desc').limit(limit).execute()).map(toDiscrepancy);
}

export async function discrepancyById(db: Db | Tx, id: string): Promise<Discrepancy | undefined> {
  const row = await db.selectFrom('payments.discrepancy').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toDiscrepancy(row);
}

export async function openDiscrepancyOf(db: Db | Tx, kind: DiscrepancyKind, subject: string): Promise<string | undefined> {
  return (await db.selectFrom('payments.discrepancy').select('id').where('kind', '=', kind).where('subject', '=', subject).where('resolved_at', 'is', null).executeTakeFirst())?.id;
}

/** Takes it, or gives it back with null. */
export async function assignDiscrepancy(db: Db | Tx, id: string, ownerId: string | null): Promise<boolean> {
  const result = await db.updateTable('payments.discrepancy').set({ owner_id: ownerId }).where('id', '=', id).where('resolved_at', 'is', null).executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}

export async function resolveDiscrepancy(db: Db | Tx, id: string, input: { by: string; note: string; at: Date }): Promise<boolean> {
  const result = await db.updateTable('payments.discrepancy').set({ resolved_at: input.at, resolved_by: input.by, note: input.note }).where('id', '=', id).where('resolved_at', 'is', null).executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}
