import { sql } from 'kysely';
import { executeLater, firstRow, statement, type Db, type Tx } from '../../../kernel/db/db.ts';
import { CodedError } from '../../../kernel/errors/errors.ts';
import { nextAttemptState, nextPoll, type Attempt, type AttemptEventKind, type AttemptState } from '../domain/attempt.ts';

export type AttemptSource = 'payer' | 'init' | 'notify' | 'redirect' | 'poll' | 'staff' | 'system';

export interface AttemptEvent {
  kind: AttemptEventKind;
  source: AttemptSource;
  /** Codes and amounts; nothing about people. */
  data: { reference?: string; pageUrl?: string; result?: string } & Record<string, string | number | boolean>;
  at: Date;
}

interface Row {
  id: string;
  claim_id: string;
  provider: string;
  project: string;
  method: string | null;
  merchant_tx_id: string;
  amount_cents: number;
  state: string;
  revision: number;
  reference: string | null;
  page_url: string | null;
  superseded: boolean;
  result: string | null;
  created_at: Date;
  page_until: Date;
  next_poll_at: Date | null;
  polls: number;
  paid_at: Date | null;
}

function toAttempt(row: Row): Attempt {
  return {
    id: row.id,
    claimId: row.claim_id,
    provider: row.provider,
    project: row.project,
    method: row.method,
    merchantTxId: row.merchant_tx_id,
    amountCents: Number(row.amount_cents),
    state: row.state as AttemptState,
    revision: row.revision,
    reference: row.reference,
    pageUrl: row.page_url,
    superseded: row.superseded,
    result: row.result,
    createdAt: row.created_at,
    pageUntil: row.page_until,
    nextPollAt: row.next_poll_at,
    polls: row.polls,
    paidAt: row.paid_at,
  };
}

/** Undefined when this form has asked already, or another attempt of the claim is still open. */
export async function insertAttempt(tx: Tx, attempt: Attempt, idempotencyKey: string): Promise<Attempt | undefined> {
  const { rows } = await sql<Row>`with attempt as (
      insert into payments.attempt (id, claim_id, provider, project, method, merchant_tx_id, amount_cents, idempotency_key, state, revision, created_at, page_until, next_poll_at)
      values (${attempt.id}, ${attempt.claimId}, ${attempt.provider}, ${attempt.project}, ${attempt.method}, ${attempt.merchantTxId}, ${attempt.amountCents}, ${idempotencyKey}, 'created', 1, ${attempt.createdAt}, ${attempt.pageUntil}, ${attempt.nextPollAt})
      on conflict do nothing returning *
    ), event as (
      insert into payments.attempt_event (attempt_id, seq, kind, source, at) select id, 1, 'created', 'payer', created_at from attempt
    )
    select * from attempt`.execute(tx);
  return rows[0] && toAttempt(rows[0]);
}

export async function attemptById(db: Db | Tx, id: string): Promise<Attempt | undefined> {
  const row = await firstRow(db, statement<Row>`select * from payments.attempt where id = ${id}`);
  return row && toAttempt(row);
}

/** Locks claim and attempt, in this order, as everybody does. */
export async function lockAttempt(tx: Tx, id: string): Promise<Attempt | undefined> {
  const row = await firstRow(tx, statement<Row>`with claim as materialized (select c.id from payments.claim c join payments.attempt a on a.claim_id = c.id where a.id = ${id} for update of c)
    select a.* from payments.attempt a join claim on claim.id = a.claim_id where a.id = ${id} for update of a`);
  return row && toAttempt(row);
}

export async function attemptByKey(db: Db | Tx, idempotencyKey: string): Promise<Attempt | undefined> {
  const row = await db.selectFrom('payments.attempt').selectAll().where('idempotency_key', '=', idempotencyKey).executeTakeFirst();
  return row && toAttempt(row);
}

/** The attempt a message is about: by the provider's reference, else by our own name for it. */
export async function attemptOfMessage(db: Db | Tx, message: { reference: string; merchantTxId: string }): Promise<Attempt | undefined> {
  const row = await firstRow(db, statement<Row>`select * from payments.attempt where reference = ${message.reference} or (reference is null and merchant_tx_id = ${message.merchantTxId})`);
  return row && toAttempt(row);
}

export async function attemptsByIds(db: Db | Tx, ids: readonly string[]): Promise<Map<string, Attempt>> {
  if (ids.length === 0) return new Map();
  return new Map((await db.selectFrom('payments.attempt').selectAll().where('id', 'in', [...ids]).execute()).map((row) => [row.id, toAttempt(row)]));
}

/** Newest first. */
export async function attemptsOfClaim(db: Db | Tx, claimId: string): Promise<Attempt[]> {
  return (await db.selectFrom('payments.attempt').selectAll().where('claim_id', '=', claimId).orderBy('created_at', 'desc').orderBy('id', 'desc').execute()).map(toAttempt);
}

/**
 * The only way an attempt changes its state: event and row in one statement. Throws ATTEMPT_EDGE when the event may not
 * happen now; callers look first, under the lock.
 */
export async function recordAttempt(tx: Tx, locked: Attempt, event: AttemptEvent): Promise<Attempt> {
  const state = nextAttemptState(locked.state, event.kind);
  if (state === undefined) throw new CodedError('ATTEMPT_EDGE', `An attempt that is ${locked.state} cannot take the event ${event.kind}`);
  const after: Attempt = {
    ...locked,
    state,
    revision: locked.revision + 1,
    reference: event.data.reference ?? locked.reference,
    pageUrl: event.data.pageUrl ?? locked.pageUrl,
    result: event.data.result ?? locked.result,
    paidAt: event.kind === 'paid' ? event.at : locked.paidAt,
  };
  // an attempt that nobody has opened keeps the waits it was given
  after.nextPollAt = event.kind === 'opened' ? locked.nextPollAt : nextPoll(after, event.at);
  await executeLater(tx, statement`with event as (
      insert into payments.attempt_event (attempt_id, seq, kind, source, data, at) values (${locked.id}, ${after.revision}, ${event.kind}, ${event.source}, ${JSON.stringify(event.data)}::jsonb, ${event.at})
    )
    update payments.attempt set state = ${after.state}, revision = ${after.revision}, reference = ${after.reference}, page_url = ${after.pageUrl}, result = ${after.result},
      next_poll_at = ${after.nextPollAt}, paid_at = ${after.paidAt} where id = ${locked.id}`);
  return after;
}

/** The provider was asked and nothing has changed: when to ask again. */
export async function askedAgain(tx: Tx, locked: Attempt, now: Date): Promise<Attempt> {
  const polls = locked.polls + 1;
  const nextPollAt = nextPoll({ ...locked, polls }, now);
  await tx.updateTable('payments.attempt').set({ polls, next_poll_at: nextPollAt }).where('id', '=', locked.id).execute();
  return { ...locked, polls, nextPollAt };
}

export async function supersede(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('payments.attempt').set({ superseded: true }).where('id', '=', id).execute();
}

/** Those whose time to ask has come, taken so that no second process asks for them within the next two minutes. */
export async function takeDueAttempts(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`update payments.attempt set next_poll_at = ${new Date(now.getTime() + 120_000)} where id in (
      select id from payments.attempt where next_poll_at <= ${now} order by next_poll_at limit ${limit} for update skip locked
    ) returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** The time of the next question, for the job that asks. */
export async function nextPollTime(db: Db | Tx): Promise<Date | undefined> {
  const row = await db.selectFrom('payments.attempt').select((eb) => eb.fn.min('next_poll_at').as('at')).where('next_poll_at', 'is not', null).executeTakeFirst();
  return row?.at ?? undefined;
}

/** Once: this very message again changes nothing. */
export async function insertMessage(tx: Tx | Db, message: { digest: Buffer; channel: 'notify' | 'redirect'; attemptId: string | null; merchantTxId: string; reference: string; result: string; at: Date }): Promise<void> {
  await executeLater(tx, statement`insert into payments.message (digest, channel, attempt_id, merchant_tx_id, reference, result, at)
    values (${message.digest}, ${message.channel}, ${message.attemptId}, ${message.merchantTxId}, ${message.reference}, ${message.result}, ${message.at}) on conflict (digest) do nothing`);
}

/** Attempts whose last word is some days old, for the comparison with the provider. */
export async function attemptsBetween(db: Db | Tx, from: Date, to: Date, limit = 5000): Promise<Attempt[]> {
  return (await db.selectFrom('payments.attempt').selectAll().where('created_at', '>=', from).where('created_at', '<', to).orderBy('created_at').limit(limit).execute()).map(toAttempt);
}
