import * as z from 'zod';
import type { Tx } from '../../../kernel/db/db.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import { dateOf, type PlainDate } from '../../../kernel/time/index.ts';
import { fileWhole, type FilingDocument } from '../../records/index.ts';
import { processOf } from '../context.ts';
import { closedStates } from '../domain/states.ts';
import type { CaseRow } from '../domain/types.ts';
import { findCase } from '../store.ts';
import { collectFacts, recordJson, type CaseFacts } from './collect.ts';
import { renderCaseRecord } from './render.ts';

/**
 * A case files itself at the filing position of its package: once its letter is written, or at once when it was taken back,
 * which is an end without a letter. What comes later (payment, retrieval) files the next version. May run any number of times: what lies there already is left alone.
 */
export function registerFilingJob(kernel: Kernel): void {
  kernel.jobs.define('cases.file', z.object({ caseId: z.uuid() }), async ({ caseId }) => {
    const file = await findCase(kernel.db, caseId);
    if (!file || !closedStates.some((state) => state === file.state)) return;
    const facts = await collectFacts(kernel, file);
    if (facts) await fileCase(kernel, file, facts);
  });
  for (const event of ['payments.settled', 'payments.refunded', 'mailbox.retrieved']) kernel.events.on<{ caseId: string }>(event, 'cases.filing', ({ caseId }) => kernel.db.transaction().execute((tx) => enqueueFiling(tx, kernel, caseId)));
}

export async function enqueueFiling(tx: Tx, kernel: Kernel, caseId: string): Promise<void> {
  await kernel.jobs.enqueue(tx, 'cases.file', { caseId }, { key: `cases.file:${caseId}` });
}

async function fileCase(kernel: Kernel, file: CaseRow, facts: CaseFacts): Promise<void> {
  const { detail } = facts;
  const { process, service } = await processOf(kernel, file.versionHash);
  const json = recordJson(facts);
  const { title, bytes } = await renderCaseRecord(kernel, facts, json);
  const page = await kernel.objects.put(bytes);
  const data = await kernel.objects.put(new TextEncoder().encode(json));
  const day = detail.decision?.decidedOn ?? dateOf(facts.endedAt);
  const t = kernel.i18n.translator('de');
  const documents: FilingDocument[] = [
    { ref: 'record', kind: 'application', title, filename: `${file.number}.pdf`, mime: 'application/pdf', ...page, day },
    { ref: 'data', kind: 'data', title: t('cases.filing.data', { number: file.number }), filename: `${file.number}.json`, mime: 'application/json', ...data, day },
    ...detail.documents.filter(({ kind }) => kind === 'letter' || kind === 'record').map((document): FilingDocument => ({
      ref: `${document.kind}:${document.ref}`, kind: 'letter', title: document.kind === 'record' ? t('cases.filing.for_record', { title: document.title }) : document.title, filename: document.filename, mime: document.mime, sha256: document.sha256, size: document.size, day: dateOf(document.createdAt),
    })),
    ...detail.documents.filter(({ kind }) => kind === 'answer').map((document): FilingDocument => attachment(`answer:${document.ref}`, document, dateOf(document.createdAt))),
    ...(detail.submission?.uploads ?? []).map((upload): FilingDocument => attachment(`upload:${upload.id}`, upload, file.receivedOn)),
  ];
  await fileWhole(kernel, {
    source: 'cases', ref: file.id, position: process.filing.position, office: file.office,
    title: [localize(service.compiled.service.title, 'de'), file.applicantName].filter(Boolean).join(', '),
    otherNumbers: [file.number, ...(detail.claim ? [detail.claim.reference] : [])],
    openedOn: file.receivedOn, closedOn: day, accountId: file.accountId, documents, actor: { kind: 'system', id: null },
  });
}

function attachment(ref: string, document: { filename: string; mime: string; sha256: string; size: number }, day: PlainDate): FilingDocument {
  return { ref, kind: 'attachment', title: document.filename, filename: document.filename, mime: document.mime, sha256: document.sha256, size: document.size, day };
}
