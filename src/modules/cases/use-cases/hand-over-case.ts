import type { Kernel } from '../../../kernel/kernel.ts';
import { staffMembers } from '../../directory/index.ts';
import { isClosed } from '../domain/states.ts';
import type { Done, StaffActor } from '../domain/types.ts';
import { recordEvent } from '../store.ts';
import { withStaffCase, type CaseRef } from './staff-case.ts';

/** Hands the case to a colleague of its office, or with `to` null back to everybody. One's own, or with `cases.assign` any. */
export async function handOverCase(kernel: Kernel, actor: StaffActor, input: CaseRef & { to: string | null }): Promise<Done> {
  return withStaffCase<Done>(kernel, actor, input, async (tx, file) => {
    if (isClosed(file.state)) return { ok: false, key: 'cases.error.state' };
    if (file.assignedTo !== null && file.assignedTo !== actor.id && !actor.permissions.includes('cases.assign')) return { ok: false, key: 'cases.error.assigned' };
    if (input.to !== null && !(await staffMembers({ db: tx }, file.office)).some((member) => member.id === input.to)) return { ok: false, key: 'cases.error.not_in_office' };
    if (input.to === file.assignedTo) return { ok: true };
    await recordEvent(tx, file, { kind: 'assigned', data: { to: input.to }, actor: { kind: 'staff', id: actor.id }, at: kernel.clock.now() });
    return { ok: true };
  });
}
