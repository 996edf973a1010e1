import type { Kernel } from '../../../kernel/kernel.ts';
import { hasEvent, lockCase, recordEvent } from '../store.ts';

/** Money that comes for a waiting case lets it go on; otherwise it is only noted. An event seen twice finds it done. */
export async function paymentArrived(kernel: Kernel, { claimId, caseId }: { claimId: string; caseId: string }): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    const file = await lockCase(tx, caseId);
    if (!file || (await hasEvent(tx, caseId, ['payment_settled', 'payment_noted']))) return;
    const at = kernel.clock.now();
    const waits = file.state === 'waiting_payment';
    await recordEvent(tx, file, { kind: waits ? 'payment_settled' : 'payment_noted', data: { claimId }, actor: { kind: 'system' }, at });
    if (waits) await kernel.jobs.enqueue(tx, 'cases.check', { caseId });
  });
}
