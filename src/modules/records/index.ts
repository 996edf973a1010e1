import { staff } from '../../kernel/access/access.ts';
import type { Module } from '../../kernel/kernel.ts';
import { registerIntake } from './api/intake.ts';
import { registerRecordIndicators } from './indicators.ts';
import { registerOffice } from './office/index.ts';
import { filingPlan } from './plan.ts';
import { registerRecordsPrivacy } from './privacy.ts';
import { registerReadJob } from './use-cases/read-text.ts';
import { registerWatchedFolder } from './use-cases/watch-folder.ts';

import { heldByRecords, recordObjects } from './store/filing.ts';
export { fileWhole, type Filed, type Filing, type FilingDocument } from './use-cases/file-whole.ts';
export { renderProcedure } from './procedure/render.ts';
export { addClient as addRecordsClient, newKey as newRecordsKey } from './use-cases/manage-clients.ts';

export const recordsModule: Module = {
  name: 'records',
  register(kernel) {
    // a plan that does not fit stops the start, with every mistake named
    filingPlan(kernel);
    registerReadJob(kernel);
    registerIntake(kernel);
    registerWatchedFolder(kernel);
    registerRecordIndicators(kernel);
    registerRecordsPrivacy(kernel);
    kernel.objectReferences.register({ module: 'records', list: recordObjects, held: heldByRecords });
    registerOffice(kernel);
    kernel.navigation.register({ area: 'staff', path: '/amt/akten', label: 'records.title', order: 25, access: staff('records.read') });
    kernel.navigation.register({ area: 'staff', path: '/amt/akten/schnittstellen', label: 'records.clients', order: 70, access: staff('records.clients') });
    kernel.navigation.register({ area: 'staff', path: '/amt/akten/verfahren', label: 'records.procedure.nav', order: 75, access: staff('records.procedure') });
  },
};
