import { notFound } from '../../../kernel/errors/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { partsOf } from '../../../kernel/time/index.ts';
import { releaseClaim } from '../../payments/index.ts';
import { processOf } from '../context.ts';
import { enqueueFiling } from '../filing/job.ts';
import { apply } from '../domain/states.ts';
import { maySee, type Done, type Viewer } from '../domain/types.ts';
import { lockCase, recordEvent, setRetainUntil } from '../store.ts';
import { retainUntil } from './decide.ts';

/** The applicant takes the application back, while nothing is decided; or staff note that they did. */
export async function withdrawCase(kernel: Kernel, input: { caseId: string; viewer: Viewer }): Promise<Done> {
  return kernel.db.transaction().execute(async (tx): Promise<Done> => {
    const file = await lockCase(tx, input.caseId);
    if (!file || !maySee(file, input.viewer)) throw notFound();
    if (file.state === 'withdrawn') return { ok: true };
    if (!apply(file.state, 'withdrawn')) return { ok: false, key: 'cases.error.decided' };
    const { principal } = input.viewer;
    const day = kernel.clock.today();
    await recordEvent(tx, file, { kind: 'withdrawn', data: {}, actor: principal.kind === 'staff' ? { kind: 'staff', id: principal.id } : { kind: 'applicant', id: file.accountId }, at: kernel.clock.now() });
    await releaseClaim(tx, kernel, file.id);
    await setRetainUntil(tx, file.id, retainUntil(await processOf(kernel, file.versionHash), partsOf(day).year));
    await kernel.evidence.append(tx, { kind: 'case.withdrawn', ownerId: file.accountId, content: { case: file.id, number: file.number, day } });
    await enqueueFiling(tx, kernel, file.id);
    return { ok: true };
  });
}
