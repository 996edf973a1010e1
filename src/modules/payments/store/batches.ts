import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/db.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';

export interface Batch {
  number: number;
  closedDay: PlainDate;
  records: number;
  sumCents: number;
  sha256: string;
  totals: { kind: string; count: number; cents: number }[];
  closedBy: string | null;
  at: Date;
}

interface Row { number: number; closed_day: string; records: number; sum_cents: number; sha256: string; totals: unknown; closed_by: string | null; at: Date }

const toBatch = (row: Row): Batch => ({ number: Number(row.number), closedDay: row.closed_day as PlainDate, records: row.records, sumCents: Number(row.sum_cents), sha256: row.sha256, totals: row.totals as Batch['totals'], closedBy: row.closed_by, at: row.at });
const columns = ['number', 'closed_day', 'records', 'sum_cents', 'sha256', 'totals', 'closed_by', 'at'] as const;

/** One closes at a time; numbers have no gaps. */
export async function lockBatches(tx: Tx): Promise<{ next: number; lastDay: PlainDate | null }> {
  await sql`select pg_advisory_xact_lock(hashtext('payments.batch'))`.execute(tx);
  const row = await tx.selectFrom('payments.batch').select((eb) => [eb.fn.max('number').as('number'), eb.fn.max('closed_day').as('day')]).executeTakeFirst();
  return { next: Number(row?.number ?? 0) + 1, lastDay: (row?.day ?? null) as PlainDate | null };
}

export async function insertBatch(tx: Tx, batch: Batch & { content: string }, postings: readonly string[]): Promise<void> {
  await tx.insertInto('payments.batch').values({ number: batch.number, closed_day: batch.closedDay, records: batch.records, sum_cents: batch.sumCents, sha256: batch.sha256, content: batch.content, totals: JSON.stringify(batch.totals), closed_by: batch.closedBy, at: batch.at }).execute();
  await sql`insert into payments.batch_posting (posting_id, number, line) select id, ${batch.number}, line from unnest(${[...postings]}::uuid[]) with ordinality as p (id, line)`.execute(tx);
}

/** Newest first. */
export async function batches(db: Db | Tx, limit = 100): Promise<Batch[]> {
  return (await db.selectFrom('payments.batch').select(columns).orderBy('number', 'desc').limit(limit).execute()).map(toBatch);
}

export async function batchContent(db: Db | Tx, number: number): Promise<{ content: string; sha256: string } | undefined> {
  return db.selectFrom('payments.batch').select(['content', 'sha256']).where('number', '=', number).executeTakeFirst();
}
