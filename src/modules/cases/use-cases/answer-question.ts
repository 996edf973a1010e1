import { conflict, notFound } from '../../../kernel/errors/errors.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, type PlainDate } from '../../../kernel/time/index.ts';
import type { Answer, AnswerType, Done, Viewer } from '../domain/types.ts';
import { maySee } from '../domain/types.ts';
import { lockCase, recordEvent } from '../store.ts';
import { answerStored, insertDocument, questionById, type Question } from '../store-file.ts';

export const answerLimit = 4000;

/**
 * What is missing in an answer of this kind; undefined when it is complete. One that staff wrote down is complete with
 * words or a file, however it was asked for: who has no file may say so on the phone, and a letter comes as paper.
 */
export function answerProblem(type: AnswerType, answer: Answer): string | undefined {
  const kind = answer.takenDown && type !== 'yes_no' ? 'text_and_file' : type;
  if ((answer.text ?? '').length > answerLimit) return 'cases.error.too_long';
  if (kind === 'text' && !answer.text?.trim()) return 'cases.error.answer_text';
  if (kind === 'yes_no' && answer.yes === undefined) return 'cases.error.answer_yes_no';
  if (kind === 'file' && !answer.file) return 'cases.error.answer_file';
  if (kind === 'text_and_file' && !answer.text?.trim() && !answer.file) return 'cases.error.answer_text_or_file';
  return undefined;
}

/** An answer written down by staff says how it came and on which day: not before the question, not after today. */
function takenDownProblem({ takenDown }: Answer, question: Question, today: PlainDate): string | undefined {
  if (!takenDown) return 'cases.error.answer_channel';
  return takenDown.receivedOn > today || takenDown.receivedOn < dateOf(question.askedAt) ? 'cases.error.answer_day' : undefined;
}

/**
 * The applicant's answer, or one that staff of the office write down for them. Only once: whoever answers again is told
 * kindly. A question of somebody else does not exist (404); with `revision`, a case that moved meanwhile is a lost race (409).
 */
export async function answerQuestion(kernel: Kernel, input: { questionId: string; viewer: Viewer; answer: Answer; revision?: number }): Promise<Done> {
  return kernel.db.transaction().execute(async (tx): Promise<Done> => {
    const asked = await questionById(tx, input.questionId);
    const file = asked && (await lockCase(tx, asked.caseId));
    if (!file || !maySee(file, input.viewer)) throw notFound();
    if (input.revision !== undefined && input.revision !== file.revision) throw conflict();
    const question = await questionById(tx, input.questionId);
    if (!question || question.answeredAt) return { ok: false, key: 'cases.error.answered' };
    if (file.state !== 'waiting_applicant' || file.questionId !== question.id) return { ok: false, key: 'cases.error.question_over' };
    const { principal } = input.viewer;
    const staffId = principal.kind === 'staff' ? principal.id : null;
    const takenDown = staffId === null ? undefined : input.answer.takenDown;
    const problem = (staffId === null ? undefined : takenDownProblem(input.answer, question, kernel.clock.today())) ?? answerProblem(question.answerType, { ...input.answer, takenDown });
    if (problem) return { ok: false, key: problem };
    const at = kernel.clock.now();
    const text = input.answer.text?.trim();
    const answer: Answer = { ...(text ? { text } : {}), ...(input.answer.yes === undefined ? {} : { yes: input.answer.yes }), ...(input.answer.file ? { file: input.answer.file } : {}), ...(takenDown ? { takenDown } : {}) };
    await answerStored(tx, question.id, answer, staffId, at);
    if (answer.file) await insertDocument(tx, { id: uuidv7(), caseId: file.id, kind: 'answer', ref: question.id, title: answer.file.filename, ...answer.file, createdAt: at });
    await recordEvent(tx, file, { kind: 'question_answered', data: { questionId: question.id, ...takenDown }, actor: staffId === null ? { kind: 'applicant', id: file.accountId } : { kind: 'staff', id: staffId }, at });
    await kernel.evidence.append(tx, { kind: 'question.answered', ownerId: file.accountId, content: { case: file.id, question: question.id, text: answer.text ?? null, yes: answer.yes ?? null, file: answer.file?.sha256 ?? null } });
    return { ok: true };
  });
}
