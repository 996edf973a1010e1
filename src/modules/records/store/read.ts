import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/db.ts';
import type { CaseFileRow, DocumentRow, FileRow, VersionRow } from '../domain/types.ts';
import { visible, type Viewer } from '../rights.ts';
import { toCaseFile, toDocument, toFile, type RawCaseFile, type RawDocument, type RawFile } from './rows.ts';

/** Counting stops here: "mehr als 1.000". */
export const countLimit = 1000;

export interface Counted<R> {
  rows: R[];
  /** At most countLimit + 1, which means: more. */
  total: number;
}

export interface Window {
  limit: number;
  offset: number;
}

/**
 * Lists go through the scopes one by one (lateral), so that each is a short walk along its index, whatever the rest of the
 * table holds, and counts stop early.
 */
export async function filesOfPosition(db: Db | Tx, viewer: Viewer, position: string, { limit, offset }: Window): Promise<Counted<FileRow & { caseFiles: number }>> {
  const end = offset + limit;
  const [list, count] = await Promise.all([
    sql<RawFile & { case_files: number }>`select f.*, (select count(*) from (select 1 from ${visible(viewer)} s cross join lateral (select 1 from records.case_file c where c.file_id = f.id and c.scope_id = s.id limit ${countLimit + 1}) x limit ${countLimit + 1}) n)::int as case_files
      from ${visible(viewer)} v cross join lateral (select * from records.file where position = ${position} and scope_id = v.id order by created_at desc limit ${end}) f order by f.created_at desc, f.id limit ${limit} offset ${offset}`.execute(db),
    sql<{ n: number }>`select count(*)::int as n from (select 1 from ${visible(viewer)} v cross join lateral (select 1 from records.file where position = ${position} and scope_id = v.id limit ${countLimit + 1}) f limit ${countLimit + 1}) n`.execute(db),
  ]);
  return { rows: list.rows.map((row) => ({ ...toFile(row), caseFiles: row.case_files })), total: count.rows[0]!.n };
}

/** How many files lie at each position, as far as this viewer may know. */
export async function filesByPosition(db: Db | Tx, viewer: Viewer, positions: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ position: string; n: number }>`select p.position, (select count(*) from (select 1 from ${visible(viewer)} v cross join lateral (select 1 from records.file f where f.position = p.position and f.scope_id = v.id limit ${countLimit + 1}) x limit ${countLimit + 1}) n)::int as n
    from unnest(${[...positions]}::text[]) as p(position)`.execute(db);
  return new Map(rows.map((row) => [row.position, row.n]));
}

export interface CaseFileEntry extends CaseFileRow {
  documents: number;
}

const documentCount = sql`(select count(*)::int from records.document d where d.case_file_id = c.id) as documents`;

export async function caseFilesOfFile(db: Db | Tx, viewer: Viewer, fileId: string, { limit, offset }: Window): Promise<Counted<CaseFileEntry>> {
  const end = offset + limit;
  const [list, count] = await Promise.all([
    sql<RawCaseFile & { documents: number }>`select c.*, ${documentCount} from ${visible(viewer)} v cross join lateral (select * from records.case_file where file_id = ${fileId} and scope_id = v.id order by created_at desc limit ${end}) c order by c.created_at desc, c.id limit ${limit} offset ${offset}`.execute(db),
    sql<{ n: number }>`select count(*)::int as n from (select 1 from ${visible(viewer)} v cross join lateral (select 1 from records.case_file where file_id = ${fileId} and scope_id = v.id limit ${countLimit + 1}) c limit ${countLimit + 1}) n`.execute(db),
  ]);
  return { rows: list.rows.map((row) => ({ ...toCaseFile(row), documents: row.documents })), total: count.rows[0]!.n };
}

export async function newestCaseFiles(db: Db | Tx, viewer: Viewer, limit: number): Promise<CaseFileEntry[]> {
  const { rows } = await sql<RawCaseFile & { documents: number }>`select c.*, ${documentCount} from (select x.* from ${visible(viewer)} v cross join lateral (select * from records.case_file where scope_id = v.id order by created_at desc limit ${limit}) x order by x.created_at desc, x.id limit ${limit}) c order by c.created_at desc, c.id`.execute(db);
  return rows.map((row) => ({ ...toCaseFile(row), documents: row.documents }));
}

export async function findFile(db: Db | Tx, viewer: Viewer, id: string): Promise<FileRow | undefined> {
  const { rows } = await sql<RawFile>`select * from records.file where id = ${id} and scope_id in ${visible(viewer)}`.execute(db);
  return rows[0] && toFile(rows[0]);
}

export async function findCaseFile(db: Db | Tx, viewer: Viewer, id: string): Promise<{ caseFile: CaseFileRow; file: FileRow; scopeId: number } | undefined> {
  const { rows } = await sql<RawCaseFile>`select * from records.case_file where id = ${id} and scope_id in ${visible(viewer)}`.execute(db);
  const row = rows[0];
  const file = row && (await findFile(db, viewer, row.file_id));
  return row && file && { caseFile: toCaseFile(row), file, scopeId: row.scope_id };
}

const withVersion = sql`select d.*, v.filename, v.mime, v.size from records.document d join records.version v on v.document_id = d.id and v.no = d.current`;

export async function documentsOf(db: Db | Tx, viewer: Viewer, caseFileId: string): Promise<DocumentRow[]> {
  const { rows } = await sql<RawDocument>`${withVersion} where d.case_file_id = ${caseFileId} and d.scope_id in ${visible(viewer)} order by d.no limit 1000`.execute(db);
  return rows.map(toDocument);
}

export async function findDocument(db: Db | Tx, viewer: Viewer, id: string): Promise<DocumentRow | undefined> {
  const { rows } = await sql<RawDocument>`${withVersion} where d.id = ${id} and d.scope_id in ${visible(viewer)}`.execute(db);
  return rows[0] && toDocument(rows[0]);
}

export async function versionsOf(db: Db | Tx, viewer: Viewer, documentId: string): Promise<VersionRow[]> {
  const { rows } = await sql<{ no: number; sha256: string; filename: string; mime: string; size: number; note: string | null; actor_kind: string; actor_id: string | null; evidence_id: string; at: Date }>`select v.* from records.version v join records.document d on d.id = v.document_id
    where v.document_id = ${documentId} and d.scope_id in ${visible(viewer)} order by v.no desc`.execute(db);
  return rows.map((row) => ({ no: row.no, sha256: row.sha256, filename: row.filename, mime: row.mime, size: Number(row.size), note: row.note, actor: { kind: row.actor_kind as VersionRow['actor']['kind'], id: row.actor_id }, evidenceId: row.evidence_id, at: row.at }));
}

/** Words read from the version in force; undefined while nothing was read yet. */
export async function textOf(db: Db | Tx, viewer: Viewer, documentId: string): Promise<{ state: 'read' | 'none' | 'unreadable'; text: string; pages: number } | undefined> {
  const { rows } = await sql<{ state: 'read' | 'none' | 'unreadable'; text: string; pages: number }>`select t.state, left(t.text, 50000) as text, t.pages from records.text t join records.document d on d.id = t.document_id and d.current = t.no
    where t.document_id = ${documentId} and d.scope_id in ${visible(viewer)}`.execute(db);
  return rows[0];
}
