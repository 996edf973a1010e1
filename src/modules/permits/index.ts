import type { Kernel, Module } from '../../kernel/kernel.ts';
import { areas } from './city.ts';
import { greetPermits, seedPermits } from './demo.ts';
import { defineJobs } from './jobs.ts';
import { permitApplicant, permitCurrent, permitNoneYet, residentConfirmed, vehicleKeeper } from './parts/checks.ts';
import { permitExtend, permitIssue, permitReplace } from './parts/effects.ts';
import { holderSubject } from './parts/subject.ts';
import { permitsPrivacy } from './privacy.ts';
import { countInForce } from './store.ts';
import { registerAccountPages } from './web/account.tsx';
import { registerCheckPages } from './web/check.tsx';
import { registerFetchPage } from './web/fetch.tsx';
import { registerOfficePages } from './web/office.tsx';

/** The register of resident parking permits: what packages may ask and do, the document, and the pages that check it. */
export const permitsModule: Module = {
  name: 'permits',
  register(kernel) {
    areas(kernel);
    registerParts(kernel);
    defineJobs(kernel);
    kernel.privacy.register(permitsPrivacy(kernel));
    kernel.indicators.register({
      key: 'permits.in_force', unit: 'count', name: 'permits.indicator.in_force', definition: 'permits.indicator.in_force.definition', sourceText: 'permits.indicator.in_force.source', source: 'permits.term, permits.permit',
      query: (db, period) => countInForce(db, period.to),
    });
    registerCheckPages(kernel);
    registerFetchPage(kernel);
    registerAccountPages(kernel);
    registerOfficePages(kernel);
    if (!kernel.config.demo) return;
    kernel.onStart(async () => {
      await seedPermits(kernel);
      await greetPermits(kernel);
    });
  },
};

function registerParts(kernel: Kernel): void {
  kernel.parts.subject('permit.holder', holderSubject(kernel));
  kernel.parts.check('permit.current', permitCurrent(kernel));
  kernel.parts.check('permit.applicant', permitApplicant(kernel));
  kernel.parts.check('permit.none_yet', permitNoneYet(kernel));
  kernel.parts.check('resident.confirmed', residentConfirmed(kernel));
  kernel.parts.check('vehicle.keeper', vehicleKeeper(kernel));
  kernel.parts.effect('permit.extend', permitExtend(kernel));
  kernel.parts.effect('permit.issue', permitIssue(kernel));
  kernel.parts.effect('permit.replace', permitReplace(kernel));
}
