import { randomBytes } from 'node:crypto';
import { CodedError } from '../../kernel/errors/errors.ts';
import type { Db, Tx } from '../../kernel/db/db.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { PlainDate } from '../../kernel/time/index.ts';
import { formatReference } from '../../standards/creditor-reference/index.ts';
import { claimMay, type AccountAssignment, type Claim } from './domain/claim.ts';
import { book } from './domain/ledger.ts';
import { claimByCase, insertClaim, insertClaimEvent } from './store/claims.ts';
import { post } from './store/ledger.ts';
import { receiptOfClaim } from './store/receipts.ts';
import { refundedCents } from './store/refunds.ts';
import { proposeRefund } from './use-cases/propose-refund.ts';
import { settled } from './use-cases/settle.ts';

export interface NewClaim {
  caseId: string;
  /** The case's number: the reference is made of it. */
  caseNumber: string;
  accountId: string | null;
  amountCents: number;
  purpose: string;
  amountLabel: string;
  legalSource: string;
  assumption: boolean;
  assignment: AccountAssignment;
  pricedOn: PlainDate;
  /** Null: it falls due with the decision. */
  dueOn: PlainDate | null;
}

type Clock = Pick<Kernel, 'clock'>;
const now = ({ clock }: Clock) => ({ at: clock.now(), day: clock.today() });

/** Writes the claim of a case, once, in the caller's transaction. An amount of 0 gives no claim. */
export async function createClaim(tx: Tx, kernel: Clock, input: NewClaim): Promise<Claim | undefined> {
  if (input.amountCents === 0) return undefined;
  const { accountId, caseNumber, ...rest } = input;
  const claim: Claim = { id: uuidv7(), reference: formatReference(caseNumber), token: randomBytes(16).toString('base64url'), state: input.dueOn ? 'due' : 'announced', at: kernel.clock.now(), ...rest };
  await insertClaim(tx, claim, accountId);
  if (claim.state === 'due') await post(tx, book.due(subjectOf(claim)), now(kernel));
  return claim;
}

export async function claimForCase(db: Db | Tx, caseId: string): Promise<Claim | undefined> {
  return claimByCase(db, caseId);
}

/** The claim falls due: with the decision, where the fee comes after it. Undefined when that no longer applies. */
export async function makeDue(tx: Tx, kernel: Clock, caseId: string, dueOn: PlainDate): Promise<Claim | undefined> {
  const claim = await claimByCase(tx, caseId, true);
  if (!claim || !claimMay(claim.state, 'due')) return undefined;
  const { at } = now(kernel);
  await insertClaimEvent(tx, { claimId: claim.id, seq: claim.seq + 1, kind: 'due', dueOn, actorId: null, at });
  await post(tx, book.due(subjectOf(claim)), now(kernel));
  return { ...claim, state: 'due', dueOn, at };
}

/** The bank transfer has come. Tells `payments.settled` in the same transaction; a second time changes nothing. */
export async function settleClaim(tx: Tx, kernel: Kernel, caseId: string, actorId: string | null): Promise<Claim | undefined> {
  const claim = await claimByCase(tx, caseId, true);
  if (!claim || claim.state !== 'due') return undefined;
  await post(tx, book.transferred(subjectOf(claim)), now(kernel));
  await settled(tx, kernel, claim, { attemptId: null, actorId });
  return { ...claim, state: 'settled', at: kernel.clock.now() };
}

/** The case ended without what the fee was for: an unpaid claim falls away, a paid one is to be paid back. */
export async function releaseClaim(tx: Tx, kernel: Clock, caseId: string): Promise<Claim | undefined> {
  const claim = await claimByCase(tx, caseId, true);
  const kind = claim?.state === 'settled' ? 'refund_due' : 'cancelled';
  if (!claim || !claimMay(claim.state, kind)) return undefined;
  const { at } = now(kernel);
  await insertClaimEvent(tx, { claimId: claim.id, seq: claim.seq + 1, kind, dueOn: null, actorId: null, at });
  if (claim.state === 'due') await post(tx, book.cancelled(subjectOf(claim)), now(kernel));
  if (claim.state === 'settled') {
    const receipt = await receiptOfClaim(tx, claim.id);
    if (!receipt) throw new CodedError('RECEIPT_MISSING', 'A settled claim has no receipt');
    const rest = receipt.amountCents - (await refundedCents(tx, claim.id, receipt.attemptId));
    // everything went back already
    if (rest === 0) await insertClaimEvent(tx, { claimId: claim.id, seq: claim.seq + 2, kind: 'refunded', dueOn: null, actorId: null, at });
    else await proposeRefund(tx, kernel, { claim, attemptId: receipt.attemptId, amountCents: rest, kind: 'released', reason: '', requestedBy: null });
  }
  return { ...claim, state: kind, at };
}

const subjectOf = (claim: Claim) => ({ subject: claim.id, claimId: claim.id, cents: claim.amountCents });
