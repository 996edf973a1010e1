import { z } from 'zod';
import { CodedError } from '../../kernel/errors/errors.ts';
import type { Db, Tx } from '../../kernel/db/db.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import type { Kernel, Module } from '../../kernel/kernel.ts';
import type { PlainDate } from '../../kernel/time/index.ts';
import { formatReference } from '../../standards/creditor-reference/index.ts';
import { claimMay, type Claim, type ClaimEventKind } from './domain.ts';
import { claimByCase, claimsOfAccount, detachAccount, insertClaim, insertClaimEvent } from './store.ts';

export type { Claim, ClaimState } from './domain.ts';
export { ClaimPanel } from './claim-panel.tsx';

export const paymentsModule: Module = {
  name: 'payments',
  register(kernel) {
    kernel.events.define('payments.settled', z.object({ claimId: z.uuid(), caseId: z.uuid() }));
    kernel.privacy.register({
      module: 'payments',
      export: async (db, accountId) => ({
        claims: (await claimsOfAccount(db, accountId)).map(({ reference, amountCents, purpose, legalSource, state, dueOn }) => ({ reference, amountCents, purpose, legalSource, state, dueOn })),
      }),
      async erase(tx, accountId) {
        const kept = await detachAccount(tx, accountId);
        return { kept: kept > 0 ? ['payments.privacy.kept'] : [] };
      },
    });
  },
};

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
  pricedOn: PlainDate;
  /** Null: it falls due with the decision. */
  dueOn: PlainDate | null;
}

/** Writes the claim of a case, once, in the caller's transaction. An amount of 0 gives no claim. */
export async function createClaim(tx: Tx, kernel: Kernel, input: NewClaim): Promise<Claim | undefined> {
  if (input.amountCents === 0) return undefined;
  const { accountId, caseNumber, ...rest } = input;
  const claim: Claim = { id: uuidv7(), reference: formatReference(caseNumber), state: input.dueOn ? 'due' : 'announced', at: kernel.clock.now(), ...rest };
  await insertClaim(tx, claim, accountId);
  return claim;
}

export async function claimForCase(db: Db | Tx, caseId: string): Promise<Claim | undefined> {
  return claimByCase(db, caseId);
}

/** The claim falls due: with the decision, where the fee comes after it. */
export function makeDue(tx: Tx, kernel: Kernel, caseId: string, dueOn: PlainDate): Promise<Claim | undefined> {
  return change(tx, kernel, caseId, 'due', { dueOn });
}

/** The money has come. Tells `payments.settled` in the same transaction; a second time changes nothing. */
export async function settleClaim(tx: Tx, kernel: Kernel, caseId: string, actorId: string | null): Promise<Claim | undefined> {
  const claim = await change(tx, kernel, caseId, 'settled', { actorId });
  if (claim) await kernel.events.emit(tx, 'payments.settled', { claimId: claim.id, caseId });
  return claim;
}

/** The case ended without what the fee was for: an unpaid claim falls away, a paid one is to be paid back. */
export async function releaseClaim(tx: Tx, kernel: Kernel, caseId: string): Promise<Claim | undefined> {
  const claim = await claimByCase(tx, caseId);
  if (!claim) return undefined;
  return change(tx, kernel, caseId, claim.state === 'settled' ? 'refund_due' : 'cancelled', {});
}

/** Undefined when there is no claim or the event no longer applies (already settled, already cancelled). */
async function change(tx: Tx, kernel: Kernel, caseId: string, kind: ClaimEventKind, more: { dueOn?: PlainDate; actorId?: string | null }): Promise<Claim | undefined> {
  const claim = await claimByCase(tx, caseId, true);
  if (!claim || !claimMay(claim.state, kind)) return undefined;
  const at = kernel.clock.now();
  if (kind === 'due' && !more.dueOn) throw new CodedError('CLAIM_DUE', 'A claim that falls due needs its day');
  await insertClaimEvent(tx, { claimId: claim.id, seq: claim.seq + 1, kind, dueOn: more.dueOn ?? null, actorId: more.actorId ?? null, at });
  return { ...claim, state: kind, dueOn: more.dueOn ?? claim.dueOn, at };
}
