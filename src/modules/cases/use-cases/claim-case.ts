import type { Kernel } from '../../../kernel/kernel.ts';
import { isClosed } from '../domain/states.ts';
import type { Done, StaffActor } from '../domain/types.ts';
import { recordEvent } from '../store.ts';
import { withStaffCase, type CaseRef } from './staff-case.ts';

/** The clerk takes the case. Somebody else's only with `cases.assign`. */
export function claimCase(kernel: Kernel, actor: StaffActor, ref: CaseRef): Promise<Done> {
  return withStaffCase<Done>(kernel, actor, ref, async (tx, file) => {
    if (isClosed(file.state)) return { ok: false, key: 'cases.error.state' };
    if (file.assignedTo === actor.id) return { ok: true };
    if (file.assignedTo !== null && !actor.permissions.includes('cases.assign')) return { ok: false, key: 'cases.error.assigned' };
    await recordEvent(tx, file, { kind: 'assigned', data: { to: actor.id }, actor: { kind: 'staff', id: actor.id }, at: kernel.clock.now() });
    return { ok: true };
  });
}
