import * as z from 'zod';
import type { CopyData } from '../../../kernel/documents/index.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, formatDate, formatTime } from '../../../kernel/time/index.ts';
import type { FrozenAnswers } from '../../forms/index.ts';
import { processOf } from '../context.ts';
import type { CaseRow } from '../domain/types.ts';
import { documentLang, letterhead } from '../letters/compose.ts';
import { findCase, loadSubmission } from '../store.ts';
import { findDocument, insertDocument } from '../store-file.ts';

/** The copy of what was declared (§ 9a OZG), as a document of the case, once. */
export function registerCopyJob(kernel: Kernel): void {
  kernel.jobs.define('cases.copy', z.object({ caseId: z.uuid() }), async ({ caseId }) => {
    const file = await findCase(kernel.db, caseId);
    const frozen = file && (await loadSubmission(kernel.db, caseId));
    if (!file || !frozen || (await findDocument(kernel.db, caseId, 'copy', caseId))) return;
    const { title, bytes } = await renderCopy(kernel, file, frozen);
    const stored = await kernel.objects.put(bytes);
    await kernel.db.transaction().execute((tx) => insertDocument(tx, {
      id: uuidv7(), caseId, kind: 'copy', ref: caseId, title, filename: `${file.number}-Kopie.pdf`, sha256: stored.sha256, mime: 'application/pdf', size: stored.size, createdAt: kernel.clock.now(),
    }));
  });
}

/** The submission as PDF/UA: every answer in the words the applicant read, with where it came from. */
export async function renderCopy(kernel: Kernel, file: CaseRow, frozen: FrozenAnswers): Promise<{ title: string; bytes: Uint8Array }> {
  const { lang } = file;
  const t = kernel.i18n.translator(lang);
  const { service } = await processOf(kernel, file.versionHash);
  const title = t('cases.copy.title');
  const data: CopyData = {
    letterhead: letterhead(kernel, file.office, lang, t),
    ...(kernel.config.demo ? { marking: t('cases.letter.demo') } : {}),
    heading: title,
    intro: localize(service.compiled.service.title, lang),
    reference: [
      { label: t('cases.number'), value: file.number },
      { label: t('cases.received_at'), value: `${formatDate(dateOf(file.receivedAt), lang)}, ${formatTime(file.receivedAt, lang)}` },
    ],
    sections: frozen.sections.map((section) => ({ title: section.title, rows: section.rows.map((row) => ({ label: row.label, value: row.value, ...(row.provenance ? { provenance: t(row.provenance.label) } : {}) })) })),
    notes: [t('cases.copy.note')],
  };
  return { title, bytes: await kernel.documents.render({ template: 'copy', data, standard: 'ua-1', title, lang: documentLang(lang), at: file.receivedAt }) };
}
