import type { Kernel } from '../../kernel/kernel.ts';
import { euros, formatMoney } from '../../kernel/money/index.ts';
import { formatDate } from '../../kernel/time/index.ts';
import { registerAccountPanel } from '../directory/index.ts';
import { claimsOfAccount } from './store/claims.ts';
import { payPath } from './web/common.tsx';

/** On the account's page: fees that are due, with amount and day. */
export function registerPaymentTasks(kernel: Kernel): void {
  registerAccountPanel(kernel, {
    order: 10,
    async tasks(_kernel, accountId, lang, t) {
      const today = kernel.clock.today();
      return (await claimsOfAccount(kernel.db, accountId)).flatMap((claim) => {
        if (claim.state !== 'due' || claim.dueOn === null) return [];
        const overdue = claim.dueOn < today;
        return [{
          title: t('payments.task', { amount: formatMoney(euros(claim.amountCents), lang), purpose: claim.purpose }),
          href: payPath(claim),
          status: t(overdue ? 'payments.task.overdue' : 'payments.task.due', { day: formatDate(claim.dueOn, lang) }),
          overdue,
        }];
      });
    },
  });
}
