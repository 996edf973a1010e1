import type { Tx } from '../../../kernel/db/db.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Desk } from '../desk.ts';
import type { Refund, RefundKind } from '../domain/refund.ts';
import type { StoredClaim } from '../store/claims.ts';
import { insertRefund } from '../store/refunds.ts';
import { newMerchantTxId } from '../domain/merchant-tx-id.ts';

/** A refund waits for somebody else to approve it. The claim is locked. `attemptId` null: it was paid by bank transfer. */
export async function proposeRefund(tx: Tx, kernel: Pick<Desk['kernel'], 'clock'>, input: { claim: StoredClaim; attemptId: string | null; amountCents: number; kind: RefundKind; reason: string; requestedBy: string | null }): Promise<Refund> {
  const refund: Refund = {
    id: uuidv7(), claimId: input.claim.id, attemptId: input.attemptId, amountCents: input.amountCents, kind: input.kind, reason: input.reason, state: 'proposed', revision: 1,
    merchantTxId: newMerchantTxId(), reference: null, requestedBy: input.requestedBy, requestedAt: kernel.clock.now(), decidedBy: null, decidedAt: null, result: null, polls: 0,
  };
  await insertRefund(tx, refund);
  return refund;
}
