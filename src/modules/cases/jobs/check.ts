import * as z from 'zod';
import type { Tx } from '../../../kernel/db/db.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { CheckOutcome, PartValues } from '../../../kernel/parts/parts.ts';
import { errorFields } from '../../../kernel/log/log.ts';
import { evaluate } from '../../../kernel/expressions/index.ts';
import { brokenRules, inputsOf } from '../../catalogue/index.ts';
import { loadContext, partContext, type CaseContext } from '../context.ts';
import { isWaitingForPayment } from '../domain/payment.ts';
import type { CaseRow } from '../domain/types.ts';
import { lockCase, recordEvent } from '../store.ts';
import { insertCheckRuns, type CheckRun } from '../store-file.ts';
import { decide, effectsLackInputs, ensureClaim } from '../use-cases/decide.ts';

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

/** Runs the checks in order, outside any transaction. All doubts are collected, so that a clerk sees everything at once. */
async function runChecks(kernel: Kernel, context: CaseContext): Promise<Found> {
  const { file, service } = context;
  const outputs: Record<string, PartValues> = {};
  const found: Found = { runs: [], reasons: [], neighbour: undefined };
  // what an earlier round found does not count in this one
  const values = { ...context.values, checks: outputs };
  const doubtful = new Set<string>();
  for (const [position, use] of service.compiled.checks.entries()) {
    const inputs = inputsOf(use, values) as PartValues | undefined;
    const run = { id: uuidv7(), round: file.revision, position, checkId: use.id, use: use.use, at: kernel.clock.now(), inputs: inputs ?? {} };
    const lacks = inputs && [...use.with].some(([name, program]) => !(name in inputs) && program.references.some((path) => path[0] === 'checks' && doubtful.has(path[1] ?? '')));
    if (!inputs || lacks) {
      found.runs.push({ ...run, result: 'skipped', reasons: [], neighbour: null, outputs: {} });
      if (lacks) doubtful.add(use.id);
      continue;
    }
    const outcome: CheckOutcome = await kernel.parts.getCheck(use.use).run(partContext(kernel, file), inputs);
    if (outcome.result === 'unavailable') {
      found.runs.push({ ...run, result: 'unavailable', reasons: [], neighbour: outcome.neighbour, outputs: {} });
      found.neighbour = outcome.neighbour;
      return found;
    }
    outputs[use.id] = outcome.outputs;
    const reasons = outcome.result === 'doubt' ? outcome.reasons : [];
    if (outcome.result === 'doubt') doubtful.add(use.id);
    found.reasons.push(...reasons.map((reason) => `${use.id}:${reason}`));
    found.runs.push({ ...run, result: outcome.result, reasons, neighbour: null, outputs: outcome.outputs });
  }
  // a rule that cannot be answered because its check fell out would only repeat that check's reason
  const broken = brokenRules(service.compiled, values).filter((rule) => {
    const program = service.compiled.rules.get(rule.id);
    const hangsOnDoubt = program?.references.some((path) => path[0] === 'checks' && doubtful.has(path[1] ?? ''));
    return !program || !hangsOnDoubt || evaluate(program, values).ok;
  });
  found.reasons.push(...broken.map((rule) => `${rule.id}:${rule.reason}`));
  context.values.checks = outputs;
  return found;
}

/** What the checks lead to, in one transaction; nothing if the case has moved meanwhile. */
async function finish(kernel: Kernel, context: CaseContext, found: Found): Promise<void> {
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
