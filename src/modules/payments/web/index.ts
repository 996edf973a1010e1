import type { Kernel } from '../../../kernel/kernel.ts';
import type { Desk } from '../desk.ts';
import { registerPay } from './pay.tsx';
import { registerReceipt } from './receipt.ts';
import { registerReturn } from './return.tsx';
import { registerTransfer } from './transfer.tsx';

/** `/bezahlen/<token>`: who has the link may pay, whoever they are; nothing about people stands there. */
export function registerPayPages(kernel: Kernel, desk: Desk): void {
  registerPay(kernel, desk);
  registerReturn(kernel, desk);
  registerTransfer(kernel);
  registerReceipt(kernel);
}
