import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/db.ts';
import type { Actor } from '../domain/types.ts';
import { visible, type Viewer } from '../rights.ts';
import type { EventKind } from './write.ts';

export interface HistoryEntry {
  kind: EventKind;
  documentId: string | null;
  data: Record<string, unknown>;
  actor: Actor;
  at: Date;
}

export interface CommentRow {
  documentId: string | null;
  author: string;
  text: string;
  at: Date;
}

interface RawEvent { kind: string; document_id: string | null; data: unknown; actor_kind: string; actor_id: string | null; at: Date }

const toEntry = (row: RawEvent): HistoryEntry => ({ kind: row.kind as EventKind, documentId: row.document_id, data: row.data as Record<string, unknown>, actor: { kind: row.actor_kind as Actor['kind'], id: row.actor_id }, at: row.at });

export async function historyOfFile(db: Db | Tx, viewer: Viewer, fileId: string): Promise<HistoryEntry[]> {
  const { rows } = await sql<RawEvent>`select e.* from records.event e join records.file f on f.id = e.file_id where e.file_id = ${fileId} and e.case_file_id is null and f.scope_id in ${visible(viewer)} order by e.at desc, e.id desc limit 100`.execute(db);
  return rows.map(toEntry);
}

export async function historyOfCaseFile(db: Db | Tx, viewer: Viewer, caseFileId: string): Promise<HistoryEntry[]> {
  const { rows } = await sql<RawEvent>`select e.* from records.event e join records.case_file c on c.id = e.case_file_id where e.case_file_id = ${caseFileId} and c.scope_id in ${visible(viewer)} order by e.at desc, e.id desc limit 200`.execute(db);
  return rows.map(toEntry);
}

export async function commentsOf(db: Db | Tx, viewer: Viewer, caseFileId: string): Promise<CommentRow[]> {
  const { rows } = await sql<{ document_id: string | null; author: string; text: string; at: Date }>`select m.document_id, m.author, m.text, m.at from records.comment m join records.case_file c on c.id = m.case_file_id
    where m.case_file_id = ${caseFileId} and c.scope_id in ${visible(viewer)} order by m.at`.execute(db);
  return rows.map((row) => ({ documentId: row.document_id, author: row.author, text: row.text, at: row.at }));
}

/** Case files this one points to, and those that point to it; only where the viewer may see the other end too. */
export async function referencesOf(db: Db | Tx, viewer: Viewer, caseFileId: string): Promise<{ id: string; number: string; title: string; note: string; from: boolean }[]> {
  const { rows } = await sql<{ id: string; number: string; title: string; note: string; from_here: boolean }>`select c.id, c.number, c.title, r.note, r.from_id = ${caseFileId}::uuid as from_here from records.reference r
    join records.case_file c on c.id = case when r.from_id = ${caseFileId}::uuid then r.to_id else r.from_id end
    where (r.from_id = ${caseFileId} or r.to_id = ${caseFileId}) and c.scope_id in ${visible(viewer)}
      and exists (select from records.case_file own where own.id = ${caseFileId} and own.scope_id in ${visible(viewer)}) order by r.at limit 200`.execute(db);
  return rows.map((row) => ({ id: row.id, number: row.number, title: row.title, note: row.note, from: row.from_here }));
}
