import type { Kernel } from '../../../kernel/kernel.ts';
import { registerPlanPages } from './plan.tsx';

/** The staff side below /amt/akten. */
export function registerOffice(kernel: Kernel): void {
  registerPlanPages(kernel);
}
