import type { Kernel } from '../../../kernel/kernel.ts';
import { apply } from '../domain/states.ts';
import type { Done, StaffActor } from '../domain/types.ts';
import { recordEvent } from '../store.ts';
import { withStaffCase, type CaseRef } from './staff-case.ts';

/** The clerk does not wait any longer for a register or a payment and looks at the case. */
export function takeToReview(kernel: Kernel, actor: StaffActor, ref: CaseRef): Promise<Done> {
  return withStaffCase<Done>(kernel, actor, ref, async (tx, file) => {
    if (!apply(file.state, 'taken_to_review')) return { ok: false, key: 'cases.error.state' };
    await recordEvent(tx, file, { kind: 'taken_to_review', data: {}, actor: { kind: 'staff', id: actor.id }, at: kernel.clock.now() });
    return { ok: true };
  });
}
