import type { Kernel } from '../../kernel/kernel.ts';
import type { Setting, PartContext, PartValues } from '../../kernel/parts/parts.ts';
import { plainDate } from '../../kernel/time/index.ts';
import { chooseFee, fillLetter, inputsOf, type CompiledService, type ProcessValues, type ServiceExample } from '../catalogue/index.ts';
import { runFormExample } from '../forms/index.ts';
import { accountValues } from './context.ts';
import { findDoubts } from './use-cases/find-doubts.ts';

/**
 * Plays an example of a package through form, checks, rules, fee, effects and letter, and says in German how it comes out
 * otherwise than the example expects; nothing: as expected. Needs no database: parts answer from what the example says of
 * its subject, neighbours are asked (with invented people, by whoever calls).
 */
export async function rehearse(kernel: Kernel, service: CompiledService, example: ServiceExample): Promise<string[]> {
  const { expect } = example;
  const form = runFormExample(service, example);
  if (!form.passed || !service.process || expect.outcome === 'rejected_at_form') return form.differences;
  const today = plainDate(example.today);
  const setting: Setting = { today, subject: example.subject as PartValues | undefined };
  const values: ProcessValues = {
    today, answers: form.values, account: accountValues(example.profile ? exampleCase : null), checks: {}, effects: {},
    ...(setting.subject ? { subject: setting.subject } : {}),
  };
  const context: PartContext = { today, caseId: exampleCase, accountId: null, subjectRef: null };
  const doubts = await findDoubts(service, values, async (use, inputs) => {
    const part = kernel.parts.getCheck(use);
    return part.rehearse ? part.rehearse(setting, inputs) : part.run(context, inputs);
  });
  if (doubts.neighbour !== undefined) return [...form.differences, `${kernel.i18n.translator('de')(doubts.neighbour)} hat nicht geantwortet`];
  values.checks = doubts.outputs;
  const outcome = doubts.reasons.length === 0 && service.process.decision.automatic ? 'granted' : 'fallout';
  const reasons = list(doubts.reasons.map((reason) => reason.slice(reason.indexOf(':') + 1)));
  const cents = chooseFee(service, values, today)?.cents ?? 0;
  const found = [...form.differences];
  if (outcome !== expect.outcome) found.push(`es käme ${outcome} heraus (${reasons}), nicht ${expect.outcome}`);
  if (expect.reasons && list(expect.reasons) !== reasons) found.push(`die Gründe wären ${reasons}, nicht ${list(expect.reasons)}`);
  if (expect.fee_cents !== undefined && expect.fee_cents !== cents) found.push(`die Gebühr wäre ${cents} Cent, nicht ${expect.fee_cents}`);
  if (expect.letter_contains) {
    const letter = letterText(kernel, service, setting, { ...values, fee: { cents, reference: '', link: '' } });
    for (const part of expect.letter_contains) if (!letter.includes(part)) found.push(`im Bescheid stünde nicht: ${part}`);
  }
  return found;
}

/** Stands for the case that an example is not, in questions to neighbours. */
const exampleCase = '00000000-0000-7000-8000-000000000000';

const list = (keys: readonly string[]): string => [...new Set(keys)].sort().join(', ') || 'keine';

/** The letter of a grant, as text in German. */
function letterText(kernel: Kernel, service: CompiledService, setting: Setting, values: ProcessValues): string {
  const effects: Record<string, PartValues> = {};
  for (const use of service.effects) {
    const inputs = inputsOf(use, { ...values, effects });
    if (inputs) effects[use.id] = kernel.parts.getEffect(use.use).foretell?.(setting, inputs as PartValues) ?? {};
  }
  const decision = { date: setting.today, text: '', automatic: service.process!.decision.automatic };
  const filled = fillLetter(service, 'granted', { ...values, effects, decision, case: { number: '', received: setting.today }, applicant: { name: '' } }, 'de');
  if (!filled) return '';
  const texts = filled.blocks.flatMap((block) => ('items' in block ? block.items : 'rows' in block ? block.rows.map((row) => `${row.label} ${row.value}`) : [block.text]));
  return [filled.subject, ...texts].join('\n');
}
