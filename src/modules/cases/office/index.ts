import { staff } from '../../../kernel/access/access.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { registerActions } from './actions.ts';
import { registerTakenDownAnswer } from './answer.tsx';
import { registerCasePage } from './case.tsx';
import { registerCounter } from './counter.tsx';
import { registerInbox } from './inbox.tsx';
import { registerPrintList } from './print-list.tsx';

/** The staff side of cases below /amt. */
export function registerOffice(kernel: Kernel): void {
  registerInbox(kernel);
  registerCasePage(kernel);
  registerActions(kernel);
  registerTakenDownAnswer(kernel);
  registerCounter(kernel);
  registerPrintList(kernel);
  kernel.navigation.register({ area: 'staff', path: '/amt', label: 'cases.office.inbox', order: 10, access: staff('cases.work') });
  kernel.navigation.register({ area: 'staff', path: '/amt/antrag', label: 'cases.office.counter', order: 20, access: staff('cases.counter') });
  kernel.navigation.register({ area: 'staff', path: '/amt/druck', label: 'cases.office.print', order: 30, access: staff('cases.work') });
}
