import { notFound } from '../../../kernel/errors/errors.ts';
import { canonicalJson } from '../../../kernel/evidence/canonical-json.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Viewer } from '../rights.ts';
import { commentsOf, historyOfCaseFile, referencesOf } from '../store/history.ts';
import { documentsOf, findCaseFile, versionsOf } from '../store/read.ts';

/** A case file as plain data, with only what this viewer may see in it. The bytes are named by their SHA-256. */
export async function exportCaseFile(kernel: Kernel, viewer: Viewer, id: string): Promise<{ name: string; json: string }> {
  const found = await findCaseFile(kernel.db, viewer, id);
  if (!found) throw notFound();
  const { caseFile, file } = found;
  const documents = await documentsOf(kernel.db, viewer, id);
  const versions = await Promise.all(documents.map((document) => versionsOf(kernel.db, viewer, document.id)));
  const content = {
    format: 'stadttor-case-file/1',
    file: { number: file.number, position: file.position, title: file.title, office: file.office, level: file.level },
    case_file: { id: caseFile.id, number: caseFile.number, title: caseFile.title, level: caseFile.level, opened_on: caseFile.openedOn, closed_on: caseFile.closedOn, source: caseFile.source, source_ref: caseFile.sourceRef },
    documents: documents.map((document, at) => ({
      id: document.id, no: document.no, kind: document.kind, title: document.title, day: document.day, parent: document.parentId, meta: document.meta,
      versions: versions[at]!.map((version) => ({ no: version.no, sha256: version.sha256, size: version.size, mime: version.mime, filename: version.filename, note: version.note, by: version.actor, at: version.at, evidence: version.evidenceId })),
    })),
    references: (await referencesOf(kernel.db, viewer, id)).map(({ number, title, note, from }) => ({ number, title, note, direction: from ? 'to' : 'from' })),
    comments: (await commentsOf(kernel.db, viewer, id)).map(({ documentId, author, text, at }) => ({ document: documentId, author, text, at })),
    history: (await historyOfCaseFile(kernel.db, viewer, id)).map(({ kind, documentId, data, actor, at }) => ({ kind, document: documentId, data: kind === 'referred' ? {} : data, by: actor, at })),
  };
  return { name: `${caseFile.number.replace(/[^A-Za-z0-9.-]/g, '_')}.json`, json: canonicalJson(JSON.parse(JSON.stringify(content))) };
}
