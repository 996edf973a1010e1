import { sql } from 'kysely';
import { executeLater, firstRow, statement, type Db, type Tx } from '../../kernel/db/db.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import type { PlainDate } from '../../kernel/time/index.ts';
import type { FrozenAnswers } from '../forms/index.ts';
import { applyEvent, type CaseEvent, type Projection } from './domain/fold.ts';
import type { CaseState } from './domain/states.ts';
import type { CaseRow, Channel } from './domain/types.ts';
import { CodedError } from '../../kernel/errors/errors.ts';

interface Row {
  id: string;
  number: string;
  service: string;
  version_hash: string;
  office: string;
  channel: string;
  account_id: string | null;
  session_id: string | null;
  entered_by: string | null;
  subject_ref: string | null;
  lang: string;
  applicant_name: string | null;
  received_at: Date;
  received_on: string;
  due_on: string;
  state: string;
  revision: number;
  assigned_to: string | null;
  reasons: string[];
  neighbour: string | null;
  register_attempts: number;
  question_id: string | null;
  outcome: string | null;
  automatic: boolean | null;
  decided_at: Date | null;
  decided_by: string | null;
  closed_at: Date | null;
  updated_at: Date;
}

export function toCase(row: Row): CaseRow {
  return {
    id: row.id,
    number: row.number,
    service: row.service,
    versionHash: row.version_hash,
    office: row.office,
    channel: row.channel as Channel,
    accountId: row.account_id,
    sessionId: row.session_id,
    enteredBy: row.entered_by,
    subjectRef: row.subject_ref,
    lang: row.lang as Lang,
    applicantName: row.applicant_name,
    receivedAt: row.received_at,
    receivedOn: row.received_on as PlainDate,
    dueOn: row.due_on as PlainDate,
    state: row.state as CaseState,
    revision: row.revision,
    assignedTo: row.assigned_to,
    reasons: row.reasons,
    neighbour: row.neighbour,
    registerAttempts: row.register_attempts,
    questionId: row.question_id,
    outcome: row.outcome as CaseRow['outcome'],
    automatic: row.automatic,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    closedAt: row.closed_at,
    updatedAt: row.updated_at,
  };
}

export async function nextSerial(tx: Tx): Promise<number> {
  const row = await firstRow(tx, statement<{ serial: number }>`select nextval('cases.case_serial') as serial`);
  return Number(row!.serial);
}

/** Case, frozen answers and first event in one statement: this stands in the applicant's way. */
export async function insertCase(tx: Tx, file: Omit<CaseRow, keyof Projection>, frozen: FrozenAnswers): Promise<void> {
  const first: CaseEvent = { kind: 'received', data: {}, actor: file.enteredBy ? { kind: 'staff', id: file.enteredBy } : { kind: 'applicant', id: file.accountId }, at: file.receivedAt };
  const projection = applyEvent(undefined, first);
  await executeLater(tx, statement`with submission as (
      insert into cases.submission (case_id, frozen, content_hash, created_at) values (${file.id}, ${JSON.stringify(frozen)}::jsonb, ${frozen.contentHash}, ${file.receivedAt})
    ), event as (
      insert into cases.event (case_id, seq, kind, data, actor_kind, actor_id, at) values (${file.id}, 1, 'received', '{}'::jsonb, ${first.actor.kind}, ${first.actor.id ?? null}, ${file.receivedAt})
    )
    insert into cases.case (id, number, service, version_hash, office, channel, account_id, session_id, entered_by, subject_ref, lang, applicant_name, received_at, received_on, due_on, state, revision, updated_at)
    values (${file.id}, ${file.number}, ${file.service}, ${file.versionHash}, ${file.office}, ${file.channel}, ${file.accountId}, ${file.sessionId}, ${file.enteredBy}, ${file.subjectRef}, ${file.lang},
      ${file.applicantName}, ${file.receivedAt}, ${file.receivedOn}, ${file.dueOn}, ${projection.state}, ${projection.revision}, ${file.receivedAt})`);
}

export async function findCase(db: Db | Tx, id: string): Promise<CaseRow | undefined> {
  const row = await db.selectFrom('cases.case').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toCase(row);
}

/** The case, locked until the transaction ends: whoever changes it comes one after the other. */
export async function lockCase(tx: Tx, id: string): Promise<CaseRow | undefined> {
  const row = await tx.selectFrom('cases.case').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row && toCase(row);
}

/**
 * The only way a case changes: appends the event and writes what is folded from it, in one statement. Takes the locked
 * case, or an id to lock. Throws CASE_EDGE when the event may not happen now.
 */
export async function recordEvent(tx: Tx, locked: CaseRow | string, event: CaseEvent): Promise<CaseRow> {
  const file = typeof locked === 'string' ? await lockCase(tx, locked) : locked;
  if (!file) throw new CodedError('CASE_MISSING', 'There is no such case');
  const after = applyEvent(file, event);
  await sql`with event as (
      insert into cases.event (case_id, seq, kind, data, actor_kind, actor_id, at)
      values (${file.id}, ${after.revision}, ${event.kind}, ${JSON.stringify(event.data)}::jsonb, ${event.actor.kind}, ${event.actor.id ?? null}, ${event.at})
    )
    update cases.case set state = ${after.state}, revision = ${after.revision}, assigned_to = ${after.assignedTo}, reasons = ${after.reasons}::text[], neighbour = ${after.neighbour},
      register_attempts = ${after.registerAttempts}, question_id = ${after.questionId}, outcome = ${after.outcome}, automatic = ${after.automatic}, decided_at = ${after.decidedAt},
      decided_by = ${after.decidedBy}, closed_at = ${after.closedAt}, updated_at = ${after.updatedAt}
    where id = ${file.id}`.execute(tx);
  return { ...file, ...after };
}

/** The whole history, oldest first. */
export async function loadHistory(db: Db | Tx, caseId: string): Promise<CaseEvent[]> {
  const rows = await db.selectFrom('cases.event').selectAll().where('case_id', '=', caseId).orderBy('seq').execute();
  return rows.map((row) => ({ kind: row.kind, data: row.data, actor: { kind: row.actor_kind, id: row.actor_id }, at: row.at }) as CaseEvent);
}

export async function hasEvent(db: Db | Tx, caseId: string, kinds: readonly CaseEvent['kind'][]): Promise<boolean> {
  const row = await db.selectFrom('cases.event').select('seq').where('case_id', '=', caseId).where('kind', 'in', [...kinds]).executeTakeFirst();
  return row !== undefined;
}

export async function loadSubmission(db: Db | Tx, caseId: string): Promise<FrozenAnswers | undefined> {
  const row = await db.selectFrom('cases.submission').select('frozen').where('case_id', '=', caseId).executeTakeFirst();
  return row?.frozen as FrozenAnswers | undefined;
}

export interface CaseFilter {
  offices?: string[] | undefined;
  accountId?: string | undefined;
  sessionId?: string | undefined;
  service?: string | undefined;
  /** About one of these subjects. */
  subjectRefs?: readonly string[] | undefined;
  states?: readonly CaseState[] | undefined;
  assignedTo?: string | null | undefined;
  /** Due before this day (not included). */
  dueBefore?: PlainDate | undefined;
  dueFrom?: PlainDate | undefined;
  number?: string | undefined;
  sort?: 'due' | 'received' | undefined;
  limit?: number | undefined;
  offset?: number | undefined;
}

export async function queryCases(db: Db | Tx, filter: CaseFilter): Promise<{ rows: CaseRow[]; total: number }> {
  let query = db.selectFrom('cases.case');
  if (filter.offices) query = query.where('office', 'in', filter.offices.length > 0 ? filter.offices : ['']);
  if (filter.accountId !== undefined) query = query.where('account_id', '=', filter.accountId);
  if (filter.sessionId !== undefined) query = query.where('session_id', '=', filter.sessionId).where('account_id', 'is', null);
  if (filter.service !== undefined) query = query.where('service', '=', filter.service);
  if (filter.subjectRefs) query = query.where('subject_ref', 'in', filter.subjectRefs.length > 0 ? [...filter.subjectRefs] : ['']);
  if (filter.states) query = query.where('state', 'in', [...filter.states]);
  if (filter.assignedTo === null) query = query.where('assigned_to', 'is', null);
  else if (filter.assignedTo !== undefined) query = query.where('assigned_to', '=', filter.assignedTo);
  if (filter.dueBefore !== undefined) query = query.where('due_on', '<', filter.dueBefore);
  if (filter.dueFrom !== undefined) query = query.where('due_on', '>=', filter.dueFrom);
  if (filter.number !== undefined) query = query.where('number', '=', filter.number);
  const { n } = await query.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  const ordered = filter.sort === 'received' ? query.orderBy('received_at', 'desc').orderBy('id', 'desc') : query.orderBy('due_on').orderBy('id');
  const rows = await ordered.selectAll().limit(filter.limit ?? 50).offset(filter.offset ?? 0).execute();
  return { rows: rows.map(toCase), total: Number(n) };
}

export async function setRetainUntil(tx: Tx, caseId: string, until: PlainDate): Promise<void> {
  await tx.updateTable('cases.case').set({ retain_until: until }).where('id', '=', caseId).execute();
}

export async function moveSession(tx: Tx, from: string, to: string): Promise<void> {
  await tx.updateTable('cases.case').set({ session_id: to }).where('session_id', '=', from).where('account_id', 'is', null).execute();
}

export async function detachAccount(tx: Tx, accountId: string): Promise<number> {
  const result = await tx.updateTable('cases.case').set({ account_id: null }).where('account_id', '=', accountId).executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Content of cases whose time of keeping is over: answers, words, documents. The bare history stays. Returns the freed objects. */
export async function purgeContent(tx: Tx, today: PlainDate): Promise<{ cases: string[]; sha256: string[] }> {
  const due = await sql<{ id: string }>`select id from cases.case where retain_until < ${today}::date order by retain_until limit 200 for update skip locked`.execute(tx);
  const ids = due.rows.map((row) => row.id);
  if (ids.length === 0) return { cases: [], sha256: [] };
  const uploads = await sql<{ sha256: string }>`select u ->> 'sha256' as sha256 from cases.submission s, jsonb_array_elements(s.frozen -> 'uploads') as u where s.case_id = any(${ids}::uuid[])`.execute(tx);
  const documents = await tx.deleteFrom('cases.document').where('case_id', 'in', ids).returning('sha256').execute();
  for (const table of ['cases.submission', 'cases.check_run', 'cases.question', 'cases.decision', 'cases.note', 'cases.print_item'] as const) await tx.deleteFrom(table).where('case_id', 'in', ids).execute();
  await tx.updateTable('cases.case').set({ applicant_name: null, subject_ref: null, account_id: null, session_id: null, retain_until: null }).where('id', 'in', ids).execute();
  return { cases: ids, sha256: [...documents, ...uploads.rows].map((row) => row.sha256) };
}

/** Which of these objects a case still needs: its documents, and the files of its applications. */
export async function heldObjects(db: Db | Tx, hashes: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`select h.sha256 from unnest(${[...hashes]}::text[]) as h(sha256)
    where exists (select from cases.document d where d.sha256 = h.sha256) or exists (select from cases.submission s where s.frozen -> 'uploads' @> jsonb_build_array(jsonb_build_object('sha256', h.sha256)))`.execute(db);
  return rows.map((row) => row.sha256);
}

/** Every object a case names. */
export async function caseObjects(db: Db): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`select sha256 from cases.document union select u ->> 'sha256' from cases.submission s, jsonb_array_elements(s.frozen -> 'uploads') as u`.execute(db);
  return rows.map(({ sha256 }) => sha256);
}
