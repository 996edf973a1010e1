import * as z from 'zod';
import { citizen } from '../../kernel/access/access.ts';
import type { Module } from '../../kernel/kernel.ts';
import { registerFilingJob } from './filing/job.ts';
import { registerCaseIndicators } from './indicators.ts';
import { registerCheckJob } from './jobs/check.ts';
import { registerCopyJob } from './jobs/copy.ts';
import { registerLetterJob } from './jobs/letter.ts';
import { registerUpkeep } from './jobs/upkeep.ts';
import { registerOffice } from './office/index.ts';
import { registerCasePrivacy } from './privacy.ts';
import { paymentArrived } from './use-cases/payment-arrived.ts';
import { registerApply } from './web/apply/index.ts';
import { registerProofDownloads } from './web/proofs.ts';
import { registerCitizenPages } from './web/pages.tsx';
import { registerAnswerPage } from './web/answer.tsx';
import { registerCasesPanel } from './web/panel.tsx';
import { registerCasesTasks } from './web/tasks.ts';

export { caseStates, closedStates, openStates, type CaseState } from './domain/states.ts';
export type { Answer, AnswerType, CaseRow, Channel, Done, LetterKind, StaffActor, Viewer } from './domain/types.ts';
export { staffActor } from './domain/types.ts';
export { registerCasePanel, type CasePanel } from './office/panels.ts';
export { listCases, loadCase, type CaseDetail } from './queries.ts';
export { reasonText, splitReason } from './reasons.ts';
export { rehearse } from './rehearse.ts';
export { openCase, type OpenCase } from './use-cases/open-case.ts';
export { mayTryCode } from './web/apply/code-limit.ts';
export { submitApplication } from './use-cases/submit-application.ts';

export const casesModule: Module = {
  name: 'cases',
  register(kernel) {
    kernel.events.define('cases.decided', z.object({ caseId: z.uuid(), service: z.string(), outcome: z.enum(['granted', 'rejected']) }));
    registerCheckJob(kernel);
    registerLetterJob(kernel);
    registerCopyJob(kernel);
    registerFilingJob(kernel);
    registerUpkeep(kernel);
    kernel.events.on<{ claimId: string; caseId: string }>('payments.settled', 'cases', (payment) => paymentArrived(kernel, payment));
    registerCaseIndicators(kernel);
    registerCasePrivacy(kernel);
    registerCitizenPages(kernel);
    registerProofDownloads(kernel);
    registerAnswerPage(kernel);
    registerCasesPanel(kernel);
    registerCasesTasks(kernel);
    registerApply(kernel);
    registerOffice(kernel);
    kernel.navigation.register({ area: 'account', path: '/konto/vorgaenge', label: 'cases.title', order: 10, access: citizen });
  },
};
