import { sql } from 'kysely';
import { executeLater, statement, type Tx } from '../../../kernel/db/db.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';
import { keysOf } from '../domain/numbers.ts';
import type { Actor, DocumentKind, FileRow, Level } from '../domain/types.ts';
import { indexText } from '../domain/words.ts';

export type EventKind = 'file_opened' | 'case_file_opened' | 'filed' | 'commented' | 'referred' | 'checked_out' | 'checked_in' | 'level_changed' | 'shared' | 'closed' | 'reopened' | 'renamed';

export async function insertFile(tx: Tx, file: FileRow & { scopeId: number }): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`insert into records.file (id, number, position, year, title, office, level, shared, scope_id, collective, opened_on, closed_on, created_at)
    values (${file.id}, ${file.number}, ${file.position}, ${file.year}, ${file.title}, ${file.office}, ${file.level}, ${file.shared}::text[], ${file.scopeId}, ${file.collective}, ${file.openedOn}, ${file.closedOn}, ${file.createdAt})
    on conflict (position, office, year) where collective do nothing returning id`.execute(tx);
  if (rows.length === 0) return false;
  await insertNumbers(tx, 'file', file.id, file.scopeId, [file.number]);
  await insertSearch(tx, [{ entityId: file.id, kind: 'file', scopeId: file.scopeId, position: file.position, day: file.openedOn, title: `${file.title} ${file.number}`, body: '' }]);
  return true;
}

export interface NewCaseFile {
  id: string;
  fileId: string;
  number: string;
  otherNumbers: readonly string[];
  title: string;
  level: Level;
  scopeId: number;
  /** Its scope is the file's own, which may change meanwhile: then it is not written, and what refers to it fails. */
  asFile?: boolean;
  source: string | null;
  sourceRef: string | null;
  accountId: string | null;
  openedOn: PlainDate;
  closedOn: PlainDate | null;
  at: Date;
}

/** Ends the transaction when the same source has filed the same thing before (23505). Who may read the file does not change until it ends. */
export async function insertCaseFile(tx: Tx, row: NewCaseFile, position: string): Promise<void> {
  await executeLater(tx, statement`insert into records.case_file (id, file_id, number, title, level, scope_id, source, source_ref, account_id, opened_on, closed_on, created_at)
    select ${row.id}::uuid, id, ${row.number}, ${row.title}, ${row.level}, ${row.scopeId}::int, ${row.source}, ${row.sourceRef}, ${row.accountId}::uuid, ${row.openedOn}::date, ${row.closedOn}::date, ${row.at}::timestamptz
    from records.file where id = ${row.fileId} and (scope_id = ${row.scopeId} or not ${row.asFile === true}) for key share`);
  await insertNumbers(tx, 'case_file', row.id, row.scopeId, [row.number, ...row.otherNumbers]);
  await insertSearch(tx, [{ entityId: row.id, kind: 'case_file', scopeId: row.scopeId, position, day: row.openedOn, title: [row.title, row.number, ...row.otherNumbers].join(' '), body: '' }]);
}

async function insertNumbers(tx: Tx, kind: 'file' | 'case_file', entityId: string, scopeId: number, numbers: readonly string[]): Promise<void> {
  const keys = [...new Set(numbers.flatMap(keysOf))];
  await executeLater(tx, statement`insert into records.number (key, kind, entity_id, scope_id) select key, ${kind}, ${entityId}::uuid, ${scopeId}::int from unnest(${keys}::text[]) as key on conflict do nothing`);
}

export interface NewDocument {
  id: string;
  caseFileId: string;
  no: number;
  kind: DocumentKind;
  title: string;
  scopeId: number;
  ref: string;
  parentId: string | null;
  meta: Record<string, unknown>;
  day: PlainDate;
  at: Date;
}

/** Documents whose first version is written in the same transaction. */
export async function insertDocuments(tx: Tx, documents: readonly NewDocument[], position: string): Promise<void> {
  if (documents.length === 0) return;
  const column = <T>(of: (row: NewDocument) => T): T[] => documents.map(of);
  await executeLater(tx, statement`insert into records.document (id, case_file_id, no, kind, title, scope_id, ref, parent_id, meta, day, current, created_at)
    select *, 1, ${documents[0]!.at}::timestamptz from unnest(${column((row) => row.id)}::uuid[], ${column((row) => row.caseFileId)}::uuid[], ${column((row) => row.no)}::int[], ${column((row) => row.kind)}::text[], ${column((row) => row.title)}::text[], ${column((row) => row.scopeId)}::int[],
      ${column((row) => row.ref)}::text[], ${column((row) => row.parentId)}::uuid[], ${column((row) => JSON.stringify(row.meta))}::jsonb[], ${column((row) => row.day)}::date[])`);
  await insertSearch(tx, documents.map((row) => ({ entityId: row.id, kind: 'document', scopeId: row.scopeId, position, day: row.day, title: row.title, body: metaWords(row.meta) })));
}

/** Words of the head of a mail or the fields of a delivery. */
export function metaWords(meta: Record<string, unknown>): string {
  return Object.values(meta).flatMap((value) => (typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [])).join(' ');
}

export interface NewVersion {
  documentId: string;
  no: number;
  sha256: string;
  filename: string;
  mime: string;
  size: number;
  note: string | null;
  actor: Actor;
  evidenceId: string;
  at: Date;
}

export async function insertVersions(tx: Tx, versions: readonly NewVersion[]): Promise<void> {
  if (versions.length === 0) return;
  const column = <T>(of: (row: NewVersion) => T): T[] => versions.map(of);
  await executeLater(tx, statement`insert into records.version (document_id, no, sha256, filename, mime, size, note, actor_kind, actor_id, evidence_id, at)
    select * from unnest(${column((row) => row.documentId)}::uuid[], ${column((row) => row.no)}::int[], ${column((row) => row.sha256)}::text[], ${column((row) => row.filename)}::text[], ${column((row) => row.mime)}::text[], ${column((row) => row.size)}::bigint[], ${column((row) => row.note)}::text[],
      ${column((row) => row.actor.kind)}::text[], ${column((row) => row.actor.id)}::uuid[], ${column((row) => row.evidenceId)}::uuid[], ${column((row) => row.at.toISOString())}::timestamptz[])`);
  const later = versions.filter((row) => row.no > 1);
  if (later.length === 0) return;
  await executeLater(tx, statement`update records.document d set current = v.no, checked_out_by = null, checked_out_at = null
    from unnest(${later.map((row) => row.documentId)}::uuid[], ${later.map((row) => row.no)}::int[]) as v(id, no) where d.id = v.id`);
}

export async function insertEvent(tx: Tx, event: { fileId: string; caseFileId?: string | null; documentId?: string | null; kind: EventKind; data?: Record<string, unknown>; actor: Actor; at: Date }): Promise<void> {
  await executeLater(tx, statement`insert into records.event (id, file_id, case_file_id, document_id, kind, data, actor_kind, actor_id, at)
    values (${uuidv7()}, ${event.fileId}, ${event.caseFileId ?? null}, ${event.documentId ?? null}, ${event.kind}, ${JSON.stringify(event.data ?? {})}::jsonb, ${event.actor.kind}, ${event.actor.id}, ${event.at})`);
}

/** What was read of a document's version in force; `none`: there is nothing to read in such a file. */
export async function insertText(tx: Tx, documentId: string, no: number, { state, text, pages }: { state: 'read' | 'none' | 'unreadable'; text: string; pages: number }): Promise<void> {
  await executeLater(tx, statement`insert into records.text (document_id, no, state, text, pages) values (${documentId}, ${no}, ${state}, ${text}, ${pages})
    on conflict (document_id) do update set no = excluded.no, state = excluded.state, text = excluded.text, pages = excluded.pages`);
}

export interface SearchRow {
  entityId: string;
  kind: 'file' | 'case_file' | 'document';
  scopeId: number;
  position: string;
  day: PlainDate;
  title: string;
  body: string;
}

/** Writes or renews rows of the index. Words are folded and taken apart here; stems are PostgreSQL's. */
export async function insertSearch(tx: Tx, rows: readonly SearchRow[]): Promise<void> {
  await executeLater(tx, statement`insert into records.search (entity_id, kind, scope_id, position, day, title, words)
    select r.id, r.kind, r.scope, r.position, r.day, to_tsvector('german', r.title), to_tsvector('german', r.title || ' ' || r.body) || array_to_tsvector(array['@' || r.scope])
    from unnest(${rows.map((row) => row.entityId)}::uuid[], ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.scopeId)}::int[], ${rows.map((row) => row.position)}::text[], ${rows.map((row) => row.day)}::date[],
      ${rows.map((row) => indexText(row.title))}::text[], ${rows.map((row) => indexText(row.body))}::text[]) as r(id, kind, scope, position, day, title, body)
    on conflict (entity_id) do update set scope_id = excluded.scope_id, position = excluded.position, day = excluded.day, title = excluded.title, words = excluded.words`);
}
