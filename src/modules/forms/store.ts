import { sql } from 'kysely';
import { executeLater, firstRow, statement, type Db, type Tx } from '../../kernel/db/db.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import type { Answers } from './domain/index.ts';
import type { FileValue } from './fields/index.ts';
import type { Channel, DraftOwner } from './owner.ts';

/** An application that somebody has begun. */
export interface Draft {
  id: string;
  service: string;
  /** The published version it began with and finishes on. */
  versionHash: string;
  owner: DraftOwner;
  channel: Channel;
  subjectRef: string | null;
  answers: Answers;
  /** Pages shown at least once. */
  reached: string[];
  /** Pages sent without a mistake at least once. */
  done: string[];
  lang: Lang;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  submitted: { caseId: string; number: string } | null;
}

export async function insertDraft(tx: Tx | Db, draft: Draft): Promise<void> {
  await tx.insertInto('forms.draft').values({
    id: draft.id,
    service: draft.service,
    version_hash: draft.versionHash,
    owner_kind: draft.owner.kind,
    owner_id: draft.owner.id,
    channel: draft.channel,
    subject_ref: draft.subjectRef,
    answers: JSON.stringify(draft.answers),
    reached: draft.reached,
    done: draft.done,
    lang: draft.lang,
    revision: draft.revision,
    created_at: draft.createdAt,
    updated_at: draft.updatedAt,
  }).execute();
}

export async function draftById(db: Db | Tx, id: string): Promise<Draft | undefined> {
  const row = await firstRow(db, statement<DraftRow>`select * from forms.draft where id = ${id}`);
  return row && toDraft(row);
}

/** Holds the row until the transaction ends: saving and sending happen one after the other. */
export async function lockDraft(tx: Tx, id: string): Promise<Draft | undefined> {
  const row = await firstRow(tx, statement<DraftRow>`select * from forms.draft where id = ${id} for update`);
  return row && toDraft(row);
}

/** Not yet sent, the last edited first. */
export async function openDrafts(db: Db | Tx, owner: DraftOwner, service?: string): Promise<Draft[]> {
  let query = db.selectFrom('forms.draft').selectAll().where('owner_kind', '=', owner.kind).where('owner_id', '=', owner.id).where('submitted_case', 'is', null);
  if (service) query = query.where('service', '=', service);
  return (await query.orderBy('updated_at', 'desc').limit(50).execute()).map(toDraft);
}

export async function saveAnswers(tx: Tx, draft: Pick<Draft, 'id' | 'answers' | 'reached' | 'done' | 'lang'>, now: Date): Promise<void> {
  await tx.updateTable('forms.draft')
    .set((eb) => ({ answers: JSON.stringify(draft.answers), reached: draft.reached, done: draft.done, lang: draft.lang, revision: eb('revision', '+', 1), updated_at: now, warned_at: null }))
    .where('id', '=', draft.id).execute();
}

export async function markSubmitted(tx: Tx, id: string, caseId: string, number: string, now: Date): Promise<void> {
  await executeLater(tx, statement`update forms.draft set submitted_case = ${caseId}, submitted_number = ${number}, updated_at = ${now} where id = ${id}`);
}

/** What a visitor began belongs to the account after the login. */
export async function handOver(tx: Tx, sessionId: string, accountId: string): Promise<void> {
  await tx.updateTable('forms.draft').set({ owner_kind: 'account', owner_id: accountId }).where('owner_kind', '=', 'session').where('owner_id', '=', sessionId).execute();
}

/** Deletes a draft and its list of uploads; returns the objects it referred to. */
export async function deleteDraft(tx: Tx, id: string): Promise<string[]> {
  const uploads = await tx.deleteFrom('forms.upload').where('draft_id', '=', id).returning('sha256').execute();
  await tx.deleteFrom('forms.draft').where('id', '=', id).execute();
  return uploads.map(({ sha256 }) => sha256);
}

export async function draftsOf(db: Db | Tx, owner: DraftOwner): Promise<Draft[]> {
  const rows = await db.selectFrom('forms.draft').selectAll().where('owner_kind', '=', owner.kind).where('owner_id', '=', owner.id).orderBy('created_at').execute();
  return rows.map(toDraft);
}

export async function draftsUntouchedSince(db: Db | Tx, before: Date, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('forms.draft').select('id').where('updated_at', '<', before).orderBy('updated_at').limit(limit).execute();
  return rows.map(({ id }) => id);
}

/** Drafts of accounts that will soon be deleted and whose owner was not told yet. */
export async function draftsToWarn(tx: Tx, before: Date, limit: number): Promise<Draft[]> {
  const rows = await tx.selectFrom('forms.draft').selectAll().where('owner_kind', '=', 'account').where('submitted_case', 'is', null).where('warned_at', 'is', null).where('updated_at', '<', before)
    .orderBy('updated_at').limit(limit).forUpdate().skipLocked().execute();
  return rows.map(toDraft);
}

export async function markWarned(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.updateTable('forms.draft').set({ warned_at: now }).where('id', '=', id).execute();
}

export async function insertUpload(tx: Tx, draftId: string, field: string, file: FileValue, now: Date): Promise<void> {
  await tx.insertInto('forms.upload').values({ id: file.id, draft_id: draftId, field, filename: file.name, mime: file.mime, sha256: file.sha256, size: file.size, created_at: now }).execute();
}

/** Returns the object the upload referred to. */
export async function deleteUploads(tx: Tx, draftId: string, field: string, exceptId?: string): Promise<string[]> {
  let query = tx.deleteFrom('forms.upload').where('draft_id', '=', draftId).where('field', '=', field);
  if (exceptId) query = query.where('id', '!=', exceptId);
  return (await query.returning('sha256').execute()).map(({ sha256 }) => sha256);
}

export async function uploadCount(db: Db | Tx, draftId: string): Promise<number> {
  const row = await db.selectFrom('forms.upload').select((eb) => eb.fn.countAll<number>().as('n')).where('draft_id', '=', draftId).executeTakeFirstOrThrow();
  return Number(row.n);
}

/** From now on these objects belong to the case. */
export async function markHandedOver(tx: Tx, hashes: readonly string[], now: Date): Promise<void> {
  await sql`insert into forms.handed_over (sha256, at) select unnest(${[...hashes]}::text[]), ${now} on conflict do nothing`.execute(tx);
}

/** Those of the objects that a draft or, through us, a case still needs. */
export async function neededObjects(db: Db | Tx, hashes: readonly string[]): Promise<string[]> {
  const result = await sql<{ sha256: string }>`select sha256 from forms.upload where sha256 = any(${[...hashes]}::text[]) union select sha256 from forms.handed_over where sha256 = any(${[...hashes]}::text[])`.execute(db);
  return result.rows.map(({ sha256 }) => sha256);
}

interface DraftRow {
  id: string;
  service: string;
  version_hash: string;
  owner_kind: string;
  owner_id: string;
  channel: string;
  subject_ref: string | null;
  answers: unknown;
  reached: string[];
  done: string[];
  lang: string;
  revision: number;
  created_at: Date;
  updated_at: Date;
  submitted_case: string | null;
  submitted_number: string | null;
}

function toDraft(row: DraftRow): Draft {
  return {
    id: row.id,
    service: row.service,
    versionHash: row.version_hash,
    owner: { kind: row.owner_kind as DraftOwner['kind'], id: row.owner_id },
    channel: row.channel as Channel,
    subjectRef: row.subject_ref,
    answers: row.answers as Answers,
    reached: row.reached,
    done: row.done,
    lang: row.lang as Lang,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    submitted: row.submitted_case && row.submitted_number ? { caseId: row.submitted_case, number: row.submitted_number } : null,
  };
}

/** Every object a draft names. */
export async function uploadedObjects(db: Db): Promise<string[]> {
  return (await db.selectFrom('forms.upload').select('sha256').distinct().execute()).map(({ sha256 }) => sha256);
}
