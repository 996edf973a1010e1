import { sql } from 'kysely';
import { executeLater, statement, type Db, type Tx } from '../../../kernel/db/db.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';
import type { AccountAssignment, Claim, ClaimEventKind, ClaimState } from '../domain/claim.ts';

interface Row {
  id: string;
  case_id: string;
  account_id: string | null;
  reference: string;
  token: string;
  amount_cents: number;
  purpose: string;
  amount_label: string;
  legal_source: string;
  assumption: boolean;
  assignment: unknown;
  priced_on: string;
  created_at: Date;
  kind: string | null;
  due_on: string | null;
  event_at: Date | null;
  seq: number | null;
}

export type StoredClaim = Claim & { seq: number; accountId: string | null };

export async function insertClaim(tx: Tx, claim: Claim, accountId: string | null): Promise<void> {
  const { dueOn } = claim;
  // claim and its first event in one statement: this stands in the applicant's way
  await executeLater(tx, statement`with due as (
      insert into payments.claim_event (claim_id, seq, kind, due_on, at) select ${claim.id}::uuid, 1, 'due', ${dueOn}::date, ${claim.at}::timestamptz where ${dueOn}::date is not null
    )
    insert into payments.claim (id, case_id, account_id, reference, token, amount_cents, purpose, amount_label, legal_source, assumption, assignment, priced_on, created_at)
    values (${claim.id}, ${claim.caseId}, ${accountId}, ${claim.reference}, ${claim.token}, ${claim.amountCents}, ${claim.purpose}, ${claim.amountLabel}, ${claim.legalSource}, ${claim.assumption}, ${JSON.stringify(claim.assignment)}::jsonb, ${claim.pricedOn}, ${claim.at})`);
}

const columns = sql`c.id, c.case_id, c.account_id, c.reference, c.token, c.amount_cents, c.purpose, c.amount_label, c.legal_source, c.assumption, c.assignment, c.priced_on, c.created_at, e.kind, e.seq, e.at as event_at,
  (select d.due_on from payments.claim_event d where d.claim_id = c.id and d.kind = 'due' order by d.seq desc limit 1) as due_on`;
const lastEvent = sql`left join lateral (select kind, seq, at from payments.claim_event where claim_id = c.id order by seq desc limit 1) e on true`;

export async function claimByCase(db: Db | Tx, caseId: string, lock = false): Promise<StoredClaim | undefined> {
  if (lock) await sql`select 1 from payments.claim where case_id = ${caseId} for update`.execute(db);
  const { rows } = await sql<Row>`select ${columns} from payments.claim c ${lastEvent} where c.case_id = ${caseId}`.execute(db);
  return rows[0] && toClaim(rows[0]);
}

export async function claimById(db: Db | Tx, id: string, lock = false): Promise<StoredClaim | undefined> {
  if (lock) await sql`select 1 from payments.claim where id = ${id} for update`.execute(db);
  const { rows } = await sql<Row>`select ${columns} from payments.claim c ${lastEvent} where c.id = ${id}`.execute(db);
  return rows[0] && toClaim(rows[0]);
}

export async function claimByToken(db: Db | Tx, token: string): Promise<StoredClaim | undefined> {
  const { rows } = await sql<Row>`select ${columns} from payments.claim c ${lastEvent} where c.token = ${token}`.execute(db);
  return rows[0] && toClaim(rows[0]);
}

/**
 * The claim money has come for, under the lock its attempt was locked with, and the serial of its receipt when it is due. Asked after
 * the lock, in a statement of its own: one that waits for a lock sees the events as they were before.
 */
export async function claimToSettle(tx: Tx, id: string): Promise<StoredClaim & { serial: number | undefined }> {
  const { rows } = await sql<Row & { serial: number | null }>`select ${columns}, case when e.kind = 'due' then nextval('payments.receipt_serial') end as serial from payments.claim c ${lastEvent} where c.id = ${id}`.execute(tx);
  return { ...toClaim(rows[0]!), serial: rows[0]!.serial ?? undefined };
}

/** By creditor reference, canonical. */
export async function claimByReference(db: Db | Tx, reference: string): Promise<StoredClaim | undefined> {
  const { rows } = await sql<Row>`select ${columns} from payments.claim c ${lastEvent} where c.reference = ${reference}`.execute(db);
  return rows[0] && toClaim(rows[0]);
}

export async function claimsByIds(db: Db | Tx, ids: readonly string[]): Promise<Map<string, StoredClaim>> {
  const { rows } = await sql<Row>`select ${columns} from payments.claim c ${lastEvent} where c.id = any(${[...ids]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, toClaim(row)]));
}

export async function claimsOfAccount(db: Db | Tx, accountId: string): Promise<StoredClaim[]> {
  const { rows } = await sql<Row>`select ${columns} from payments.claim c ${lastEvent} where c.account_id = ${accountId} order by c.created_at`.execute(db);
  return rows.map(toClaim);
}

/** Claims that are due and not paid, the oldest day first; `before`: only those whose day has passed by then. `total` counts all of them. */
export async function claimsDue(db: Db | Tx, { before, limit, offset }: { before: PlainDate | undefined; limit: number; offset: number }): Promise<{ claims: StoredClaim[]; total: number }> {
  const { rows } = await sql<Row & { total: number }>`with due as (select ${columns} from payments.claim c ${lastEvent} where e.kind = 'due')
    select *, count(*) over ()::int as total from due where ${before ?? null}::date is null or due_on < ${before ?? null}::date order by due_on, created_at, id limit ${limit} offset ${offset}`.execute(db);
  return { claims: rows.map(toClaim), total: rows[0]?.total ?? 0 };
}

export async function insertClaimEvent(tx: Tx, event: { claimId: string; seq: number; kind: ClaimEventKind; dueOn: PlainDate | null; actorId: string | null; at: Date }): Promise<void> {
  await tx.insertInto('payments.claim_event').values({ claim_id: event.claimId, seq: event.seq, kind: event.kind, due_on: event.dueOn, actor_id: event.actorId, at: event.at }).execute();
}

export async function detachAccount(tx: Tx, accountId: string): Promise<number> {
  const result = await tx.updateTable('payments.claim').set({ account_id: null }).where('account_id', '=', accountId).executeTakeFirst();
  return Number(result.numUpdatedRows);
}

function toClaim(row: Row): StoredClaim {
  return {
    id: row.id,
    caseId: row.case_id,
    accountId: row.account_id,
    reference: row.reference,
    token: row.token,
    amountCents: Number(row.amount_cents),
    purpose: row.purpose,
    amountLabel: row.amount_label,
    legalSource: row.legal_source,
    assumption: row.assumption,
    assignment: row.assignment as AccountAssignment,
    pricedOn: row.priced_on as PlainDate,
    state: (row.kind ?? 'announced') as ClaimState,
    dueOn: row.due_on as PlainDate | null,
    at: row.event_at ?? row.created_at,
    seq: row.seq ?? 0,
  };
}
