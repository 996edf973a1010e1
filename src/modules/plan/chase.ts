import * as z from 'zod';
import type { Kernel } from '../../kernel/kernel.ts';
import { addDays, formatDate } from '../../kernel/time/index.ts';
import { addressesOf, staffAddress } from '../directory/index.ts';
import type { Entry } from './domain/view.ts';
import { listPlans, loadView, pointOf } from './load.ts';
import { insertReminder, recordedOf } from './store.ts';
import { promiseState } from './web/promises.tsx';

/** Days until the same promise is called to mind again. One without a day is asked for one. */
const again = { overdue: 7, undated: 90 } as const;

export interface Waiting {
  entry: Entry<'commitment'>;
  plan: string;
  state: keyof typeof again;
}

/** Open promises that are overdue or have no day, of every plan, the oldest day first. */
export async function waitingPromises(kernel: Kernel): Promise<Waiting[]> {
  const { point } = pointOf(kernel, {});
  const found: Waiting[] = [];
  for (const { key } of await listPlans(kernel, point)) {
    for (const entry of (await loadView(kernel, key, point))?.commitments ?? []) {
      const state = promiseState(entry, point.asOf);
      if (state === 'overdue' || state === 'undated') found.push({ entry, plan: key, state });
    }
  }
  return found.sort((a, b) => (a.entry.content.due ?? '9').localeCompare(b.entry.content.due ?? '9'));
}

/** Every morning: who recorded such a promise gets a mail; for what was imported, everybody who may release. */
export function defineChase(kernel: Kernel): void {
  kernel.jobs.define('plan.chase', z.object({}), async () => {
    const today = kernel.clock.today();
    const t = kernel.i18n.translator('de');
    for (const { entry, state } of await waitingPromises(kernel)) {
      const author = (await recordedOf(kernel.db, entry.subject)).find(({ seq }) => seq === entry.seq)?.authorId ?? null;
      const own = author === null ? undefined : await staffAddress(kernel, author);
      const to = own === undefined ? await addressesOf(kernel, 'plan.release') : [own];
      if (to.length === 0) {
        kernel.log.warn('nobody can be reminded of a promise', { code: entry.subject });
        continue;
      }
      const { text, due } = entry.content;
      const body = t(`plan.chase.${state}`, { text, day: due === null ? '' : formatDate(due), link: `${kernel.config.publicUrl}/amt/plan/aendern?angabe=${encodeURIComponent(entry.subject)}` });
      await kernel.db.transaction().execute(async (tx) => {
        if (!(await insertReminder(tx, entry.subject, today, addDays(today, -again[state])))) return;
        for (const address of to) await kernel.mail.send(tx, { to: address, kind: 'plan.chase', subject: t('plan.chase.subject'), body });
      });
    }
  });
  kernel.jobs.schedule('plan.chase', '40 6 * * *');
}
