import type { Desk } from '../desk.ts';
import { book } from '../domain/ledger.ts';
import { nextRefundState, type Refund } from '../domain/refund.ts';
import { claimById, insertClaimEvent } from '../store/claims.ts';
import { post } from '../store/ledger.ts';
import { attemptById, attemptsOfClaim } from '../store/attempts.ts';
import { receiptOfClaim } from '../store/receipts.ts';
import { lockRefund, recordRefund, refundedCents, renameRefund } from '../store/refunds.ts';
import { proposeRefund } from './propose-refund.ts';
import { refundDone } from './run-refund.ts';
import { newMerchantTxId } from '../domain/merchant-tx-id.ts';

export type Done = { ok: true } | { ok: false; key: string };
const no = (key: string): Done => ({ ok: false, key: `payments.error.${key}` });

export const reasonLimit = 500;

/**
 * A member of the treasury asks for money to be paid back: at most what came in and is not paid back yet. `available` is
 * what they saw: if it has changed meanwhile they look again (two partial refunds at once).
 */
export async function requestRefund(desk: Desk, actorId: string, input: { claimId: string; amountCents: number; reason: string; available: number }): Promise<Done> {
  const { kernel } = desk;
  const reason = input.reason.trim();
  if (reason === '') return no('reason_empty');
  if (reason.length > reasonLimit) return no('reason_long');
  return kernel.db.transaction().execute(async (tx): Promise<Done> => {
    const claim = await claimById(tx, input.claimId, true);
    const receipt = claim && (await receiptOfClaim(tx, claim.id));
    if (!claim || !receipt) return no('not_paid');
    const available = receipt.amountCents - (await refundedCents(tx, claim.id, receipt.attemptId));
    if (available !== input.available) return no('refund_changed');
    if (!Number.isSafeInteger(input.amountCents) || input.amountCents <= 0 || input.amountCents > available) return no('refund_amount');
    await proposeRefund(tx, kernel, { claim, attemptId: receipt.attemptId, amountCents: input.amountCents, kind: 'goodwill', reason, requestedBy: actorId });
    return { ok: true };
  });
}

/** What can still be paid back of a claim, in cents. */
export async function refundable(desk: Pick<Desk, 'kernel'>, claimId: string): Promise<number> {
  const receipt = await receiptOfClaim(desk.kernel.db, claimId);
  return receipt ? receipt.amountCents - (await refundedCents(desk.kernel.db, claimId, receipt.attemptId)) : 0;
}

/** Four eyes: whoever asked for it cannot approve it. Approval books what the city now owes, and the job pays it. */
export async function approveRefund(desk: Desk, actorId: string, id: string): Promise<Done> {
  const { kernel } = desk;
  return kernel.db.transaction().execute(async (tx): Promise<Done> => {
    const refund = await lockRefund(tx, id);
    if (!refund || !nextRefundState(refund.state, 'approved')) return no('refund_state');
    if (refund.requestedBy === actorId) return no('four_eyes');
    const at = kernel.clock.now();
    await recordRefund(tx, refund, { kind: 'approved', actorId, at });
    await post(tx, book.refundDue({ subject: refund.id, claimId: refund.claimId, cents: refund.amountCents }, sourceOf(refund)), { at, day: kernel.clock.today() });
    if (refund.attemptId !== null) await kernel.jobs.enqueue(tx, 'payments.refund', { refundId: refund.id });
    return { ok: true };
  });
}

/** Not paid back. A claim whose case had ended stays settled. Whoever asked for it may take it back themselves. */
export async function declineRefund(desk: Desk, actorId: string, id: string): Promise<Done> {
  const { kernel } = desk;
  return kernel.db.transaction().execute(async (tx): Promise<Done> => {
    const refund = await lockRefund(tx, id);
    if (!refund || !nextRefundState(refund.state, 'declined')) return no('refund_state');
    if (refund.state === 'failed' && refund.requestedBy === actorId) return no('four_eyes');
    const at = kernel.clock.now();
    await recordRefund(tx, refund, { kind: 'declined', actorId: refund.requestedBy === actorId ? null : actorId, at });
    if (refund.state === 'failed') await post(tx, book.refundDropped({ subject: refund.id, claimId: refund.claimId, cents: refund.amountCents }, sourceOf(refund)), { at, day: kernel.clock.today() });
    const claim = (await claimById(tx, refund.claimId))!;
    if (refund.kind === 'released' && claim.state === 'refund_due') await insertClaimEvent(tx, { claimId: claim.id, seq: claim.seq + 1, kind: 'settled', dueOn: null, actorId, at });
    return { ok: true };
  });
}

/** A failed refund is tried again, under a new name at the provider. */
export async function retryRefund(desk: Desk, actorId: string, id: string): Promise<Done> {
  const { kernel } = desk;
  return kernel.db.transaction().execute(async (tx): Promise<Done> => {
    const refund = await lockRefund(tx, id);
    if (refund?.state !== 'failed') return no('refund_state');
    await recordRefund(tx, refund, { kind: 'retried', actorId, at: kernel.clock.now() });
    await renameRefund(tx, refund.id, newMerchantTxId());
    await kernel.jobs.enqueue(tx, 'payments.refund', { refundId: refund.id });
    return { ok: true };
  });
}

/**
 * A person has found out: the refund went out by hand (bank transfer), or a lost one did or did not. Needs somebody else
 * than whoever asked for it.
 */
export async function settleRefundByHand(desk: Desk, actorId: string, id: string, paid: boolean): Promise<Done> {
  const { kernel } = desk;
  return kernel.db.transaction().execute(async (tx): Promise<Done> => {
    const refund = await lockRefund(tx, id);
    const byBank = refund?.state === 'approved' && refund.attemptId === null;
    if (!refund || !(byBank || refund.state === 'unknown' || refund.state === 'failed')) return no('refund_state');
    if (refund.requestedBy === actorId) return no('four_eyes');
    const at = kernel.clock.now();
    if (paid) await refundDone(tx, kernel, refund, { at, reference: refund.reference, from: refund.state === 'unknown' ? 'clearing' : 'bank', actorId });
    else if (refund.state === 'unknown') await recordRefund(tx, refund, { kind: 'failed', actorId, data: { result: 'by_hand' }, at });
    else return no('refund_state');
    return { ok: true };
  });
}

function sourceOf(refund: Refund): 'revenue' | 'deposits' {
  return refund.kind === 'overpaid' || refund.kind === 'late' ? 'deposits' : 'revenue';
}

/** Which attempt paid, for what staff see. */
export async function paidAttempt(desk: Pick<Desk, 'kernel'>, claimId: string) {
  const receipt = await receiptOfClaim(desk.kernel.db, claimId);
  if (receipt?.attemptId) return attemptById(desk.kernel.db, receipt.attemptId);
  return (await attemptsOfClaim(desk.kernel.db, claimId)).find(({ state }) => state === 'paid');
}
