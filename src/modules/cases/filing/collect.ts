import { sql } from 'kysely';
import type { Db } from '../../../kernel/db/db.ts';
import { canonicalJson } from '../../../kernel/evidence/canonical-json.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { withoutCodes } from '../domain/codes.ts';
import { loadCase, type CaseDetail } from '../queries.ts';
import type { CaseRow } from '../domain/types.ts';

/** An entry of the log of promises that speaks of this case. */
export interface Proof {
  id: string;
  kind: string;
  at: Date;
  leaf: string;
}

/** A case that has ended, with everything its file must hold. */
export interface CaseFacts {
  detail: CaseDetail;
  /** When it was decided or taken back. */
  endedAt: Date;
  proofs: Proof[];
}

/** Undefined when the content of the case has been erased: then it was filed long ago. */
export async function collectFacts(kernel: Kernel, file: CaseRow): Promise<CaseFacts | undefined> {
  const detail = await loadCase(kernel, file.id, { principal: { kind: 'staff', id: '', name: '', role: '', permissions: ['cases.work'], offices: [file.office] } });
  const endedAt = detail.decision?.at ?? detail.history.find(({ kind }) => kind === 'withdrawn')?.at ?? file.receivedAt;
  return detail.submission && { detail, endedAt, proofs: await proofsOf(kernel.db, file.id) };
}

async function proofsOf(db: Db, caseId: string): Promise<Proof[]> {
  const { rows } = await sql<{ id: string; kind: string; at: Date; leaf: Buffer }>`select e.id, e.kind, e.at, e.leaf from kernel.evidence_opening o join evidence.entry e on e.id = o.entry_id where o.content ->> 'case' = ${caseId} order by e.position`.execute(db);
  return rows.map((row) => ({ ...row, leaf: row.leaf.toString('hex') }));
}

/**
 * The case as plain data, for whoever opens it in twenty years without this program. Names are English and stay; `format`
 * says which names. Times are UTC, days those of Europe/Berlin, amounts cents. Codes that open something are left out.
 */
export function recordJson({ detail, proofs }: CaseFacts): string {
  const { file, service, submission, decision, claim } = detail;
  return canonicalJson(JSON.parse(JSON.stringify({
    format: 'stadttor-case-record/1',
    case: { id: file.id, number: file.number, service: file.service, service_title: localize(service.compiled.service.title, 'de'), version: file.versionHash, office: file.office, channel: file.channel, language: file.lang, received_at: file.receivedAt, state: file.state },
    application: submission && { form: submission.formHash, content_hash: submission.contentHash, answers: submission.answers, as_read: submission.sections, uploads: submission.uploads },
    checks: detail.checkRuns.map(({ round, checkId, use, result, reasons, inputs, outputs, at }) => ({ round, check: checkId, part: use, result, reasons, inputs, outputs, at })),
    questions: detail.questions.map(({ id, question, askedBy, askedAt, answerUntil, answeredAt, answer }) => ({ id, question, asked_by: askedBy, asked_at: askedAt, answer_until: answerUntil, answered_at: answeredAt, answer })),
    decision: decision ? { id: decision.id, outcome: decision.outcome, automatic: decision.automatic, reasons: decision.text, effects: withoutCodes(decision.effects), decided_by: decision.decidedBy, decided_on: decision.decidedOn } : null,
    messages: detail.messages.map(({ id, kind, subject, document, rule, providedAt, retrievedAt, announcedOn }) => ({ id, kind, subject, document: document?.sha256 ?? null, rule, provided_at: providedAt, retrieved_at: retrievedAt, announced_on: announcedOn })),
    payment: claim ? { id: claim.id, reference: claim.reference, amount_cents: claim.amountCents, currency: 'EUR', purpose: claim.purpose, legal_source: claim.legalSource, state: claim.state, due_on: claim.dueOn, since: claim.at } : null,
    notes: detail.notes.map(({ author, text, at }) => ({ author, text, at })),
    history: detail.history.map(({ kind, data, actor, at }) => ({ kind, data, actor, at })),
    evidence: proofs,
    documents: detail.documents.map(({ id, kind, title, filename, sha256, size, mime, createdAt }) => ({ id, kind, title, filename, sha256, size, mime, created_at: createdAt })),
  })) as Record<string, unknown>);
}
