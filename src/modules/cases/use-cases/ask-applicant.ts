import { deadlineAfter } from '../../../kernel/calendar/index.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { apply } from '../domain/states.ts';
import type { AnswerType, Done, StaffActor } from '../domain/types.ts';
import { recordEvent } from '../store.ts';
import { insertQuestion } from '../store-file.ts';
import { withStaffCase, type CaseRef } from './staff-case.ts';

/** Days to answer, moved off weekends and holidays: Demo-Annahme. */
export const answerDays = 14;
export const questionLimit = 2000;

/** Asks the applicant something; the letter with the question goes to their mailbox, or by post. */
export function askApplicant(kernel: Kernel, actor: StaffActor, input: CaseRef & { question: string; answerType: AnswerType }): Promise<Done & { questionId?: string }> {
  return withStaffCase<Done & { questionId?: string }>(kernel, actor, input, async (tx, file) => {
    const question = input.question.trim();
    if (question === '') return { ok: false, key: 'cases.error.question_empty' };
    if (question.length > questionLimit) return { ok: false, key: 'cases.error.too_long' };
    if (!apply(file.state, 'question_asked')) return { ok: false, key: 'cases.error.state' };
    const questionId = uuidv7();
    const askedAt = kernel.clock.now();
    await insertQuestion(tx, { id: questionId, caseId: file.id, question, answerType: input.answerType, askedBy: actor.id, askedAt, answerUntil: deadlineAfter(kernel.clock.today(), { days: answerDays }), answeredAt: null, answeredBy: null, answer: null });
    await recordEvent(tx, file, { kind: 'question_asked', data: { questionId }, actor: { kind: 'staff', id: actor.id }, at: askedAt });
    await kernel.evidence.append(tx, { kind: 'question.asked', ownerId: file.accountId, content: { case: file.id, question: questionId, text: question, answer_type: input.answerType } });
    await kernel.jobs.enqueue(tx, 'cases.letter', { caseId: file.id, letter: 'question', ref: questionId });
    return { ok: true, questionId };
  });
}
