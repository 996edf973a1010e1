import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/db.ts';
import type { PlainDate } from '../../kernel/time/index.ts';
import type { AnyContent, Kind, NewFact } from './domain/kinds.ts';
import { difference, stretches, type Stretch } from './domain/timeline.ts';

/** A recorded statement with both its times. */
export interface FactRow {
  seq: number;
  subject: string;
  plan: string;
  kind: Kind;
  validFrom: PlainDate;
  content: AnyContent | null;
  origin: 'import' | 'staff';
  note: string | null;
  authorId: string | null;
  releasedBy: string | null;
  recordedAt: Date;
}

export interface Recording {
  origin: 'import' | 'staff';
  authorId?: string | null;
  releasedBy?: string | null;
  note?: string | null;
  at: Date;
}

/** One writer at a time: what is known grows in one line. */
export async function lockPlan(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('plan.fact'))`.execute(tx);
}

/** Appends a statement and folds the subject's stretches anew. Call with the lock held. */
export async function appendFact(tx: Tx, fact: NewFact, how: Recording): Promise<number> {
  // knowledge never runs backwards, whatever a clock does
  const { rows } = await sql<{ seq: number; recorded_at: Date }>`insert into plan.fact (subject, plan, kind, valid_from, content, origin, author_id, released_by, note, recorded_at)
    values (${fact.subject}, ${fact.plan}, ${fact.kind}, ${fact.validFrom}::date, ${fact.content === null ? null : JSON.stringify(fact.content)}::jsonb, ${how.origin}, ${how.authorId ?? null}, ${how.releasedBy ?? null}, ${how.note ?? null},
      greatest(${how.at}::timestamptz, (select max(recorded_at) from plan.fact where subject = ${fact.subject}))) returning seq, recorded_at`.execute(tx);
  const { seq, recorded_at } = rows[0]!;
  await foldSubject(tx, fact, recorded_at);
  return seq;
}

async function foldSubject(tx: Tx, { subject, plan, kind }: NewFact, at: Date): Promise<void> {
  const points = await sql<{ seq: number; valid_from: PlainDate; withdrawn: boolean }>`select seq, valid_from, content is null as withdrawn from plan.fact where subject = ${subject}`.execute(tx);
  const stored = await sql<{ seq: number; from: PlainDate; to: PlainDate | null }>`select fact_seq as seq, lower(valid) as "from", upper(valid) as "to" from plan.cell where subject = ${subject} and upper_inf(known)`.execute(tx);
  const { close, open } = difference(stored.rows, stretches(points.rows.map((row) => ({ seq: row.seq, validFrom: row.valid_from, withdrawn: row.withdrawn }))));
  const where = (cell: Stretch) => sql`subject = ${subject} and fact_seq = ${cell.seq} and lower(valid) = ${cell.from}::date and upper_inf(known)`;
  for (const cell of close) {
    // two records of one moment: nobody ever knew the first
    await sql`delete from plan.cell where ${where(cell)} and lower(known) = ${at}`.execute(tx);
    await sql`update plan.cell set known = tstzrange(lower(known), ${at}) where ${where(cell)}`.execute(tx);
  }
  for (const cell of open) {
    await sql`insert into plan.cell (subject, plan, kind, fact_seq, valid, known) values (${subject}, ${plan}, ${kind}, ${cell.seq}, daterange(${cell.from}::date, ${cell.to}::date), tstzrange(${at}, null))`.execute(tx);
  }
}

const columns = sql.raw('f.seq, f.subject, f.plan, f.kind, f.valid_from as "validFrom", f.content, f.origin, f.note, f.author_id as "authorId", f.released_by as "releasedBy", f.recorded_at as "recordedAt"');

/**
 * Everything that held on a day, as it was known at a moment. Costs what the plan costs, not what its history does.
 * Sources are evidence, not part of the world they tell of: the ones known at the moment count, whenever they were looked up.
 */
export async function cellsAt(db: Db | Tx, plans: readonly string[], asOf: PlainDate, knownAt: Date): Promise<FactRow[]> {
  const { rows } = await sql<FactRow>`select ${columns} from plan.cell c join plan.fact f on f.seq = c.fact_seq
    where c.plan = any(${plans}::text[]) and c.known @> ${knownAt}::timestamptz and c.valid @> ${asOf}::date and c.kind <> 'source'
    union all select ${columns} from plan.cell c join plan.fact f on f.seq = c.fact_seq
    where '' = any(${plans}::text[]) and c.kind = 'source' and upper_inf(c.valid) and c.known @> ${knownAt}::timestamptz order by 2`.execute(db);
  return rows;
}

/** The plans there were on a day, as known at a moment, the latest first. */
export async function plansAt(db: Db | Tx, asOf: PlainDate, knownAt: Date): Promise<FactRow[]> {
  const { rows } = await sql<FactRow>`select ${columns} from plan.cell c join plan.fact f on f.seq = c.fact_seq
    where c.kind = 'plan' and c.valid @> ${asOf}::date and c.known @> ${knownAt}::timestamptz order by f.content ->> 'from' desc, f.plan desc`.execute(db);
  return rows;
}

/** A subject's statements up to a day, as known at a moment, the oldest first. */
export async function historyOf(db: Db | Tx, subjects: readonly string[], asOf: PlainDate, knownAt: Date): Promise<FactRow[]> {
  const { rows } = await sql<FactRow>`select ${columns} from plan.cell c join plan.fact f on f.seq = c.fact_seq
    where c.subject = any(${subjects}::text[]) and c.known @> ${knownAt}::timestamptz and lower(c.valid) <= ${asOf}::date order by f.valid_from, f.seq`.execute(db);
  return rows;
}

/** Everything ever recorded about subjects, withdrawn statements included, the newest first. */
export async function recordedOf(db: Db | Tx, subject: string): Promise<FactRow[]> {
  return (await sql<FactRow>`select ${columns} from plan.fact f where f.subject = ${subject} order by f.seq desc`.execute(db)).rows;
}

/** What was recorded after a moment, the newest first. */
export async function recordedSince(db: Db | Tx, filter: { after: Date; until: Date; plan?: string | undefined; limit: number; offset?: number }): Promise<FactRow[]> {
  return (await sql<FactRow>`select ${columns} from plan.fact f where f.recorded_at > ${filter.after} and f.recorded_at <= ${filter.until} and ${filter.plan === undefined ? sql`true` : sql`f.plan in (${filter.plan}, '')`}
    order by f.recorded_at desc, f.seq desc limit ${filter.limit} offset ${filter.offset ?? 0}`.execute(db)).rows;
}

/** What stood on a subject's day before the given record. */
export async function factBefore(db: Db | Tx, fact: Pick<FactRow, 'subject' | 'validFrom' | 'seq'>): Promise<FactRow | undefined> {
  return (await sql<FactRow>`select ${columns} from plan.fact f where f.subject = ${fact.subject} and f.valid_from = ${fact.validFrom}::date and f.seq < ${fact.seq} order by f.seq desc limit 1`.execute(db)).rows[0];
}

/** Newest record of a subject: what an editor saw. */
export async function newestSeq(db: Db | Tx, subject: string): Promise<number | null> {
  return (await sql<{ seq: number | null }>`select max(seq) as seq from plan.fact where subject = ${subject}`.execute(db)).rows[0]?.seq ?? null;
}

/** Changes whenever anything is recorded: views may be kept until then. */
export async function revision(db: Db | Tx): Promise<{ seq: number; at: Date | null }> {
  const row = (await sql<{ seq: number; at: Date }>`select seq, recorded_at as at from plan.fact order by seq desc limit 1`.execute(db)).rows[0];
  return row ?? { seq: 0, at: null };
}

export interface Mark {
  subject: string;
  validFrom: PlainDate;
  hash: string | null;
}

/** The newest mark of every subject and day the folder ever named. */
export async function importMarks(tx: Tx): Promise<Mark[]> {
  return (await sql<Mark>`select distinct on (subject, valid_from) subject, valid_from as "validFrom", hash from plan.import_mark order by subject, valid_from, seq desc`.execute(tx)).rows;
}

export async function insertMark(tx: Tx, mark: Mark, at: Date): Promise<void> {
  await sql`insert into plan.import_mark (subject, valid_from, hash, at) values (${mark.subject}, ${mark.validFrom}::date, ${mark.hash}, ${at})`.execute(tx);
}

/** The newest record of every subject and day: what the import must not overwrite where staff wrote it. */
export async function newestOrigins(tx: Tx): Promise<Map<string, 'import' | 'staff'>> {
  const { rows } = await sql<{ subject: string; validFrom: PlainDate; origin: 'import' | 'staff' }>`select distinct on (subject, valid_from) subject, valid_from as "validFrom", origin from plan.fact order by subject, valid_from, seq desc`.execute(tx);
  return new Map(rows.map((row) => [`${row.subject}@${row.validFrom}`, row.origin]));
}

/** Notes that a promise is called to mind on a day, unless that happened after `after` already. */
export async function insertReminder(tx: Tx, subject: string, day: PlainDate, after: PlainDate): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('plan.reminder'))`.execute(tx);
  return (await sql`insert into plan.reminder (subject, day) select ${subject}, ${day}::date where not exists (select 1 from plan.reminder where subject = ${subject} and day > ${after}::date) returning day`.execute(tx)).rows.length > 0;
}
