import { sql } from 'kysely';
import type { Tx } from '../../../kernel/db/db.ts';
import { conflict, forbidden, notFound } from '../../../kernel/errors/errors.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { partsOf } from '../../../kernel/time/index.ts';
import { offices } from '../../directory/index.ts';
import { fillNumber, typedKeys } from '../domain/numbers.ts';
import type { Actor, CaseFileRow, Done, DocumentRow, FileRow, Level } from '../domain/types.ts';
import { filingPlan } from '../plan.ts';
import { mayChange, scopeOf, type Viewer } from '../rights.ts';
import { nextSerial } from '../serial.ts';
import { lockCaseFile } from '../store/filing.ts';
import { findCaseFile, findDocument, findFile } from '../store/read.ts';
import { caseFileOfKeys } from '../store/search.ts';
import { insertCaseFile, insertEvent, insertFile } from '../store/write.ts';

export const titleLimit = 200;
export const commentLimit = 5000;

export const actorOf = (viewer: Viewer): Actor => ({ kind: 'staff', id: viewer.id });

/** A file this viewer may change; what they may not see does not exist, what they only may read is refused. */
export async function changeableFile(tx: Tx, viewer: Viewer, id: string, permission: 'records.work' | 'records.manage' = 'records.work'): Promise<FileRow> {
  const file = await findFile(tx, viewer, id);
  if (!file) throw notFound();
  if (!mayChange(viewer, file, permission)) throw forbidden();
  return file;
}

export async function changeableCaseFile(tx: Tx, viewer: Viewer, id: string, permission: 'records.work' | 'records.manage' = 'records.work'): Promise<{ caseFile: CaseFileRow; file: FileRow; scopeId: number }> {
  const found = await findCaseFile(tx, viewer, id);
  if (!found) throw notFound();
  if (!mayChange(viewer, found.file, permission)) throw forbidden();
  return found;
}

export async function changeableDocument(tx: Tx, viewer: Viewer, id: string): Promise<{ document: DocumentRow; caseFile: CaseFileRow; file: FileRow; scopeId: number }> {
  const document = await findDocument(tx, viewer, id);
  if (!document) throw notFound();
  return { document, ...(await changeableCaseFile(tx, viewer, document.caseFileId)) };
}

const validTitle = (title: string) => title.trim().length > 0 && title.trim().length <= titleLimit;

/** Opens a file at a position of the plan. */
export async function openFile(kernel: Kernel, viewer: Viewer, input: { position: string; office: string; title: string; level: Level }): Promise<Done<{ id: string }>> {
  if (!viewer.permissions.includes('records.manage') || !viewer.offices.includes(input.office)) throw forbidden();
  const plan = filingPlan(kernel);
  if (!plan.positions.has(input.position)) return { ok: false, key: 'records.error.position' };
  if (!validTitle(input.title)) return { ok: false, key: 'records.error.title' };
  if (input.level === 'confidential' && !viewer.permissions.includes('records.confidential')) throw forbidden();
  const today = kernel.clock.today();
  const { year } = partsOf(today);
  const number = fillNumber(plan.numbers.file, { position: input.position, year, serial: await nextSerial(kernel.db, `file:${input.position}:${year}`) });
  const id = uuidv7();
  await kernel.db.transaction().execute(async (tx) => {
    const file: FileRow = { id, number, position: input.position, year, title: input.title.trim(), office: input.office, level: input.level, shared: [], collective: false, openedOn: today, closedOn: null, createdAt: kernel.clock.now() };
    await insertFile(tx, { ...file, scopeId: await scopeOf(tx, file) });
    await insertEvent(tx, { fileId: id, kind: 'file_opened', data: { number }, actor: actorOf(viewer), at: file.createdAt });
  });
  return { ok: true, id };
}

/** Opens a case file in a file. */
export async function openCaseFile(kernel: Kernel, viewer: Viewer, fileId: string, input: { title: string; level: Level }): Promise<Done<{ id: string }>> {
  const file = await kernel.db.transaction().execute((tx) => changeableFile(tx, viewer, fileId));
  if (file.closedOn) return { ok: false, key: 'records.error.closed' };
  if (!validTitle(input.title)) return { ok: false, key: 'records.error.title' };
  if (input.level === 'confidential' && !viewer.permissions.includes('records.confidential')) throw forbidden();
  const today = kernel.clock.today();
  const number = fillNumber(filingPlan(kernel).numbers.caseFile, { file: file.number, year: partsOf(today).year, serial: await nextSerial(kernel.db, `case_file:${file.id}`) });
  const id = uuidv7();
  const at = kernel.clock.now();
  await kernel.db.transaction().execute(async (tx) => {
    // who changes who may read the file waits, or is seen here
    await sql`select 1 from records.file where id = ${fileId} for share`.execute(tx);
    const now = await changeableFile(tx, viewer, fileId);
    const scopeId = await scopeOf(tx, now, input.level);
    await insertCaseFile(tx, { id, fileId, number, otherNumbers: [], title: input.title.trim(), level: input.level, scopeId, source: null, sourceRef: null, accountId: null, openedOn: today, closedOn: null, at }, file.position);
    await insertEvent(tx, { fileId, caseFileId: id, kind: 'case_file_opened', data: { number }, actor: actorOf(viewer), at });
  });
  return { ok: true, id };
}

export async function comment(kernel: Kernel, viewer: Viewer, target: { caseFileId: string; documentId?: string | undefined }, text: string): Promise<Done> {
  const words = text.trim();
  return kernel.db.transaction().execute(async (tx) => {
    const { file, caseFile } = await changeableCaseFile(tx, viewer, target.caseFileId);
    if (target.documentId !== undefined && (await findDocument(tx, viewer, target.documentId))?.caseFileId !== caseFile.id) throw notFound();
    if (words === '' || words.length > commentLimit) return { ok: false, key: 'records.error.comment' };
    const at = kernel.clock.now();
    await tx.insertInto('records.comment').values({ id: uuidv7(), case_file_id: caseFile.id, document_id: target.documentId ?? null, author: viewer.id, text: words, at }).execute();
    await insertEvent(tx, { fileId: file.id, caseFileId: caseFile.id, documentId: target.documentId ?? null, kind: 'commented', actor: actorOf(viewer), at });
    return { ok: true };
  });
}

/** Points from one case file to another, by its number. Only to what the viewer may see: another answer would tell that it exists. */
export async function refer(kernel: Kernel, viewer: Viewer, caseFileId: string, typed: string, note: string): Promise<Done> {
  return kernel.db.transaction().execute(async (tx) => {
    const { file, caseFile } = await changeableCaseFile(tx, viewer, caseFileId);
    const target = await caseFileOfKeys(tx, viewer, typedKeys(typed, partsOf(kernel.clock.today()).year));
    if (!target || target === caseFile.id) return { ok: false, key: 'records.error.reference' };
    const at = kernel.clock.now();
    await tx.insertInto('records.reference').values({ from_id: caseFile.id, to_id: target, note: note.trim().slice(0, 500), author: viewer.id, at }).onConflict((conflicting) => conflicting.doNothing()).execute();
    await insertEvent(tx, { fileId: file.id, caseFileId: caseFile.id, kind: 'referred', data: { to: target }, actor: actorOf(viewer), at });
    return { ok: true };
  });
}

/** Takes a document for editing: nobody else files a version until it is back. */
export async function checkOut(kernel: Kernel, viewer: Viewer, documentId: string): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    const { document, caseFile, file } = await changeableDocument(tx, viewer, documentId);
    await lockCaseFile(tx, caseFile.id);
    const at = kernel.clock.now();
    const taken = await sql<{ id: string }>`update records.document set checked_out_by = ${viewer.id}, checked_out_at = ${at} where id = ${document.id} and checked_out_by is null returning id`.execute(tx);
    if (taken.rows.length === 0) throw conflict('records.error.checked_out');
    await insertEvent(tx, { fileId: file.id, caseFileId: caseFile.id, documentId, kind: 'checked_out', actor: actorOf(viewer), at });
  });
}

/** Gives it back unchanged; whoever manages the file may do so for somebody who is away. */
export async function checkIn(kernel: Kernel, viewer: Viewer, documentId: string): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    const { document, caseFile, file } = await changeableDocument(tx, viewer, documentId);
    await lockCaseFile(tx, caseFile.id);
    const mine = document.checkedOutBy === viewer.id || (document.checkedOutBy !== null && mayChange(viewer, file, 'records.manage'));
    if (!mine) throw conflict('records.error.not_checked_out');
    await sql`update records.document set checked_out_by = null, checked_out_at = null where id = ${documentId}`.execute(tx);
    await insertEvent(tx, { fileId: file.id, caseFileId: caseFile.id, documentId, kind: 'checked_in', actor: actorOf(viewer), at: kernel.clock.now() });
  });
}

/** Changes who may read a file: its level, and the offices it is shared with. Everything in it follows in the same moment. */
export async function changeAccess(kernel: Kernel, viewer: Viewer, fileId: string, input: { level: Level; shared: readonly string[] }): Promise<Done> {
  const known = new Set(offices(kernel).map(({ key }) => key));
  return kernel.db.transaction().execute(async (tx) => {
    await sql`select 1 from records.file where id = ${fileId} for update`.execute(tx);
    const file = await changeableFile(tx, viewer, fileId, 'records.manage');
    const shared = [...new Set(input.shared)].filter((office) => known.has(office) && office !== file.office).sort();
    if ((input.level === 'confidential' || file.level === 'confidential') && !viewer.permissions.includes('records.confidential')) throw forbidden();
    const at = kernel.clock.now();
    const after = { office: file.office, shared, level: input.level };
    const scopes = { normal: await scopeOf(tx, after), confidential: await scopeOf(tx, after, 'confidential') };
    await sql`update records.file set level = ${input.level}, shared = ${shared}::text[], scope_id = ${scopes.normal} where id = ${fileId}`.execute(tx);
    await moveScopes(tx, fileId, scopes);
    await insertEvent(tx, { fileId, kind: input.level === file.level ? 'shared' : 'level_changed', data: { level: input.level, shared }, actor: actorOf(viewer), at });
    await kernel.evidence.append(tx, { kind: 'records.access', ownerId: fileId, content: { file: fileId, number: file.number, level: input.level, shared, by: viewer.id } });
    return { ok: true };
  });
}

async function moveScopes(tx: Tx, fileId: string, scopes: Record<Level, number>): Promise<void> {
  await sql`update records.case_file set scope_id = case level when 'confidential' then ${scopes.confidential}::int else ${scopes.normal}::int end where file_id = ${fileId}`.execute(tx);
  await sql`update records.document d set scope_id = c.scope_id from records.case_file c where c.id = d.case_file_id and c.file_id = ${fileId}`.execute(tx);
  const members = sql`(select ${fileId}::uuid as id, ${scopes.normal}::int as scope_id union all select id, scope_id from records.case_file where file_id = ${fileId}
    union all select d.id, d.scope_id from records.document d join records.case_file c on c.id = d.case_file_id where c.file_id = ${fileId})`;
  await sql`update records.number n set scope_id = m.scope_id from ${members} m where n.entity_id = m.id and n.scope_id <> m.scope_id`.execute(tx);
  await sql`update records.search s set scope_id = m.scope_id, words = ts_delete(s.words, '@' || s.scope_id) || array_to_tsvector(array['@' || m.scope_id]) from ${members} m where s.entity_id = m.id and s.scope_id <> m.scope_id`.execute(tx);
}

/** Closes a file or case file (zdA), or opens it again. The time of keeping begins with the closing. */
export async function closeFile(kernel: Kernel, viewer: Viewer, fileId: string, closed: boolean): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    const file = await changeableFile(tx, viewer, fileId, 'records.manage');
    await sql`update records.file set closed_on = ${closed ? kernel.clock.today() : null} where id = ${fileId}`.execute(tx);
    await insertEvent(tx, { fileId: file.id, kind: closed ? 'closed' : 'reopened', actor: actorOf(viewer), at: kernel.clock.now() });
  });
}

export async function closeCaseFile(kernel: Kernel, viewer: Viewer, caseFileId: string, closed: boolean): Promise<void> {
  await kernel.db.transaction().execute(async (tx) => {
    const { caseFile, file } = await changeableCaseFile(tx, viewer, caseFileId);
    await sql`update records.case_file set closed_on = ${closed ? kernel.clock.today() : null} where id = ${caseFile.id}`.execute(tx);
    await insertEvent(tx, { fileId: file.id, caseFileId: caseFile.id, kind: closed ? 'closed' : 'reopened', actor: actorOf(viewer), at: kernel.clock.now() });
  });
}
