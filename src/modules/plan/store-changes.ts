import { sql } from 'kysely';
import type { Db } from '../../kernel/db/db.ts';
import type { PlainDate } from '../../kernel/time/index.ts';
import type { AnyContent, Kind } from './domain/kinds.ts';

/** A record with what stood on the same subject and day before it. */
export interface ChangeRow {
  seq: number;
  subject: string;
  plan: string;
  kind: Kind;
  validFrom: PlainDate;
  content: AnyContent | null;
  before: AnyContent | null;
  note: string | null;
  recordedAt: Date;
}

const columns = sql.raw('f.seq, f.subject, f.plan, f.kind, f.valid_from as "validFrom", f.content, f.note, f.recorded_at as "recordedAt"');

/** What was recorded in a stretch of time, the newest first; with `effective` only what speaks of that day or an earlier one. */
export async function changesSince(db: Db, filter: { plan: string | undefined; after: Date; until: Date; effective?: PlainDate | undefined; limit: number; offset?: number }): Promise<{ rows: ChangeRow[]; total: number }> {
  const where = sql`f.recorded_at > ${filter.after} and f.recorded_at <= ${filter.until} and ${filter.plan === undefined ? sql`true` : sql`f.plan in (${filter.plan}, '')`} and ${filter.effective === undefined ? sql`true` : sql`f.valid_from <= ${filter.effective}::date`}`;
  const { rows } = await sql<ChangeRow>`select ${columns}, p.content as before from plan.fact f
    left join lateral (select p.content from plan.fact p where p.subject = f.subject and p.valid_from = f.valid_from and p.seq < f.seq order by p.seq desc limit 1) p on true
    where ${where} order by f.recorded_at desc, f.seq desc limit ${filter.limit} offset ${filter.offset ?? 0}`.execute(db);
  const total = (await sql<{ n: number }>`select count(*) as n from plan.fact f where ${where}`.execute(db)).rows[0]!.n;
  return { rows, total: Number(total) };
}

/** What began to hold after a day, as known at a moment, the newest first. */
export async function validSince(db: Db, plan: string, after: PlainDate, until: PlainDate, knownAt: Date): Promise<ChangeRow[]> {
  return (await sql<ChangeRow>`select ${columns}, null as before from plan.cell c join plan.fact f on f.seq = c.fact_seq
    where c.plan in (${plan}, '') and c.kind <> 'source' and c.known @> ${knownAt}::timestamptz and f.valid_from > ${after}::date and f.valid_from <= ${until}::date order by f.valid_from desc, f.seq desc limit 200`.execute(db)).rows;
}

export function factWordsOf(row: Pick<ChangeRow, 'content' | 'before'>): { precision: 'day' | 'month' | 'year' | 'unknown' } {
  return { precision: (row.content ?? row.before)?.precision ?? 'day' };
}
