import * as z from 'zod';
import { localize, type Lang } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { addMonths, formatDate, type PlainDate } from '../../kernel/time/index.ts';
import { findAccount, office } from '../directory/index.ts';
import { permitOffice } from './city.ts';
import { permitState, renewal } from './domain/terms.ts';
import { claimReminder, deleteQueriesBefore, dueForReminder, eraseHolder, erasureWaiting, type Permit } from './store.ts';

/** § 63g StVG: entries of the query log are deleted after 30 days. */
const logDays = 30;

/** Once a day: reminders before expiry, deletion of old queries, erasure that had to wait for the end of a permit. */
export function defineJobs(kernel: Kernel): void {
  kernel.jobs.define('permits.daily', z.object({}), async () => {
    await sendReminders(kernel);
    await deleteQueriesBefore(kernel.db, new Date(kernel.clock.now().getTime() - logDays * 86_400_000));
    await eraseEnded(kernel);
  });
  kernel.jobs.schedule('permits.daily', '10 4 * * *');
}

async function sendReminders(kernel: Kernel): Promise<void> {
  for (const due of await dueForReminder(kernel.db, kernel.clock.today(), renewal.daysBefore)) {
    const account = await findAccount(kernel, due.accountId);
    if (!account) continue;
    const t = kernel.i18n.translator(account.lang);
    const sender = office(kernel, permitOffice);
    const lang: Lang = account.lang === 'en' ? 'en' : 'de';
    const params = {
      name: account.name,
      until: formatDate(due.until, lang),
      last: formatDate(addMonths(due.until, renewal.monthsAfter), lang),
      url: `${kernel.config.publicUrl}/konto/parkausweise`,
      office: sender ? localize(sender.name, account.lang) : '',
    };
    // the row and the mail commit together: a second run of the job finds the row and sends nothing
    await kernel.db.transaction().execute(async (tx) => {
      if (!(await claimReminder(tx, due.id, due.until, kernel.clock.now()))) return;
      await kernel.mail.send(tx, { to: account.email, subject: t('permits.reminder.subject'), body: t('permits.reminder.body', params), kind: 'permits.reminder', ownerId: account.id });
    });
  }
}

/** True while the city needs the data: the permit is in force, or will be. */
export function mustBeKept(permit: Permit, today: PlainDate): boolean {
  const state = permitState(permit, today);
  return state === 'valid' || state === 'not_begun';
}

async function eraseEnded(kernel: Kernel): Promise<void> {
  const today = kernel.clock.today();
  for (const permit of await erasureWaiting(kernel.db)) {
    if (mustBeKept(permit, today)) continue;
    await kernel.db.transaction().execute((tx) => eraseHolder(tx, permit.id, kernel.clock.now()));
  }
}
