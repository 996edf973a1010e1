import type { Db, Tx } from '../../../kernel/db/db.ts';
import { formatNumber } from '../../../standards/checkdigit/index.ts';
import { partsOf } from '../../../kernel/time/index.ts';
import type { Desk } from '../desk.ts';
import type { Attempt } from '../domain/attempt.ts';
import { book } from '../domain/ledger.ts';
import type { StatusReport } from '../providers/provider.ts';
import { askedAgain, attemptById, lockAttempt, recordAttempt, type AttemptSource } from '../store/attempts.ts';
import { claimToSettle, type StoredClaim } from '../store/claims.ts';
import { openDiscrepancy } from '../store/discrepancies.ts';
import { post } from '../store/ledger.ts';
import { insertSettlement, nextReceiptSerial } from '../store/receipts.ts';
import { proposeRefund } from './propose-refund.ts';

/**
 * The one way an attempt becomes certain, for notify, redirect and poll alike: the provider is asked (server to server, the
 * whole answer signed), then everything that follows is written in one transaction under the lock of claim and attempt.
 * Undefined: there is no such attempt. Whoever has just read the attempt gives it and spares a question to the database. What
 * `keep` writes (the message that made us ask) is committed together with what it led to.
 */
export async function settle(desk: Desk, idOrRead: string | Attempt, source: AttemptSource, keep?: (db: Db | Tx) => Promise<unknown>): Promise<Attempt | undefined> {
  const attempt = typeof idOrRead === 'string' ? await attemptById(desk.kernel.db, idOrRead) : idOrRead;
  if (!attempt || attempt.state === 'paid') {
    await keep?.(desk.kernel.db);
    return attempt;
  }
  const report = attempt.reference === null ? undefined : await desk.provider?.status({ project: attempt.project, reference: attempt.reference });
  return desk.kernel.db.transaction().execute(async (tx) => {
    // a question that lasted long may be overtaken: what counts is the state under the lock
    const locked = await lockAttempt(tx, attempt.id);
    await keep?.(tx);
    return locked && locked.state !== 'paid' ? apply(tx, desk, locked, report, source) : locked;
  });
}

async function apply(tx: Tx, desk: Desk, attempt: Attempt, report: StatusReport | undefined, source: AttemptSource): Promise<Attempt> {
  const at = desk.kernel.clock.now();
  if (report === undefined) return withoutReference(tx, attempt, source, at);
  if (report.result !== 'known') return askedAgain(tx, attempt, at);
  const data = { result: report.code };
  if (!fits(attempt, report)) {
    await openDiscrepancy(tx, { kind: 'mismatch', subject: attempt.id, claimId: attempt.claimId, data: { asked: attempt.amountCents, amount: report.amount, currency: report.currency, sameId: report.merchantTxId === attempt.merchantTxId }, at });
    return attempt.state === 'review' ? attempt : recordAttempt(tx, attempt, { kind: 'mismatch', source, data: { ...data, amount: report.amount, currency: report.currency }, at });
  }
  if (report.outcome === 'paid') return paid(tx, desk, attempt, source, report.code);
  if (attempt.state === 'review') return attempt;
  if (report.outcome === 'failed') return attempt.state === 'failed' ? askedAgain(tx, attempt, at) : recordAttempt(tx, attempt, { kind: 'failed', source, data, at });
  if (attempt.state === 'open' && at >= attempt.pageUntil) return recordAttempt(tx, attempt, { kind: 'expired', source, data, at });
  return askedAgain(tx, attempt, at);
}

/** Nobody has told us the provider's reference: the payer never saw a page. It cannot be asked by our own name, so after a day a person looks it up there. */
async function withoutReference(tx: Tx, attempt: Attempt, source: AttemptSource, at: Date): Promise<Attempt> {
  const age = at.getTime() - attempt.createdAt.getTime();
  if (attempt.state === 'created' && age >= 120_000) return recordAttempt(tx, attempt, { kind: 'init_lost', source, data: {}, at });
  if (attempt.state === 'lost' && age >= 24 * 3_600_000) {
    await openDiscrepancy(tx, { kind: 'never_heard', subject: attempt.id, claimId: attempt.claimId, data: { asked: attempt.amountCents, merchantTxId: attempt.merchantTxId }, at });
    return recordAttempt(tx, attempt, { kind: 'expired', source, data: {}, at });
  }
  return askedAgain(tx, attempt, at);
}

/** Byte for byte what was asked for; anything else is looked at by a person. */
function fits(attempt: Attempt, report: { merchantTxId: string; amount: string; currency: string }): boolean {
  return report.merchantTxId === attempt.merchantTxId && report.amount === String(attempt.amountCents) && report.currency === 'EUR';
}

/** The money is there. Booked once: the attempt's lock is held, and `paid` has no way back. */
async function paid(tx: Tx, desk: Desk, attempt: Attempt, source: AttemptSource, code: string): Promise<Attempt> {
  const { kernel } = desk;
  const when = { at: kernel.clock.now(), day: kernel.clock.today() };
  const after = await recordAttempt(tx, attempt, { kind: 'paid', source, data: { result: code }, at: when.at });
  const { serial, ...claim } = await claimToSettle(tx, attempt.claimId);
  const subject = { subject: attempt.id, claimId: claim.id, cents: attempt.amountCents };
  if (claim.state === 'due') {
    await post(tx, book.paid(subject), when);
    await settled(tx, desk.kernel, claim, { attemptId: attempt.id, actorId: null, serial });
    return after;
  }
  await post(tx, book.late(subject), when);
  const kind = claim.state === 'cancelled' || claim.state === 'announced' ? 'late' : 'overpaid';
  await proposeRefund(tx, kernel, { claim, attemptId: attempt.id, amountCents: attempt.amountCents, kind, reason: '', requestedBy: null });
  await openDiscrepancy(tx, { kind, subject: attempt.id, claimId: claim.id, data: { amount: attempt.amountCents }, at: when.at });
  await kernel.evidence.append(tx, { kind: 'payment.received', ownerId: claim.accountId, content: { claim: claim.id, attempt: attempt.id, cents: attempt.amountCents, for: kind, day: when.day } });
  return after;
}

/** The claim is settled by this money: event, receipt, evidence, and whoever waits is told. The claim is locked and due. */
export async function settled(tx: Tx, kernel: Desk['kernel'], claim: StoredClaim, by: { attemptId: string | null; actorId: string | null; serial?: number | undefined }): Promise<void> {
  const at = kernel.clock.now();
  const day = kernel.clock.today();
  const number = formatNumber({ prefix: 'Q', year: partsOf(day).year, serial: by.serial ?? (await nextReceiptSerial(tx)) });
  await insertSettlement(tx, { claimId: claim.id, seq: claim.seq + 1, actorId: by.actorId, at, receipt: { number, attemptId: by.attemptId, amountCents: claim.amountCents } });
  await kernel.evidence.append(tx, { kind: 'payment.received', ownerId: claim.accountId, content: { claim: claim.id, attempt: by.attemptId, cents: claim.amountCents, receipt: number, for: 'claim', day } });
  await kernel.events.emit(tx, 'payments.settled', { claimId: claim.id, caseId: claim.caseId });
}
