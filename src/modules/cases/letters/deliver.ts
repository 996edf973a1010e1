import type { Tx } from '../../../kernel/db/db.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { ProcessDefinition } from '../../catalogue/index.ts';
import { provide } from '../../mailbox/index.ts';
import type { CaseRow, LetterKind } from '../domain/types.ts';
import { recordEvent } from '../store.ts';
import { insertPrintItem, type CaseDocument } from '../store-file.ts';

/** How a letter's message is called, so that providing it twice keeps one. */
export const onceOf = (ref: string) => `cases:${ref}`;
export const refOf = (once: string) => (once.startsWith('cases:') ? once.slice('cases:'.length) : undefined);

type Announcement = ProcessDefinition['announcement'];

/** Whether the package sends such a letter by post although there is a mailbox; questions are answered there. */
export const goesByPost = (letter: LetterKind, announcement: Announcement): boolean => letter !== 'question' && announcement === 'post';

/**
 * Gives the letter to the applicant, in the transaction that makes it a document of the case: into the mailbox, or, where
 * there is none or the package announces its decisions by post, onto the list of what has to be printed and posted.
 */
export async function deliver(tx: Tx, kernel: Kernel, file: CaseRow, letter: LetterKind, document: CaseDocument, announcement: Announcement): Promise<CaseRow> {
  const decision = letter !== 'question';
  const result = file.accountId === null || goesByPost(letter, announcement) ? 'no_account' : await provide(tx, kernel, {
    accountId: file.accountId,
    caseId: file.id,
    once: onceOf(document.ref),
    kind: decision ? 'letter' : 'question',
    subject: document.title,
    document: { sha256: document.sha256, name: document.filename },
    rule: decision ? announcement : 'none',
  });
  if (result === 'already') return file;
  if (result === 'no_account') return byPost(tx, kernel, file, letter, document);
  return recordEvent(tx, file, { kind: 'letter_provided', data: { documentId: document.id, letter, by: 'mailbox' }, actor: { kind: 'system' }, at: kernel.clock.now() });
}

/** Puts the letter on the print list, once. The day it is given to the post is noted with `letter.posted`. */
export async function byPost(tx: Tx, kernel: Kernel, file: CaseRow, letter: LetterKind, document: CaseDocument): Promise<CaseRow> {
  const at = kernel.clock.now();
  const listed = await insertPrintItem(tx, { id: uuidv7(), caseId: file.id, documentId: document.id, office: file.office, createdAt: at });
  if (!listed) return file;
  await kernel.evidence.append(tx, { kind: 'letter.provided', ownerId: file.accountId, content: { case: file.id, kind: letter, document: document.sha256, rule: 'post', day: kernel.clock.today() } });
  return recordEvent(tx, file, { kind: 'letter_provided', data: { documentId: document.id, letter, by: 'post' }, actor: { kind: 'system' }, at });
}
