import { conflict } from '../../../kernel/errors/errors.ts';
import type { UploadedFile } from '../../../kernel/http/types.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, type PlainDate } from '../../../kernel/time/index.ts';
import { fileKind } from '../domain/file-kind.ts';
import type { Done, DocumentKind } from '../domain/types.ts';
import { readable, readersOf } from '../readers.ts';
import type { Viewer } from '../rights.ts';
import { lockCaseFile } from '../store/filing.ts';
import { actorOf, changeableCaseFile, changeableDocument, titleLimit } from './staff-work.ts';
import { fileDocuments, type FilingDocument } from './file-whole.ts';

/** Files what somebody uploaded: all of it or nothing. A mail brings its attachments along as documents of their own. */
export async function uploadDocuments(kernel: Kernel, viewer: Viewer, caseFileId: string, files: readonly UploadedFile[], input: { title: string; kind: DocumentKind; day: PlainDate }): Promise<Done> {
  const before = await kernel.db.transaction().execute((tx) => changeableCaseFile(tx, viewer, caseFileId));
  if (before.caseFile.closedOn || before.file.closedOn) return { ok: false, key: 'records.error.closed' };
  if (files.length === 0) return { ok: false, key: 'records.error.no_file' };
  if (input.title.length > titleLimit) return { ok: false, key: 'records.error.title' };
  const documents = (await Promise.all(files.map((file) => documentsOf(kernel, file, input, files.length === 1)))).flat();
  await kernel.db.transaction().execute(async (tx) => {
    const { caseFile, file } = await changeableCaseFile(tx, viewer, caseFileId);
    await fileDocuments(tx, kernel, { id: caseFile.id, fileId: file.id, number: caseFile.number, position: file.position }, documents, actorOf(viewer));
  });
  return { ok: true };
}

async function documentsOf(kernel: Kernel, file: UploadedFile, input: { title: string; kind: DocumentKind; day: PlainDate }, alone: boolean): Promise<FilingDocument[]> {
  const mime = fileKind(file.head, file.filename);
  const ref = uuidv7();
  const title = (alone ? input.title.trim() : '') || file.filename;
  const document: FilingDocument = { ref, kind: input.kind, title, filename: file.filename, mime, sha256: file.sha256, size: file.size, day: input.day };
  if (mime !== 'message/rfc822') return [document];
  return mailDocuments(kernel, document, !alone || input.title.trim() === '');
}

/** A mail as it came, and behind it what was attached to it. What cannot be read as a mail is filed as it is. */
export async function mailDocuments(kernel: Kernel, document: FilingDocument, nameBySubject: boolean): Promise<FilingDocument[]> {
  const bytes = await readable(kernel, document.sha256, document.size);
  const mail = bytes && (await readersOf(kernel).shown.mail(bytes));
  if (!mail) return [document];
  const clean = (text: string) => text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim().slice(0, titleLimit);
  const day = mail.date === null ? document.day : dateOf(new Date(mail.date));
  const parent: FilingDocument = {
    ...document, kind: 'mail', day, title: (nameBySubject && clean(mail.subject)) || document.title,
    meta: { from: clean(mail.from), to: mail.to.map(clean), cc: mail.cc.map(clean), subject: clean(mail.subject), date: mail.date, message_id: mail.messageId === null ? null : clean(mail.messageId) },
  };
  const attachments: FilingDocument[] = [];
  for (const [at, { filename, bytes: content }] of mail.attachments.entries()) {
    if (content.byteLength === 0) continue;
    const name = clean((filename ?? '').split(/[/\\]/).at(-1) ?? '') || `Anhang ${at + 1}`;
    const stored = await kernel.objects.put(content);
    attachments.push({ ref: `${document.ref}:${at}`, parent: document.ref, kind: 'attachment', title: name, filename: name, mime: fileKind(content, name), ...stored, day });
  }
  return [parent, ...attachments];
}

/** Files the next version of a document. Whoever has checked it out is the only one who may. */
export async function addVersion(kernel: Kernel, viewer: Viewer, documentId: string, file: UploadedFile | undefined, note: string): Promise<Done> {
  return kernel.db.transaction().execute(async (tx) => {
    const { caseFile, file: container } = await changeableDocument(tx, viewer, documentId);
    await lockCaseFile(tx, caseFile.id);
    // as it is now that nobody else can change it
    const { document } = await changeableDocument(tx, viewer, documentId);
    if (caseFile.closedOn || container.closedOn) return { ok: false, key: 'records.error.closed' };
    if (document.checkedOutBy !== null && document.checkedOutBy !== viewer.id) throw conflict('records.error.checked_out');
    if (!file) return { ok: false, key: 'records.error.no_file' };
    const filed = await fileDocuments(tx, kernel, { id: caseFile.id, fileId: container.id, number: caseFile.number, position: container.position }, [
      { ref: document.ref, kind: document.kind, title: document.title, filename: file.filename, mime: fileKind(file.head, file.filename), sha256: file.sha256, size: file.size, day: document.day, ...(note.trim() ? { note: note.trim().slice(0, 500) } : {}) },
    ], actorOf(viewer));
    return filed.evidence ? { ok: true } : { ok: false, key: 'records.error.same' };
  });
}
