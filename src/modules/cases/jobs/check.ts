import * as z from 'zod';
import type { Tx } from '../../../kernel/db/db.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { errorFields } from '../../../kernel/log/log.ts';
import { loadContext, partContext, type CaseContext } from '../context.ts';
import { isWaitingForPayment } from '../domain/payment.ts';
import type { CaseRow } from '../domain/types.ts';
import { lockCase, recordEvent } from '../store.ts';
import { insertCheckRuns, type CheckRun } from '../store-file.ts';
import { decide, EffectRefused, effectsLackInputs, ensureClaim } from '../use-cases/decide.ts';
import { findDoubts } from '../use-cases/find-doubts.ts';

/** How often the machine tries before a person is asked to look. */
const attemptsBeforeClerk = 3;

export function registerCheckJob(kernel: Kernel): void {
  kernel.jobs.define('cases.check', z.object({ caseId: z.uuid() }), async ({ caseId }, { attempt }) => {
    const file = await begin(kernel, caseId);
    if (!file) return;
    try {
      const context = await loadContext(kernel, kernel.db, file);
      const found = await runChecks(kernel, context);
      await finish(kernel, context, found);
    } catch (error) {
      if (attempt < attemptsBeforeClerk) throw error;
      kernel.log.error('checks failed, a clerk takes over', { job: 'cases.check', attempt, ...errorFields(error) });
      await kernel.db.transaction().execute(async (tx) => {
        const locked = await lockCase(tx, caseId);
        if (locked?.state === 'checking') await toReview(tx, kernel, locked, ['process:internal']);
      });
    }
  });
}

/** Seconds until the next try after the n-th time a neighbour did not answer: 30 s, 1 min, … 1 h. */
export function backoffSeconds(attempts: number): number {
  return Math.min(30 * 2 ** Math.max(0, attempts - 1), 3600);
}

/** Undefined when there is nothing to check (any more): an old or repeated job. */
async function begin(kernel: Kernel, caseId: string): Promise<CaseRow | undefined> {
  return kernel.db.transaction().execute(async (tx) => {
    const file = await lockCase(tx, caseId);
    if (file?.state === 'checking') return file;
    if (file?.state !== 'received' && file?.state !== 'waiting_register') return undefined;
    return recordEvent(tx, file, { kind: 'check_started', data: {}, actor: { kind: 'system' }, at: kernel.clock.now() });
  });
}

interface Found {
  runs: CheckRun[];
  reasons: string[];
  neighbour: string | undefined;
}

/** Runs the checks of the case's package, outside any transaction. */
async function runChecks(kernel: Kernel, context: CaseContext): Promise<Found> {
  const { file, service } = context;
  const { asked, reasons, neighbour, outputs } = await findDoubts(service.compiled, context.values, (use, inputs) => kernel.parts.getCheck(use).run(partContext(kernel, file), inputs));
  const at = kernel.clock.now();
  const runs = asked.map(({ check, inputs, outcome }, position): CheckRun => ({
    id: uuidv7(), round: file.revision, position, checkId: check.id, use: check.use, at, inputs, result: outcome?.result ?? 'skipped',
    reasons: outcome?.result === 'doubt' ? outcome.reasons : [], neighbour: outcome?.result === 'unavailable' ? outcome.neighbour : null, outputs: outcome && outcome.result !== 'unavailable' ? outcome.outputs : {},
  }));
  context.values.checks = outputs;
  return { runs, reasons, neighbour };
}

/** What the checks lead to; a grant that an effect refuses is a doubt like any other, and a clerk looks. */
async function finish(kernel: Kernel, context: CaseContext, found: Found): Promise<void> {
  try {
    await conclude(kernel, context, found);
  } catch (error) {
    if (!(error instanceof EffectRefused)) throw error;
    await conclude(kernel, context, { ...found, reasons: [error.reason] });
  }
}

/** In one transaction; nothing if the case has moved meanwhile. */
async function conclude(kernel: Kernel, context: CaseContext, found: Found): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    const file = await lockCase(tx, context.file.id);
    if (file?.state !== 'checking') return;
    // something happened beside the checks (a note, another round): look again rather than decide on old ground, or stop
    if (file.revision !== context.file.revision) return kernel.jobs.enqueue(tx, 'cases.check', { caseId: file.id });
    await insertCheckRuns(tx, file.id, found.runs);
    if (found.neighbour !== undefined) return waitForRegister(tx, kernel, file, found.neighbour);
    const { process } = context;
    const reasons = found.reasons.length > 0 || !process.decision.automatic ? found.reasons : effectsLackInputs(context) ? ['process:effect_inputs'] : [];
    if (reasons.length > 0) return toReview(tx, kernel, file, reasons);
    const claim = await ensureClaim(tx, kernel, context);
    if (isWaitingForPayment(process.fee.collect, claim)) {
      await recordEvent(tx, file, { kind: 'payment_awaited', data: { claimId: claim!.id }, actor: { kind: 'system' }, at: kernel.clock.now() });
      await kernel.jobs.enqueue(tx, 'cases.copy', { caseId: file.id });
      return;
    }
    if (!process.decision.automatic) return toReview(tx, kernel, file, ['process:clerk_decides']);
    await decide(tx, kernel, { ...context, file }, { outcome: 'granted', text: '', by: null });
    await kernel.jobs.enqueue(tx, 'cases.copy', { caseId: file.id });
  });
}

async function waitForRegister(tx: Tx, kernel: Kernel, file: CaseRow, neighbour: string): Promise<void> {
  const at = kernel.clock.now();
  const waiting = await recordEvent(tx, file, { kind: 'neighbour_down', data: { neighbour }, actor: { kind: 'system' }, at });
  await kernel.jobs.enqueue(tx, 'cases.check', { caseId: file.id }, { runAt: new Date(at.getTime() + backoffSeconds(waiting.registerAttempts) * 1000), key: `cases.check:${file.id}` });
  // the applicant's copy does not wait for a neighbour
  if (waiting.registerAttempts === 1) await kernel.jobs.enqueue(tx, 'cases.copy', { caseId: file.id });
  await kernel.indicators.count(tx, 'cases.waiting_register', `${file.service}/${neighbour}`);
}

async function toReview(tx: Tx, kernel: Kernel, file: CaseRow, reasons: string[]): Promise<void> {
  await recordEvent(tx, file, { kind: 'doubt_found', data: { reasons }, actor: { kind: 'system' }, at: kernel.clock.now() });
  // a package that leaves every decision to a clerk has no fall-outs
  for (const key of new Set(reasons.map((reason) => reason.slice(reason.indexOf(':') + 1)))) if (key !== 'clerk_decides') await kernel.indicators.count(tx, 'cases.fallout', `${file.service}/${key}`);
  await kernel.jobs.enqueue(tx, 'cases.copy', { caseId: file.id });
}
