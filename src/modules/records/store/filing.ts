import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/db.ts';
import { CodedError } from '../../../kernel/errors/errors.ts';
import type { FileRow } from '../domain/types.ts';
import { withoutWaiting } from '../serial.ts';
import { toFile, type RawFile } from './rows.ts';

// What filing itself must know. No rights here: nothing of it is shown to anybody.

/** The collective file of a position, office and year, with the next running number of its case files; undefined before it is opened. */
export async function placeInCollective(db: Db, position: string, office: string, year: number): Promise<{ file: FileRow & { scopeId: number }; serial: number } | undefined> {
  const { rows } = await sql<RawFile & { serial: number }>`with file as (select * from records.file where position = ${position} and office = ${office} and year = ${year} and collective),
    serial as (insert into records.serial as s (name, last) select 'case_file:' || file.id, 1 from file, ${withoutWaiting} c where c.is_off = 'off' on conflict (name) do update set last = s.last + 1 returning last)
    select file.*, serial.last as serial from file, serial`.execute(db);
  return rows[0] && { file: { ...toFile(rows[0]), scopeId: rows[0].scope_id }, serial: rows[0].serial };
}

export interface FilingTarget {
  id: string;
  fileId: string;
  number: string;
  position: string;
}

/**
 * The case file, locked until the transaction ends, with its scope as it is now: whoever changes who may read it comes
 * before or after, never in between.
 */
export async function lockCaseFile(tx: Tx, id: string): Promise<number> {
  const { rows } = await sql<{ scope_id: number }>`select scope_id from records.case_file where id = ${id} for update`.execute(tx);
  if (!rows[0]) throw new CodedError('RECORDS_CASE_FILE', 'A case file is not there');
  return rows[0].scope_id;
}

/** The file as it is now; held, so that who may read it does not change before the transaction ends. */
export async function holdFile(tx: Tx, id: string): Promise<FileRow & { scopeId: number }> {
  const { rows } = await sql<RawFile>`select * from records.file where id = ${id} for key share`.execute(tx);
  if (!rows[0]) throw new CodedError('RECORDS_FILE', 'A file is not there');
  return { ...toFile(rows[0]), scopeId: rows[0].scope_id };
}

/** Documents of a case file by ref, with the hash of their version in force. */
export async function currentVersions(tx: Tx, caseFileId: string): Promise<Map<string, { id: string; no: number; current: number; sha256: string }>> {
  const { rows } = await sql<{ ref: string; id: string; no: number; current: number; sha256: string }>`select d.ref, d.id, d.no, d.current, v.sha256 from records.document d join records.version v on v.document_id = d.id and v.no = d.current where d.case_file_id = ${caseFileId}`.execute(tx);
  return new Map(rows.map(({ ref, ...row }) => [ref, row]));
}

/** Which of these objects are filed. */
export async function heldByRecords(db: Db | Tx, hashes: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`select distinct sha256 from records.version where sha256 = any(${[...hashes]}::text[])`.execute(db);
  return rows.map((row) => row.sha256);
}

/** Every object a version of a document names. */
export async function recordObjects(db: Db): Promise<string[]> {
  return (await sql<{ sha256: string }>`select distinct sha256 from records.version`.execute(db)).rows.map(({ sha256 }) => sha256);
}

/** The case file a source has filed before, and the file it lies in. */
export async function caseFilePlace(db: Db | Tx, source: string, ref: string): Promise<{ file: FileRow & { scopeId: number }; number: string; caseFileId: string } | undefined> {
  const { rows } = await sql<RawFile & { case_file_id: string; case_number: string }>`select f.*, c.id as case_file_id, c.number as case_number from records.case_file c join records.file f on f.id = c.file_id where c.source = ${source} and c.source_ref = ${ref}`.execute(db);
  return rows[0] && { file: { ...toFile(rows[0]), scopeId: rows[0].scope_id }, number: rows[0].case_number, caseFileId: rows[0].case_file_id };
}
