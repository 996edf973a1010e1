import { notFound } from '../../../kernel/errors/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { inputsOf } from '../../catalogue/index.ts';
import { deadlineAfter } from '../../../kernel/calendar/index.ts';
import { loadContext } from '../context.ts';
import type { LetterKind, StaffActor } from '../domain/types.ts';
import { composeLetter, renderForPeople, type LetterCause } from '../letters/compose.ts';
import { findCase } from '../store.ts';
import { answerDays } from './ask-applicant.ts';
import type { PartValues } from '../../../kernel/parts/parts.ts';

/**
 * The letter as it would read now, as PDF bytes; nothing is stored. What an effect will answer is what it foretells;
 * beside that, inputs and outputs of the same name stand in for it, and the rest reads "[steht nach der Entscheidung fest]".
 */
export async function previewLetter(kernel: Kernel, actor: StaffActor, input: { caseId: string; letter: LetterKind; text: string }): Promise<Uint8Array> {
  const file = await findCase(kernel.db, input.caseId);
  if (!file || !actor.permissions.includes('cases.work') || !actor.offices.includes(file.office)) throw notFound();
  const context = await loadContext(kernel, kernel.db, file);
  const today = kernel.clock.today();
  const effects: Record<string, PartValues> = {};
  for (const use of context.service.compiled.effects) {
    const inputs = (inputsOf(use, { ...context.values, effects }) ?? {}) as PartValues;
    effects[use.id] = { ...inputs, ...kernel.parts.getEffect(use.use).foretell?.({ today, subject: context.values.subject as PartValues | undefined }, inputs) };
  }
  const cause: LetterCause = input.letter === 'question'
    ? { kind: 'question', question: { question: input.text, answerUntil: deadlineAfter(today, { days: answerDays }), askedBy: actor.id } }
    : { kind: input.letter, decision: { automatic: false, text: input.text.trim(), effects, decidedOn: today, decidedBy: actor.id } };
  return renderForPeople(kernel, await composeLetter(kernel, context, cause, { preview: true }), kernel.clock.now());
}
