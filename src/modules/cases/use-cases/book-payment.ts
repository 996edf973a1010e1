import type { Kernel } from '../../../kernel/kernel.ts';
import { settleClaim } from '../../payments/index.ts';
import type { Done, StaffActor } from '../domain/types.ts';
import { withStaffCase } from './staff-case.ts';

/** Staff note that the transfer has come. The case goes on by the event `payments.settled`. */
export function bookPayment(kernel: Kernel, actor: StaffActor, input: { caseId: string }): Promise<Done> {
  return withStaffCase<Done>(kernel, actor, { caseId: input.caseId }, async (tx, file) => {
    const claim = await settleClaim(tx, kernel, file.id, actor.id);
    return claim ? { ok: true } : { ok: false, key: 'cases.error.nothing_to_pay' };
  });
}
