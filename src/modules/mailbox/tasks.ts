import type { Kernel } from '../../kernel/kernel.ts';
import { registerAccountPanel } from '../directory/index.ts';
import { countNew } from './store.ts';

/** On the account's page: letters nobody has opened yet. */
export function registerMailboxTasks(kernel: Kernel): void {
  registerAccountPanel(kernel, {
    order: 20,
    async tasks(_kernel, accountId, _lang, t) {
      const count = await countNew(kernel.db, accountId);
      if (count === 0) return [];
      return [{ title: t(count === 1 ? 'mailbox.task.one' : 'mailbox.task.many', { count }), href: '/postfach', status: t('mailbox.task.status') }];
    },
  });
}
