import { deadlineAfter } from '../../../kernel/calendar/index.ts';
import type { Tx } from '../../../kernel/db/db.ts';
import { CodedError } from '../../../kernel/errors/errors.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { PartValues } from '../../../kernel/parts/parts.ts';
import { partsOf, plainDateOf } from '../../../kernel/time/index.ts';
import { inputsOf } from '../../catalogue/index.ts';
import { claimForCase, createClaim, makeDue, releaseClaim, type Claim } from '../../payments/index.ts';
import { feeOf, partContext, type CaseContext } from '../context.ts';
import type { CaseRow } from '../domain/types.ts';
import { withoutCodes } from '../domain/codes.ts';
import { recordEvent, setRetainUntil } from '../store.ts';
import { insertDecision } from '../store-file.ts';
import { paymentDays } from './open-case.ts';

export interface DecisionInput {
  outcome: 'granted' | 'rejected';
  /** The clerk's reasons; empty for an automatic grant. */
  text: string;
  /** Null: the machine, on the package's legal basis. */
  by: string | null;
}

/** An effect refused what it was to do, for a reason it announces: nothing of the decision may stay. */
export class EffectRefused extends Error {
  override name = 'EffectRefused';
  /** As the case keeps it: `<effect id>:<code in small letters>`. */
  readonly reason: string;
  constructor(reason: string, options: ErrorOptions) {
    super(`The effect refused: ${reason}`, options);
    this.reason = reason;
  }
}

/**
 * The decision with all it brings about, in one transaction: event, effects, evidence, claim, and the job that writes the
 * letter. `context.file` is the locked case.
 * @throws EffectRefused when an effect refuses; the transaction has to be rolled back.
 */
export async function decide(tx: Tx, kernel: Kernel, context: CaseContext, input: DecisionInput): Promise<CaseRow> {
  const { file, process } = context;
  const at = kernel.clock.now();
  const decidedOn = kernel.clock.today();
  const decisionId = uuidv7();
  const automatic = input.by === null;
  const effects = input.outcome === 'granted' ? await applyEffects(tx, kernel, context) : {};
  const decided = await recordEvent(tx, file, { kind: input.outcome, data: { decisionId, automatic }, actor: input.by === null ? { kind: 'system' } : { kind: 'staff', id: input.by }, at });
  await insertDecision(tx, file.id, { id: decisionId, outcome: input.outcome, automatic, text: input.text, effects, decidedBy: input.by, decidedOn, at });
  if (input.outcome === 'rejected') await releaseClaim(tx, kernel, file.id);
  else if (process.fee.collect === 'after_decision') {
    await ensureClaim(tx, kernel, context);
    await makeDue(tx, kernel, file.id, deadlineAfter(decidedOn, { days: paymentDays }));
  }
  await setRetainUntil(tx, file.id, retainUntil(context, partsOf(decidedOn).year));
  await kernel.evidence.append(tx, {
    kind: 'case.decided',
    ownerId: file.accountId,
    content: { case: file.id, number: file.number, decision: decisionId, outcome: input.outcome, automatic, legal_basis: process.decision.legal_basis ?? null, reasons: input.text, effects: withoutCodes(effects), day: decidedOn },
  });
  await kernel.events.emit(tx, 'cases.decided', { caseId: file.id, service: file.service, outcome: input.outcome });
  await kernel.jobs.enqueue(tx, 'cases.letter', { caseId: file.id, letter: input.outcome, ref: decisionId });
  return decided;
}

/** The end of the year of the end, plus the years of the filing plan. */
export function retainUntil(context: Pick<CaseContext, 'process'>, year: number) {
  return plainDateOf(Math.min(9999, year + context.process.filing.retention_years), 12, 31);
}

/** The claim of the case; written now where its amount hung on what the checks found. */
export async function ensureClaim(tx: Tx, kernel: Kernel, context: CaseContext): Promise<Claim | undefined> {
  const known = await claimForCase(tx, context.file.id);
  if (known || context.process.fee.collect === 'none') return known;
  const fee = feeOf(context, context.file);
  if (!fee) return undefined;
  return createClaim(tx, kernel, { ...fee, dueOn: context.process.fee.collect === 'before_decision' ? deadlineAfter(kernel.clock.today(), { days: paymentDays }) : null });
}

async function applyEffects(tx: Tx, kernel: Kernel, context: CaseContext): Promise<Record<string, PartValues>> {
  const effects: Record<string, PartValues> = {};
  for (const use of context.service.compiled.effects) {
    const inputs = inputsOf(use, { ...context.values, effects });
    if (!inputs) continue;
    const part = kernel.parts.getEffect(use.use);
    try {
      effects[use.id] = await part.apply(tx, partContext(kernel, context.file), inputs as PartValues);
    } catch (error) {
      if (error instanceof CodedError && part.refusals?.includes(error.code)) throw new EffectRefused(`${use.id}:${error.code.toLowerCase()}`, { cause: error });
      throw error;
    }
  }
  return effects;
}

/** Whether an effect lacks something that only a check could have found: then nobody can grant yet. */
export function effectsLackInputs(context: CaseContext): boolean {
  return context.service.compiled.effects.some((use) => {
    const inputs = inputsOf(use, context.values);
    return inputs !== undefined && [...use.with].some(([name, program]) => !(name in inputs) && program.references.some((path) => path[0] === 'checks'));
  });
}
