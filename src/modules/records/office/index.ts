import type { Kernel } from '../../../kernel/kernel.ts';
import { registerCaseFilePages } from './case-file.tsx';
import { registerClientPages } from './clients.tsx';
import { registerDocumentPages } from './document.tsx';
import { registerFilePages } from './file.tsx';
import { registerPlanPages } from './plan.tsx';
import { registerProcedurePages } from './procedure.tsx';
import { registerSearchPages } from './search.tsx';

/** The staff side below /amt/akten. */
export function registerOffice(kernel: Kernel): void {
  registerPlanPages(kernel);
  registerFilePages(kernel);
  registerCaseFilePages(kernel);
  registerDocumentPages(kernel);
  registerSearchPages(kernel);
  registerClientPages(kernel);
  registerProcedurePages(kernel);
}
