import * as z from 'zod';
import type { Kernel } from '../../../kernel/kernel.ts';
import { deleteUnneeded } from '../../forms/index.ts';
import { lockCase, purgeContent, recordEvent } from '../store.ts';
import { lapsedQuestions } from '../store-file.ts';

/** Daily: questions nobody answered go back to the clerk; content whose time of keeping is over is erased. */
export function registerUpkeep(kernel: Kernel): void {
  kernel.jobs.define('cases.upkeep', z.object({}), async () => {
    for (const { id, caseId } of await lapsedQuestions(kernel.db, kernel.clock.today())) {
      await kernel.db.transaction().execute(async (tx) => {
        const file = await lockCase(tx, caseId);
        if (file?.state !== 'waiting_applicant' || file.questionId !== id) return;
        await recordEvent(tx, file, { kind: 'question_lapsed', data: { questionId: id }, actor: { kind: 'system' }, at: kernel.clock.now() });
      });
    }
    for (let purged = 1; purged > 0; ) {
      const result = await kernel.db.transaction().execute(async (tx) => {
        const gone = await purgeContent(tx, kernel.clock.today());
        await kernel.evidence.destroyOpenings(tx, { cases: gone.cases });
        return gone;
      });
      await deleteUnneeded(kernel, result.sha256);
      purged = result.cases.length;
    }
  });
  kernel.jobs.schedule('cases.upkeep', '40 1 * * *');
}
