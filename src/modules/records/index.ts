import { staff } from '../../kernel/access/access.ts';
import type { Module } from '../../kernel/kernel.ts';
import { registerIntake } from './api/intake.ts';
import { registerOffice } from './office/index.ts';
import { filingPlan } from './plan.ts';
import { registerReadJob } from './use-cases/read-text.ts';
import { registerWatchedFolder } from './use-cases/watch-folder.ts';

export { fileWhole, type Filed, type Filing, type FilingDocument } from './use-cases/file-whole.ts';
export { heldByRecords } from './store/filing.ts';
export { filingPlan } from './plan.ts';

export const recordsModule: Module = {
  name: 'records',
  register(kernel) {
    // a plan that does not fit stops the start, with every mistake named
    filingPlan(kernel);
    registerReadJob(kernel);
    registerIntake(kernel);
    registerWatchedFolder(kernel);
    registerOffice(kernel);
    kernel.navigation.register({ area: 'staff', path: '/amt/akten', label: 'records.title', order: 25, access: staff('records.read') });
    kernel.navigation.register({ area: 'staff', path: '/amt/akten/schnittstellen', label: 'records.clients', order: 70, access: staff('records.clients') });
  },
};
