import { sql } from 'kysely';
import { executeLater, statement, type Db, type Tx } from '../../../kernel/db/db.ts';
import { CodedError } from '../../../kernel/errors/errors.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';
import type { Account, Posting, PostingKind } from '../domain/ledger.ts';

/** Books once: a second booking of the same kind about the same subject is a bug and throws. */
export async function post(tx: Tx, posting: Posting, when: { at: Date; day: PlainDate }): Promise<void> {
  if (posting.entries.reduce((sum, { cents }) => sum + cents, 0) !== 0) throw new CodedError('LEDGER_BALANCE', 'A booking must balance');
  const id = uuidv7();
  await executeLater(tx, statement`with posting as (
      insert into payments.posting (id, kind, subject, claim_id, day, at) values (${id}, ${posting.kind}, ${posting.subject}, ${posting.claimId}, ${when.day}, ${when.at})
    )
    insert into payments.entry (posting_id, account, amount_cents)
    select ${id}::uuid, account, cents from unnest(${posting.entries.map(({ account }) => account)}::text[], ${posting.entries.map(({ cents }) => cents)}::bigint[]) as e (account, cents)`);
}

/** The balance of an account in cents: the last checkpoint and what came after it. */
export async function balance(db: Db | Tx, account: Account): Promise<number> {
  const { rows } = await sql<{ balance: number }>`with last as (select through_id, balance_cents from payments.checkpoint where account = ${account} order by through_id desc limit 1)
    select (coalesce((select balance_cents from last), 0) + coalesce((select sum(amount_cents) from payments.entry where account = ${account} and id > coalesce((select through_id from last), 0)), 0))::bigint as balance`.execute(db);
  return Number(rows[0]!.balance);
}

export async function balances(db: Db | Tx): Promise<{ account: string; cents: number }[]> {
  const { rows } = await sql<{ account: string; cents: number }>`select account, sum(amount_cents)::bigint as cents from payments.entry group by account order by account`.execute(db);
  return rows.map(({ account, cents }) => ({ account, cents: Number(cents) }));
}

/** Writes a checkpoint when enough has been booked since the last one. */
export async function checkpoint(db: Db, at: Date, every: number): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`select coalesce((select max(id) from payments.entry), 0) - coalesce((select max(through_id) from payments.checkpoint), 0) >= ${every} as due`.execute(db);
  if (!rows[0]!.due) return false;
  await sql`select payments.close_checkpoint(${at})`.execute(db);
  return true;
}

export interface BookedLine {
  id: string;
  kind: PostingKind;
  subject: string;
  claimId: string;
  day: PlainDate;
  at: Date;
  debit: string;
  credit: string;
  cents: number;
}

/** Bookings up to a day that no batch has taken yet, oldest first. */
export async function unbatched(tx: Tx | Db, upto: PlainDate): Promise<BookedLine[]> {
  const { rows } = await sql<{ id: string; kind: PostingKind; subject: string; claim_id: string; day: string; at: Date; debit: string; credit: string; cents: number }>`
    select p.id, p.kind, p.subject, p.claim_id, p.day, p.at, d.account as debit, c.account as credit, d.amount_cents as cents
    from payments.posting p join payments.entry d on d.posting_id = p.id and d.amount_cents > 0 join payments.entry c on c.posting_id = p.id and c.amount_cents < 0
    where p.day <= ${upto} and not exists (select from payments.batch_posting b where b.posting_id = p.id) order by p.at, p.id`.execute(tx);
  return rows.map((row) => ({ id: row.id, kind: row.kind, subject: row.subject, claimId: row.claim_id, day: row.day as PlainDate, at: row.at, debit: row.debit, credit: row.credit, cents: Number(row.cents) }));
}

/** What was booked on a day, by kind. */
export async function totalsOfDay(db: Db | Tx, day: PlainDate): Promise<{ kind: PostingKind; count: number; cents: number }[]> {
  const { rows } = await sql<{ kind: PostingKind; count: number; cents: number }>`select p.kind, count(*) as count, sum(e.amount_cents)::bigint as cents from payments.posting p join payments.entry e on e.posting_id = p.id and e.amount_cents > 0
    where p.day = ${day} group by p.kind order by p.kind`.execute(db);
  return rows.map((row) => ({ kind: row.kind, count: Number(row.count), cents: Number(row.cents) }));
}
