import { staff } from '../../../kernel/access/access.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Desk } from '../desk.ts';
import { registerBatches } from './batches.tsx';
import { registerClaimDesk } from './claim.tsx';
import { registerClaims } from './claims.tsx';
import { registerDiscrepancies } from './discrepancies.tsx';
import { registerOverview } from './overview.tsx';
import { registerRefunds } from './refunds.tsx';

/** `/amt/kasse`: what the treasury sees and does. */
export function registerTreasury(kernel: Kernel, desk: Desk): void {
  kernel.navigation.register({ area: 'staff', path: '/amt/kasse', label: 'payments.office.nav', order: 50, access: staff('payments.read') });
  registerOverview(kernel, desk);
  registerClaims(kernel);
  registerClaimDesk(kernel, desk);
  registerRefunds(kernel, desk);
  registerDiscrepancies(kernel, desk);
  registerBatches(kernel, desk);
}
