import type { Desk } from '../desk.ts';
import type { Attempt } from '../domain/attempt.ts';
import { attemptById, lockAttempt, recordAttempt, type AttemptSource } from '../store/attempts.ts';
import { openDiscrepancyOf, resolveDiscrepancy } from '../store/discrepancies.ts';
import { settle } from './settle.ts';

/** The provider's reference of an attempt that had none, from whoever knows it: now the provider can be asked. */
export async function adoptReference({ kernel }: Desk, id: string, reference: string, source: AttemptSource): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    const attempt = await lockAttempt(tx, id);
    if (attempt && attempt.reference === null && ['created', 'lost', 'expired'].includes(attempt.state)) {
      await recordAttempt(tx, { ...attempt, nextPollAt: kernel.clock.now() }, { kind: 'opened', source, data: { reference }, at: kernel.clock.now() });
    }
  });
}

export type Named =
  | { result: 'taken'; attempt: Attempt }
  /** The provider has no such payment; it is the payment of somebody else; it did not answer. */
  | { result: 'unknown' | 'other' | 'unreachable' };

/**
 * A person has looked into the provider's own list and found the payment nobody told us of. Their word is a hint like any
 * other: taken only when the provider says that this reference is this attempt; then it is settled as always.
 */
export async function nameReference(desk: Desk, attemptId: string, reference: string, by: string): Promise<Named> {
  const attempt = await attemptById(desk.kernel.db, attemptId);
  if (!attempt || attempt.reference !== null) return { result: 'other' };
  const report = await desk.provider?.status({ project: attempt.project, reference });
  if (report?.result !== 'known') return { result: report?.result ?? 'unreachable' };
  if (report.merchantTxId !== attempt.merchantTxId) return { result: 'other' };
  await adoptReference(desk, attempt.id, reference, 'staff');
  const after = (await settle(desk, attempt.id, 'staff'))!;
  const open = await openDiscrepancyOf(desk.kernel.db, 'never_heard', attempt.id);
  if (open) await resolveDiscrepancy(desk.kernel.db, open, { by, note: reference, at: desk.kernel.clock.now() });
  return { result: 'taken', attempt: after };
}
