import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/db.ts';
import type { Desk } from '../desk.ts';
import { book } from '../domain/ledger.ts';
import type { Refund } from '../domain/refund.ts';
import { attemptById } from '../store/attempts.ts';
import { claimById, insertClaimEvent } from '../store/claims.ts';
import { openDiscrepancy } from '../store/discrepancies.ts';
import { post } from '../store/ledger.ts';
import { lockRefund, recordRefund, refundAskedAgain, refundById } from '../store/refunds.ts';

const hour = 3_600_000;

/**
 * Sends an approved refund to the provider. `sent` is written before the call: a crash in between leaves a refund that is
 * asked about, never one that goes out twice. May run any number of times.
 */
export async function runRefund(desk: Desk, id: string): Promise<void> {
  const { kernel, provider } = desk;
  const begun = await kernel.db.transaction().execute(async (tx) => {
    const refund = await lockRefund(tx, id);
    if (refund?.state !== 'approved' || refund.attemptId === null) return undefined;
    const attempt = await attemptById(tx, refund.attemptId);
    if (!attempt?.reference || !provider) return undefined;
    const now = kernel.clock.now();
    return { refund: await recordRefund(tx, refund, { kind: 'sent', actorId: null, at: now, nextPollAt: new Date(now.getTime() + 120_000) }), attempt, claim: (await claimById(tx, refund.claimId))! };
  });
  if (!begun) return;
  const { refund, attempt, claim } = begun;
  const answer = await provider!.refund({ project: attempt.project, merchantTxId: refund.merchantTxId, of: attempt.reference!, amountCents: refund.amountCents, purpose: claim.reference.slice(0, 20), reference: claim.reference });
  await kernel.db.transaction().execute(async (tx) => {
    const locked = await lockRefund(tx, id);
    if (locked?.state !== 'sent') return;
    const at = kernel.clock.now();
    if (answer.result === 'done') await refundDone(tx, kernel, locked, { at, reference: answer.reference, from: 'clearing' });
    else if (answer.result === 'pending') await rememberReference(tx, locked, answer.reference, new Date(at.getTime() + 60_000));
    else if (answer.result === 'refused') await recordRefund(tx, locked, { kind: 'failed', actorId: null, data: { result: answer.code }, at });
    else await refundUnknown(tx, locked, at);
  });
}

/** A refund whose outcome is open: by its own reference the provider can be asked; without one only a person can find out. */
export async function askAboutRefund(desk: Desk, id: string): Promise<void> {
  const { kernel, provider } = desk;
  const refund = await refundById(kernel.db, id);
  if (!refund || (refund.state !== 'sent' && refund.state !== 'unknown')) return;
  const attempt = refund.attemptId === null ? undefined : await attemptById(kernel.db, refund.attemptId);
  const report = refund.reference === null || !attempt || !provider ? undefined : await provider.status({ project: attempt.project, reference: refund.reference });
  await kernel.db.transaction().execute(async (tx) => {
    const locked = await lockRefund(tx, id);
    if (!locked || (locked.state !== 'sent' && locked.state !== 'unknown')) return;
    const at = kernel.clock.now();
    if (locked.reference === null) {
      if (locked.state === 'sent') await refundUnknown(tx, locked, at);
      return;
    }
    const known = report?.result === 'known' && report.merchantTxId === locked.merchantTxId && report.amount === String(locked.amountCents) ? report : undefined;
    if (known?.outcome === 'paid') return refundDone(tx, kernel, locked, { at, reference: locked.reference, from: 'clearing' });
    if (known?.outcome === 'failed') return void (await recordRefund(tx, locked, { kind: 'failed', actorId: null, data: { result: known.code }, at }));
    await refundAskedAgain(tx, locked, new Date(at.getTime() + Math.min(24 * hour, 60_000 * 2 ** Math.min(12, locked.polls))));
  });
}

/** The money is back with the payer. */
export async function refundDone(tx: Tx, kernel: Desk['kernel'], locked: Refund, how: { at: Date; reference: string | null; from: 'clearing' | 'bank'; actorId?: string | null }): Promise<void> {
  const claim = (await claimById(tx, locked.claimId))!;
  await recordRefund(tx, locked, { kind: 'done', actorId: how.actorId ?? null, ...(how.reference === null ? {} : { data: { reference: how.reference } }), at: how.at });
  await post(tx, book.refunded({ subject: locked.id, claimId: claim.id, cents: locked.amountCents }, how.from), { at: how.at, day: kernel.clock.today() });
  if (locked.kind === 'released' && claim.state === 'refund_due') await insertClaimEvent(tx, { claimId: claim.id, seq: claim.seq + 1, kind: 'refunded', dueOn: null, actorId: how.actorId ?? null, at: how.at });
  await kernel.evidence.append(tx, { kind: 'payment.refunded', ownerId: claim.accountId, content: { claim: claim.id, refund: locked.id, cents: locked.amountCents, day: kernel.clock.today() } });
  await kernel.events.emit(tx, 'payments.refunded', { claimId: claim.id, caseId: claim.caseId });
}

async function rememberReference(tx: Tx, locked: Refund, reference: string, nextPollAt: Date): Promise<void> {
  await sql`update payments.refund set reference = ${reference}, next_poll_at = ${nextPollAt} where id = ${locked.id}`.execute(tx);
}

async function refundUnknown(tx: Tx, locked: Refund, at: Date): Promise<void> {
  await recordRefund(tx, locked, { kind: 'unknown', actorId: null, at });
  await openDiscrepancy(tx, { kind: 'refund_unknown', subject: locked.id, claimId: locked.claimId, data: { amount: locked.amountCents, merchantTxId: locked.merchantTxId }, at });
}
