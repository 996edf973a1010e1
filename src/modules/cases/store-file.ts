import type { Db, Tx } from '../../kernel/db/db.ts';
import type { PartValues } from '../../kernel/parts/parts.ts';
import type { PlainDate } from '../../kernel/time/index.ts';
import { withoutCodes } from './domain/codes.ts';
import type { Answer, AnswerType } from './domain/types.ts';

/** What lies in a case beside its history: check runs, decision, questions, documents, notes, print list. */
export interface CheckRun {
  id: string;
  round: number;
  position: number;
  checkId: string;
  use: string;
  result: 'ok' | 'doubt' | 'unavailable' | 'skipped';
  reasons: string[];
  neighbour: string | null;
  inputs: PartValues;
  outputs: PartValues;
  at: Date;
}

export interface Decision {
  id: string;
  outcome: 'granted' | 'rejected';
  automatic: boolean;
  text: string;
  /** Outputs of the effects by id. */
  effects: Record<string, PartValues>;
  decidedBy: string | null;
  decidedOn: PlainDate;
  at: Date;
}

export interface Question {
  id: string;
  caseId: string;
  question: string;
  answerType: AnswerType;
  askedBy: string;
  askedAt: Date;
  answerUntil: PlainDate;
  answeredAt: Date | null;
  /** Staff who wrote it down; null: the applicant. */
  answeredBy: string | null;
  answer: Answer | null;
}

export interface CaseDocument {
  id: string;
  caseId: string;
  kind: 'letter' | 'record' | 'copy' | 'answer';
  ref: string;
  title: string;
  filename: string;
  sha256: string;
  mime: string;
  size: number;
  createdAt: Date;
}

export interface Note {
  id: string;
  author: string;
  text: string;
  at: Date;
}

export interface PrintItem {
  id: string;
  caseId: string;
  documentId: string;
  office: string;
  createdAt: Date;
  doneAt: Date | null;
  doneBy: string | null;
}

export async function insertCheckRuns(tx: Tx, caseId: string, runs: readonly CheckRun[]): Promise<void> {
  if (runs.length === 0) return;
  await tx.insertInto('cases.check_run').values(runs.map((run) => ({
    id: run.id, case_id: caseId, round: run.round, position: run.position, check_id: run.checkId, use: run.use, result: run.result, reasons: run.reasons, neighbour: run.neighbour,
    inputs: JSON.stringify(run.inputs), outputs: JSON.stringify(run.outputs), at: run.at,
  }))).execute();
}

export async function checkRunsOf(db: Db | Tx, caseId: string): Promise<CheckRun[]> {
  const rows = await db.selectFrom('cases.check_run').selectAll().where('case_id', '=', caseId).orderBy('round').orderBy('position').execute();
  return rows.map((row) => ({
    id: row.id, round: row.round, position: row.position, checkId: row.check_id, use: row.use, result: row.result as CheckRun['result'], reasons: row.reasons, neighbour: row.neighbour,
    inputs: row.inputs as PartValues, outputs: row.outputs as PartValues, at: row.at,
  }));
}

export async function insertDecision(tx: Tx, caseId: string, decision: Decision): Promise<void> {
  await tx.insertInto('cases.decision').values({
    id: decision.id, case_id: caseId, outcome: decision.outcome, automatic: decision.automatic, reasons_text: decision.text, effects: JSON.stringify(decision.effects),
    decided_by: decision.decidedBy, decided_on: decision.decidedOn, at: decision.at,
  }).execute();
}

export async function decisionOf(db: Db | Tx, caseId: string): Promise<Decision | undefined> {
  const row = await db.selectFrom('cases.decision').selectAll().where('case_id', '=', caseId).executeTakeFirst();
  return row && {
    id: row.id, outcome: row.outcome as Decision['outcome'], automatic: row.automatic, text: row.reasons_text, effects: row.effects as Decision['effects'],
    decidedBy: row.decided_by, decidedOn: row.decided_on as PlainDate, at: row.at,
  };
}

/** After the letter is written: its codes stand in the letter only. */
export async function dropCodes(tx: Tx, decision: Decision): Promise<void> {
  await tx.updateTable('cases.decision').set({ effects: JSON.stringify(withoutCodes(decision.effects)) }).where('id', '=', decision.id).execute();
}

export async function insertQuestion(tx: Tx, question: Question): Promise<void> {
  await tx.insertInto('cases.question').values({
    id: question.id, case_id: question.caseId, question: question.question, answer_type: question.answerType, asked_by: question.askedBy, asked_at: question.askedAt, answer_until: question.answerUntil,
  }).execute();
}

export async function answerStored(tx: Tx, id: string, answer: Answer, by: string | null, at: Date): Promise<void> {
  await tx.updateTable('cases.question').set({ answer: JSON.stringify(answer), answered_at: at, answered_by: by }).where('id', '=', id).where('answered_at', 'is', null).execute();
}

interface QuestionRow { id: string; case_id: string; question: string; answer_type: string; asked_by: string; asked_at: Date; answer_until: string; answered_at: Date | null; answered_by: string | null; answer: unknown }

const toQuestion = (row: QuestionRow): Question => ({
  id: row.id, caseId: row.case_id, question: row.question, answerType: row.answer_type as AnswerType, askedBy: row.asked_by, askedAt: row.asked_at, answerUntil: row.answer_until as PlainDate,
  answeredAt: row.answered_at, answeredBy: row.answered_by, answer: row.answer as Answer | null,
});

export async function questionById(db: Db | Tx, id: string): Promise<Question | undefined> {
  const row = await db.selectFrom('cases.question').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toQuestion(row);
}

export async function questionsOf(db: Db | Tx, caseId: string): Promise<Question[]> {
  return (await db.selectFrom('cases.question').selectAll().where('case_id', '=', caseId).orderBy('asked_at').execute()).map(toQuestion);
}

/** Questions whose day has passed on cases that still wait for them. */
export async function lapsedQuestions(db: Db | Tx, today: PlainDate): Promise<{ id: string; caseId: string }[]> {
  const rows = await db.selectFrom('cases.question as q').innerJoin('cases.case as c', 'c.question_id', 'q.id').select(['q.id', 'q.case_id']).where('q.answered_at', 'is', null).where('q.answer_until', '<', today).limit(500).execute();
  return rows.map((row) => ({ id: row.id, caseId: row.case_id }));
}

/** False when this document of this case exists already: a letter exists once. */
export async function insertDocument(tx: Tx, document: CaseDocument): Promise<boolean> {
  const result = await tx.insertInto('cases.document').values({
    id: document.id, case_id: document.caseId, kind: document.kind, ref: document.ref, title: document.title, filename: document.filename, sha256: document.sha256, mime: document.mime, size: document.size, created_at: document.createdAt,
  }).onConflict((conflict) => conflict.columns(['case_id', 'kind', 'ref']).doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

interface DocumentRow { id: string; case_id: string; kind: string; ref: string; title: string; filename: string; sha256: string; mime: string; size: number; created_at: Date }

const toDocument = (row: DocumentRow): CaseDocument => ({
  id: row.id, caseId: row.case_id, kind: row.kind as CaseDocument['kind'], ref: row.ref, title: row.title, filename: row.filename, sha256: row.sha256, mime: row.mime, size: Number(row.size), createdAt: row.created_at,
});

export async function documentsOf(db: Db | Tx, caseId: string): Promise<CaseDocument[]> {
  return (await db.selectFrom('cases.document').selectAll().where('case_id', '=', caseId).orderBy('created_at').orderBy('kind').execute()).map(toDocument);
}

export async function findDocument(db: Db | Tx, caseId: string, kind: CaseDocument['kind'], ref: string): Promise<CaseDocument | undefined> {
  const row = await db.selectFrom('cases.document').selectAll().where('case_id', '=', caseId).where('kind', '=', kind).where('ref', '=', ref).executeTakeFirst();
  return row && toDocument(row);
}

export async function documentById(db: Db | Tx, id: string): Promise<CaseDocument | undefined> {
  const row = await db.selectFrom('cases.document').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toDocument(row);
}

export async function insertPrintItem(tx: Tx, item: { id: string; caseId: string; documentId: string; office: string; createdAt: Date }): Promise<boolean> {
  const result = await tx.insertInto('cases.print_item').values({ id: item.id, case_id: item.caseId, document_id: item.documentId, office: item.office, created_at: item.createdAt })
    .onConflict((conflict) => conflict.column('document_id').doNothing()).executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function printItems(db: Db | Tx, offices: readonly string[], open: boolean, limit = 200): Promise<(PrintItem & { number: string; title: string; sha256: string; filename: string })[]> {
  if (offices.length === 0) return [];
  const rows = await db.selectFrom('cases.print_item as p').innerJoin('cases.document as d', 'd.id', 'p.document_id').innerJoin('cases.case as c', 'c.id', 'p.case_id')
    .select(['p.id', 'p.case_id', 'p.document_id', 'p.office', 'p.created_at', 'p.done_at', 'p.done_by', 'c.number', 'd.title', 'd.sha256', 'd.filename'])
    .where('p.office', 'in', [...offices]).where('p.done_at', open ? 'is' : 'is not', null).orderBy('p.created_at').limit(limit).execute();
  return rows.map((row) => ({ id: row.id, caseId: row.case_id, documentId: row.document_id, office: row.office, createdAt: row.created_at, doneAt: row.done_at, doneBy: row.done_by, number: row.number, title: row.title, sha256: row.sha256, filename: row.filename }));
}

export async function printItemById(db: Db | Tx, id: string): Promise<PrintItem | undefined> {
  const row = await db.selectFrom('cases.print_item').selectAll().where('id', '=', id).executeTakeFirst();
  return row && { id: row.id, caseId: row.case_id, documentId: row.document_id, office: row.office, createdAt: row.created_at, doneAt: row.done_at, doneBy: row.done_by };
}

/** False when somebody else was quicker. */
export async function printItemDone(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  const result = await tx.updateTable('cases.print_item').set({ done_at: at, done_by: by }).where('id', '=', id).where('done_at', 'is', null).executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}

export async function insertNote(tx: Tx, caseId: string, note: Note): Promise<void> {
  await tx.insertInto('cases.note').values({ id: note.id, case_id: caseId, author: note.author, text: note.text, at: note.at }).execute();
}

export async function notesOf(db: Db | Tx, caseId: string): Promise<Note[]> {
  const rows = await db.selectFrom('cases.note').selectAll().where('case_id', '=', caseId).orderBy('at').execute();
  return rows.map(({ id, author, text, at }) => ({ id, author, text, at }));
}
