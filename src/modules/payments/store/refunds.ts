import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/db.ts';
import { CodedError } from '../../../kernel/errors/errors.ts';
import { holdsMoney, nextRefundState, type Refund, type RefundEventKind, type RefundKind, type RefundState } from '../domain/refund.ts';

interface Row {
  id: string;
  claim_id: string;
  attempt_id: string | null;
  amount_cents: number;
  kind: string;
  reason: string;
  state: string;
  revision: number;
  merchant_tx_id: string;
  reference: string | null;
  requested_by: string | null;
  requested_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  result: string | null;
  polls: number;
}

function toRefund(row: Row): Refund {
  return {
    id: row.id,
    claimId: row.claim_id,
    attemptId: row.attempt_id,
    amountCents: Number(row.amount_cents),
    kind: row.kind as RefundKind,
    reason: row.reason,
    state: row.state as RefundState,
    revision: row.revision,
    merchantTxId: row.merchant_tx_id,
    reference: row.reference,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    result: row.result,
    polls: row.polls,
  };
}

export async function insertRefund(tx: Tx, refund: Refund): Promise<void> {
  await sql`with event as (
      insert into payments.refund_event (refund_id, seq, kind, actor_id, at) values (${refund.id}, 1, 'proposed', ${refund.requestedBy}, ${refund.requestedAt})
    )
    insert into payments.refund (id, claim_id, attempt_id, amount_cents, kind, reason, state, revision, merchant_tx_id, requested_by, requested_at)
    values (${refund.id}, ${refund.claimId}, ${refund.attemptId}, ${refund.amountCents}, ${refund.kind}, ${refund.reason}, ${refund.state}, ${refund.revision}, ${refund.merchantTxId}, ${refund.requestedBy}, ${refund.requestedAt})`.execute(tx);
}

export async function refundById(db: Db | Tx, id: string): Promise<Refund | undefined> {
  const row = await db.selectFrom('payments.refund').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toRefund(row);
}

export async function refundsByIds(db: Db | Tx, ids: readonly string[]): Promise<Map<string, Refund>> {
  if (ids.length === 0) return new Map();
  return new Map((await db.selectFrom('payments.refund').selectAll().where('id', 'in', [...ids]).execute()).map((row) => [row.id, toRefund(row)]));
}

/** Locks claim and refund, in this order, as everybody does. */
export async function lockRefund(tx: Tx, id: string): Promise<Refund | undefined> {
  const { rows } = await sql<Row>`with claim as materialized (select c.id from payments.claim c join payments.refund r on r.claim_id = c.id where r.id = ${id} for update of c)
    select r.* from payments.refund r join claim on claim.id = r.claim_id where r.id = ${id} for update of r`.execute(tx);
  return rows[0] && toRefund(rows[0]);
}

export async function refundsOfClaim(db: Db | Tx, claimId: string): Promise<Refund[]> {
  return (await db.selectFrom('payments.refund').selectAll().where('claim_id', '=', claimId).orderBy('requested_at').orderBy('id').execute()).map(toRefund);
}

export async function refundsIn(db: Db | Tx, states: readonly RefundState[], limit = 200): Promise<Refund[]> {
  return (await db.selectFrom('payments.refund').selectAll().where('state', 'in', [...states]).orderBy('requested_at').limit(limit).execute()).map(toRefund);
}

/** Cents of an attempt (or, with null, of the claim's bank transfer) that are paid back or may still be. */
export async function refundedCents(db: Db | Tx, claimId: string, attemptId: string | null): Promise<number> {
  const row = await db.selectFrom('payments.refund').select((eb) => eb.fn.sum<number | null>('amount_cents').as('cents')).where('claim_id', '=', claimId).where('attempt_id', attemptId === null ? 'is' : '=', attemptId).where('state', 'in', [...holdsMoney]).executeTakeFirst();
  return Number(row?.cents ?? 0);
}

export interface RefundEvent {
  kind: RefundEventKind;
  actorId: string | null;
  data?: { reference?: string; result?: string };
  at: Date;
  nextPollAt?: Date | null;
}

/** The only way a refund changes its state. Throws REFUND_EDGE when the event may not happen now. */
export async function recordRefund(tx: Tx, locked: Refund, event: RefundEvent): Promise<Refund> {
  const state = nextRefundState(locked.state, event.kind);
  if (state === undefined) throw new CodedError('REFUND_EDGE', `A refund that is ${locked.state} cannot take the event ${event.kind}`);
  const decides = event.kind === 'approved' || event.kind === 'declined';
  const after: Refund = {
    ...locked,
    state,
    revision: locked.revision + 1,
    reference: event.data?.reference ?? locked.reference,
    result: event.data?.result ?? locked.result,
    decidedBy: decides ? event.actorId : locked.decidedBy,
    decidedAt: decides ? event.at : locked.decidedAt,
  };
  await sql`with event as (
      insert into payments.refund_event (refund_id, seq, kind, actor_id, data, at) values (${locked.id}, ${after.revision}, ${event.kind}, ${event.actorId}, ${JSON.stringify(event.data ?? {})}::jsonb, ${event.at})
    )
    update payments.refund set state = ${after.state}, revision = ${after.revision}, reference = ${after.reference}, result = ${after.result}, decided_by = ${after.decidedBy}, decided_at = ${after.decidedAt},
      next_poll_at = ${event.nextPollAt ?? null} where id = ${locked.id}`.execute(tx);
  return after;
}

/** A retried refund is a new call to the provider under a new name: the old one may never be sent again. */
export async function renameRefund(tx: Tx, id: string, merchantTxId: string): Promise<void> {
  await tx.updateTable('payments.refund').set({ merchant_tx_id: merchantTxId, reference: null, polls: 0 }).where('id', '=', id).execute();
}

export async function refundAskedAgain(tx: Tx, locked: Refund, nextPollAt: Date): Promise<void> {
  await tx.updateTable('payments.refund').set({ polls: locked.polls + 1, next_poll_at: nextPollAt }).where('id', '=', locked.id).execute();
}

export async function takeDueRefunds(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`update payments.refund set next_poll_at = ${new Date(now.getTime() + 120_000)} where id in (
      select id from payments.refund where next_poll_at <= ${now} order by next_poll_at limit ${limit} for update skip locked
    ) returning id`.execute(tx);
  return rows.map(({ id }) => id);
}
