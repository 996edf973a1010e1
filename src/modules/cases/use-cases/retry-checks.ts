import type { Kernel } from '../../../kernel/kernel.ts';
import { apply } from '../domain/states.ts';
import type { Done, StaffActor } from '../domain/types.ts';
import { recordEvent } from '../store.ts';
import { withStaffCase, type CaseRef } from './staff-case.ts';

/** Runs the checks again at once: after an answer, when a register is back, or after an effect `refused`. */
export function retryChecks(kernel: Kernel, actor: StaffActor, ref: CaseRef, refused?: string): Promise<Done> {
  return withStaffCase<Done>(kernel, actor, ref, async (tx, file) => {
    if (!apply(file.state, 'check_started')) return { ok: false, key: 'cases.error.state' };
    await recordEvent(tx, file, { kind: 'check_started', data: refused === undefined ? {} : { refused }, actor: { kind: 'staff', id: actor.id }, at: kernel.clock.now() });
    await kernel.jobs.enqueue(tx, 'cases.check', { caseId: file.id });
    return { ok: true };
  });
}
