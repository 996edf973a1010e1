import { z } from 'zod';
import type { Kernel } from '../../kernel/kernel.ts';
import { addDays, formatDate } from '../../kernel/time/index.ts';
import { staffAddress } from '../directory/index.ts';
import type { Rules } from './domain/shapes.ts';
import { commitments, insertReminder } from './store.ts';

/** Every morning: who recorded a promise that is overdue gets a mail, again after as many days as the city's rules say. */
export function defineChase(kernel: Kernel, rules: Rules): void {
  kernel.jobs.define('council.chase', z.object({}), async () => {
    const today = kernel.clock.today();
    const t = kernel.i18n.translator('de');
    for (const { id, slug, text, due, by, outcome } of await commitments(kernel.db)) {
      const to = outcome === 'open' && due < today ? await staffAddress(kernel, by) : undefined;
      if (to === undefined) continue;
      await kernel.db.transaction().execute(async (tx) => {
        if (!(await insertReminder(tx, id, today, addDays(today, -rules.remind_every_days)))) return;
        await kernel.mail.send(tx, { to, kind: 'council.reminder', subject: t('council.mail.subject'), body: t('council.mail.body', { text, day: formatDate(due), link: `${kernel.config.publicUrl}/amt/rat/${slug}` }) });
      });
    }
  });
  kernel.jobs.schedule('council.chase', '40 6 * * *');
}
