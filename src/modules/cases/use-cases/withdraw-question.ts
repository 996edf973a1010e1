import type { Kernel } from '../../../kernel/kernel.ts';
import { apply } from '../domain/states.ts';
import type { Done, StaffActor } from '../domain/types.ts';
import { recordEvent } from '../store.ts';
import { withStaffCase, type CaseRef } from './staff-case.ts';

/** The office needs no answer any more: the question is over, and the case goes on where it was asked. */
export function withdrawQuestion(kernel: Kernel, actor: StaffActor, ref: CaseRef): Promise<Done> {
  return withStaffCase<Done>(kernel, actor, ref, async (tx, file) => {
    if (!apply(file.state, 'question_withdrawn') || file.questionId === null) return { ok: false, key: 'cases.error.state' };
    await recordEvent(tx, file, { kind: 'question_withdrawn', data: { questionId: file.questionId }, actor: { kind: 'staff', id: actor.id }, at: kernel.clock.now() });
    return { ok: true };
  });
}
