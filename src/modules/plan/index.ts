import * as z from 'zod';
import { everyone } from '../../kernel/access/access.ts';
import type { Kernel, Module } from '../../kernel/kernel.ts';
import { addDays } from '../../kernel/time/index.ts';
import { defineChase } from './chase.ts';
import { hasSnapshot, takeSnapshots } from './figures/snapshots.ts';
import { importFolder } from './import/import-folder.ts';
import { registerEdit } from './office/edit.tsx';
import { registerPlanList } from './office/list.tsx';
import { registerProposal } from './office/proposal.tsx';
import { evidenceInUse, evidenceObjects } from './store-proposals.ts';
import { registerCoverageIndicator } from './figures/ozg.ts';
import { registerChanges } from './web/changes.tsx';
import { registerCompare } from './web/compare.tsx';
import { registerFeeds } from './web/feeds.ts';
import { registerFigurePages } from './web/figure-pages.tsx';
import { registerItems } from './web/items.tsx';
import { registerLaw } from './web/law.tsx';
import { registerMeasure } from './web/measure.tsx';
import { registerOverview } from './web/overview.tsx';
import { registerOzg } from './web/ozg.tsx';
import { registerQuestions } from './web/question-list.tsx';
import { registerSources } from './web/sources.tsx';

export { questions, placeOf, type Question } from './domain/questions.ts';
export { brokenThings, type Entry, type PlanView, type Standing } from './domain/view.ts';
export { partsOfSubject, type Content, type Kind } from './domain/kinds.ts';
export { currentView, listPlans, loadView, pointOf, type Point } from './load.ts';
export { formatFigure } from './figures/format.ts';
export { indicatorKeys, latestFigures, type FigureState } from './figures/snapshots.ts';
export { promiseState, type PromiseState } from './web/promises.tsx';
export { waitingPromises, type Waiting } from './chase.ts';
export { recordPromise } from './use-cases.ts';
export { aboutName, aboutPath, dayWords, sinceWords, sourceTitle } from './web/words.tsx';

/** The master plan monitor: a plan as data with its history, joined to the figures of the services it promised. */
export const planModule: Module = {
  name: 'plan',
  register(kernel) {
    kernel.navigation.register({ area: 'portal', path: '/plan', label: 'plan.nav', order: 40, access: everyone });
    for (const register of [registerOverview, registerMeasure, registerItems, registerLaw, registerSources, registerQuestions, registerChanges, registerCompare, registerFigurePages, registerOzg, registerFeeds, registerCoverageIndicator, registerPlanList, registerEdit, registerProposal]) register(kernel);
    kernel.objectReferences.register({ module: 'plan', list: evidenceObjects, held: evidenceInUse });
    defineSnapshots(kernel);
    defineChase(kernel);
    kernel.onStart(async (say) => {
      const result = await importFolder(kernel);
      if (!result.ok) {
        say(`The plan in city/${kernel.config.city}/plan has mistakes and is not imported:`);
        for (const { file, line, message } of result.problems) say(`  ${file}:${line} ${message}`);
      } else if (result.added + result.withdrawn > 0) say(`Plan: ${result.added} statements recorded, ${result.withdrawn} taken back.`);
      if (!(await hasSnapshot(kernel.db, kernel.clock.today()))) await kernel.jobs.enqueue(kernel.db, 'plan.snapshot', { day: 'today' }, { key: 'plan.snapshot' });
    });
  },
};

/** Every night the day that ended; at the start the day so far, so that a new installation shows something. */
function defineSnapshots(kernel: Kernel): void {
  kernel.jobs.define('plan.snapshot', z.object({ day: z.enum(['today', 'yesterday']).default('yesterday') }), async ({ day }) => {
    const today = kernel.clock.today();
    const { failed } = await takeSnapshots(kernel, day === 'today' ? today : addDays(today, -1));
    if (failed > 0) kernel.log.warn('figures could not be read', { code: `failed:${failed}` });
  });
  kernel.jobs.schedule('plan.snapshot', '20 1 * * *');
}
