import type { PlainDate } from '../../../kernel/time/index.ts';
import type { CaseFileRow, DocumentKind, DocumentRow, FileRow, Level } from '../domain/types.ts';

// Rows as the database gives them, and as the module speaks of them.

export interface RawFile {
  id: string; number: string; position: string; year: number; title: string; office: string; level: string; shared: string[]; scope_id: number; collective: boolean; opened_on: string; closed_on: string | null; created_at: Date;
}

export const toFile = (row: RawFile): FileRow => ({
  id: row.id, number: row.number, position: row.position, year: row.year, title: row.title, office: row.office, level: row.level as Level, shared: row.shared, collective: row.collective,
  openedOn: row.opened_on as PlainDate, closedOn: row.closed_on as PlainDate | null, createdAt: row.created_at,
});

export interface RawCaseFile {
  id: string; file_id: string; number: string; title: string; level: string; scope_id: number; source: string | null; source_ref: string | null; opened_on: string; closed_on: string | null; created_at: Date;
}

export const toCaseFile = (row: RawCaseFile): CaseFileRow => ({
  id: row.id, fileId: row.file_id, number: row.number, title: row.title, level: row.level as Level, source: row.source, sourceRef: row.source_ref,
  openedOn: row.opened_on as PlainDate, closedOn: row.closed_on as PlainDate | null, createdAt: row.created_at,
});

export interface RawDocument {
  id: string; case_file_id: string; no: number; kind: string; title: string; ref: string; parent_id: string | null; meta: unknown; day: string; current: number; checked_out_by: string | null; checked_out_at: Date | null; created_at: Date;
  filename: string; mime: string; size: number;
}

export const toDocument = (row: RawDocument): DocumentRow => ({
  id: row.id, caseFileId: row.case_file_id, no: row.no, kind: row.kind as DocumentKind, title: row.title, ref: row.ref, parentId: row.parent_id, meta: (row.meta ?? {}) as Record<string, unknown>, day: row.day as PlainDate,
  current: row.current, checkedOutBy: row.checked_out_by, checkedOutAt: row.checked_out_at, createdAt: row.created_at, filename: row.filename, mime: row.mime, size: Number(row.size),
});
