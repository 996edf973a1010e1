import * as z from 'zod';
import { CodedError } from '../../../kernel/errors/errors.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { loadContext } from '../context.ts';
import { enqueueFiling } from '../filing/job.ts';
import type { CaseRow, LetterKind } from '../domain/types.ts';
import { composeLetter, renderForPeople, renderForRecord, type LetterCause } from '../letters/compose.ts';
import { byPost, deliver, refOf } from '../letters/deliver.ts';
import { findCase, lockCase } from '../store.ts';
import { decisionOf, dropCodes, findDocument, insertDocument, questionById, type CaseDocument } from '../store-file.ts';

export const letterKinds = ['granted', 'rejected', 'question'] as const satisfies readonly LetterKind[];

/**
 * Writes the letter of a decision or question and gives it to the applicant. May run again at any point: a letter exists
 * and is provided once per case and cause, because document, message and proof are written in one transaction.
 */
export function registerLetterJob(kernel: Kernel): void {
  kernel.jobs.define('cases.letter', z.object({ caseId: z.uuid(), letter: z.enum(letterKinds), ref: z.uuid() }), async ({ caseId, letter, ref }) => {
    const file = await findCase(kernel.db, caseId);
    if (!file || (await findDocument(kernel.db, caseId, 'letter', ref))) return;
    const { cause, at } = await causeOf(kernel, file, letter, ref);
    const context = await loadContext(kernel, kernel.db, file);
    const composed = await composeLetter(kernel, context, cause);
    const people = await kernel.objects.put(await renderForPeople(kernel, composed, at));
    const record = await kernel.objects.put(await renderForRecord(kernel, composed, at));
    await kernel.db.transaction().execute(async (tx) => {
      const locked = await lockCase(tx, caseId);
      if (!locked) return;
      const document = (kind: 'letter' | 'record', stored: { sha256: string; size: number }): CaseDocument => ({
        id: uuidv7(), caseId, kind, ref, title: kind === 'record' ? composed.germanSubject : composed.subject, filename: `${file.number}${kind === 'record' ? '-Akte' : ''}.pdf`, sha256: stored.sha256, size: stored.size, mime: 'application/pdf', createdAt: kernel.clock.now(),
      });
      const forPeople = document('letter', people);
      if (!(await insertDocument(tx, forPeople))) return;
      await insertDocument(tx, document('record', record));
      const decision = letter === 'question' ? undefined : await decisionOf(tx, caseId);
      if (decision) await dropCodes(tx, decision);
      await deliver(tx, kernel, locked, letter, forPeople, context.process.announcement);
      if (decision) await enqueueFiling(tx, kernel, caseId);
    });
  });

  // what nobody opened in time goes by post instead (§ 41 Abs. 2a VwVfG)
  kernel.events.on<{ caseId: string; once: string }>('mailbox.not_retrieved', 'cases', async ({ caseId, once }) => {
    const ref = refOf(once);
    if (ref === undefined) return;
    await kernel.db.transaction().execute(async (tx) => {
      const file = await lockCase(tx, caseId);
      const document = file && (await findDocument(tx, caseId, 'letter', ref));
      if (file && document) await byPost(tx, kernel, file, file.outcome === 'rejected' ? 'rejected' : 'granted', document);
    });
  });
}

async function causeOf(kernel: Kernel, file: CaseRow, letter: LetterKind, ref: string): Promise<{ cause: LetterCause; at: Date }> {
  if (letter === 'question') {
    const question = await questionById(kernel.db, ref);
    if (!question) throw new CodedError('CASE_LETTER', 'The question of a letter is not there');
    return { cause: { kind: 'question', question }, at: question.askedAt };
  }
  const decision = await decisionOf(kernel.db, file.id);
  if (decision?.id !== ref) throw new CodedError('CASE_LETTER', 'The decision of a letter is not there');
  return { cause: { kind: letter, decision }, at: decision.at };
}
