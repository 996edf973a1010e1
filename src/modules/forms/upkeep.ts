import * as z from 'zod';
import type { Kernel } from '../../kernel/kernel.ts';
import { addDays, dateOf, formatDate } from '../../kernel/time/index.ts';
import { inLang, serviceVersion } from '../catalogue/index.ts';
import { findAccount } from '../directory/index.ts';
import { deleteUnneeded } from './objects.ts';
import { deleteDraft, draftsToWarn, draftsUntouchedSince, lockDraft, markWarned } from './store.ts';

/** Days after the last edit a draft is deleted, and the days before that its owner is told (§ 8a OZG: not longer than needed). */
export const keepDays = 30;
export const warnDays = 7;

const dayMs = 86_400_000;
const batch = 200;

export function registerUpkeep(kernel: Kernel): void {
  kernel.jobs.define('forms.upkeep', z.object({}), async () => {
    await warn(kernel);
    await purge(kernel);
  });
  kernel.jobs.schedule('forms.upkeep', '41 2 * * *');
  kernel.jobs.define('forms.delete_objects', z.object({ hashes: z.array(z.string()) }), ({ hashes }) => deleteUnneeded(kernel, hashes));
}

async function purge(kernel: Kernel): Promise<void> {
  const before = new Date(kernel.clock.now().getTime() - keepDays * dayMs);
  for (;;) {
    const ids = await draftsUntouchedSince(kernel.db, before, batch);
    for (const id of ids) {
      const hashes = await kernel.db.transaction().execute(async (tx) => {
        const draft = await lockDraft(tx, id);
        // somebody may have come back in this second
        return draft && draft.updatedAt < before ? deleteDraft(tx, id) : [];
      });
      await deleteUnneeded(kernel, hashes);
    }
    if (ids.length < batch) return;
  }
}

async function warn(kernel: Kernel): Promise<void> {
  const now = kernel.clock.now();
  const before = new Date(now.getTime() - (keepDays - warnDays) * dayMs);
  for (;;) {
    const count = await kernel.db.transaction().execute(async (tx) => {
      const drafts = await draftsToWarn(tx, before, batch);
      for (const draft of drafts) {
        const [account, service] = [await findAccount(kernel, draft.owner.id), await serviceVersion(kernel, draft.versionHash)];
        if (account && service) {
          const t = kernel.i18n.translator(draft.lang);
          const title = inLang(service.compiled.service.title, draft.lang);
          const until = formatDate(addDays(dateOf(draft.updatedAt), keepDays), draft.lang);
          await kernel.mail.send(tx, {
            to: account.email,
            subject: t('forms.mail.expiring.subject'),
            body: t('forms.mail.expiring.body', { title, until, link: `${kernel.config.publicUrl}/antrag/${draft.service}/${draft.id}/pruefen` }),
            kind: 'forms.draft_expiring',
            ownerId: account.id,
          });
        }
        await markWarned(tx, draft.id, now);
      }
      return drafts.length;
    });
    if (count < batch) return;
  }
}
