import type { Kernel } from '../../kernel/kernel.ts';
import { registerAccountPanel } from '../directory/index.ts';
import { countNew } from './store.ts';

/** On the account's page: letters nobody has opened yet. */
export function registerMailboxTodo(kernel: Kernel): void {
  registerAccountPanel(kernel, {
    order: 20,
    async todo(_kernel, accountId, _lang, t) {
      const count = await countNew(kernel.db, accountId);
      if (count === 0) return [];
      return [{ title: t(count === 1 ? 'mailbox.todo.one' : 'mailbox.todo.many', { count }), href: '/postfach', status: t('mailbox.todo.status') }];
    },
  });
}
