import * as z from 'zod';
import type { Kernel, Module } from '../../kernel/kernel.ts';
import type { Desk } from './desk.ts';
import { registerPaymentIndicators } from './indicators.ts';
import { registerTreasury } from './office/index.ts';
import { registerNotify } from './api/notify.ts';
import { paymentsPrivacy } from './privacy.ts';
import { girocheckoutProvider } from './providers/girocheckout/index.ts';
import type { PageProvider } from './providers/provider.ts';
import { closeYesterday } from './use-cases/close-day.ts';
import { compareWithProvider } from './use-cases/compare.ts';
import { runRefund } from './use-cases/run-refund.ts';
import { sweep } from './use-cases/sweep.ts';
import { registerPaymentTasks } from './tasks.ts';
import { registerPayPages } from './web/index.ts';

export type { Claim, ClaimState } from './domain/claim.ts';
export { payPath } from './web/common.tsx';
export { ClaimPanel } from './claim-panel.tsx';
export { claimForCase, createClaim, makeDue, releaseClaim, settleClaim, type NewClaim } from './claims.ts';

/** Claims, payments online and by transfer, refunds, ledger and the hand-over to the treasury. */
export const paymentsModule: Module = createPaymentsModule((kernel) => girocheckoutProvider(kernel));

/** `provider` makes the payment page's port; undefined where none is configured. */
export function createPaymentsModule(provider: (kernel: Kernel) => PageProvider | undefined): Module {
  return {
    name: 'payments',
    register(kernel) {
      const desk: Desk = { kernel, provider: provider(kernel) };
      for (const origin of desk.provider?.origins ?? []) kernel.http.allowExternal(origin);
      for (const name of ['payments.settled', 'payments.refunded']) kernel.events.define(name, z.object({ claimId: z.uuid(), caseId: z.uuid() }));
      kernel.jobs.define('payments.sweep', z.object({}), async () => void (await sweep(desk)));
      kernel.jobs.define('payments.refund', z.object({ refundId: z.uuid() }), ({ refundId }) => runRefund(desk, refundId));
      kernel.jobs.define('payments.night', z.object({}), async () => {
        await compareWithProvider(desk);
        await closeYesterday(desk);
      });
      kernel.jobs.schedule('payments.sweep', '* * * * *');
      kernel.jobs.schedule('payments.night', '40 0 * * *');
      registerPayPages(kernel, desk);
      registerPaymentTasks(kernel);
      registerNotify(kernel, desk);
      registerTreasury(kernel, desk);
      registerPaymentIndicators(kernel);
      kernel.privacy.register(paymentsPrivacy);
    },
  };
}
