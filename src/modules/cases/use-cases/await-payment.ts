import type { Kernel } from '../../../kernel/kernel.ts';
import { loadContext } from '../context.ts';
import { isWaitingForPayment } from '../domain/payment.ts';
import { apply } from '../domain/states.ts';
import type { Done, StaffActor } from '../domain/types.ts';
import { recordEvent } from '../store.ts';
import { ensureClaim } from './decide.ts';
import { withStaffCase, type CaseRef } from './staff-case.ts';

/** The clerk sees no objection, but the fee comes before the decision: the case waits for it, then the checks go on. */
export function awaitPayment(kernel: Kernel, actor: StaffActor, ref: CaseRef): Promise<Done> {
  return withStaffCase<Done>(kernel, actor, ref, async (tx, file) => {
    if (!apply(file.state, 'payment_awaited')) return { ok: false, key: 'cases.error.state' };
    const context = await loadContext(kernel, tx, file);
    const claim = await ensureClaim(tx, kernel, context);
    if (!claim || !isWaitingForPayment(context.process.fee.collect, claim)) return { ok: false, key: 'cases.error.nothing_to_pay' };
    await recordEvent(tx, file, { kind: 'payment_awaited', data: { claimId: claim.id }, actor: { kind: 'staff', id: actor.id }, at: kernel.clock.now() });
    return { ok: true };
  });
}
