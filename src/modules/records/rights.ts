import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../kernel/db/db.ts';
import type { Principal } from '../../kernel/session/sessions.ts';
import type { FileRow, Level } from './domain/types.ts';

/** Who looks: what their session says of them, nothing else. */
export interface Viewer {
  id: string;
  offices: readonly string[];
  permissions: readonly string[];
}

export function viewerOf(principal: Principal): Viewer {
  if (principal.kind !== 'staff') return { id: '', offices: [], permissions: [] };
  return { id: principal.id, offices: principal.offices, permissions: principal.permissions };
}

/** What a viewer may read, as tokens: one per office, and one more where they may read what is confidential. */
function tokensOf(viewer: Viewer): string[] {
  if (!viewer.permissions.includes('records.read')) return [];
  return viewer.offices.flatMap((office) => (viewer.permissions.includes('records.confidential') ? [office, `${office}:confidential`] : [office]));
}

/**
 * The scopes this viewer may see: the one place where rights become SQL. Every query of the module that lists, counts,
 * finds or loads goes through it, as `scope_id in ${visible(viewer)}`.
 */
export function visible(viewer: Viewer): RawBuilder<unknown> {
  return sql`(select id from records.scope where readers && ${tokensOf(viewer)}::text[])`;
}

/** The same rights inside the full-text index: any of the lexemes that name a visible scope. Null (finds nothing) if there is none. */
export function visibleLexemes(viewer: Viewer): RawBuilder<unknown> {
  return sql`(select string_agg('''@' || v.id || '''', '|')::tsquery from ${visible(viewer)} v)`;
}

/** Who may change things in a file: its own office, never those it is only shared with. */
export function mayChange(viewer: Viewer, file: Pick<FileRow, 'office'>, permission: 'records.work' | 'records.manage' = 'records.work'): boolean {
  return viewer.permissions.includes(permission) && viewer.offices.includes(file.office);
}

/** The scope of a file or case file, made if it is new. The stricter of both levels counts. */
export async function scopeOf(tx: Tx, file: { office: string; shared: readonly string[]; level: Level }, level: Level = 'normal'): Promise<number> {
  const confidential = file.level === 'confidential' || level === 'confidential';
  const readers = [...new Set([file.office, ...file.shared])].map((office) => (confidential ? `${office}:confidential` : office)).sort();
  const known = await sql<{ id: number }>`select id from records.scope where readers = ${readers}::text[]`.execute(tx);
  if (known.rows[0]) return known.rows[0].id;
  await sql`insert into records.scope (readers) values (${readers}::text[]) on conflict (readers) do nothing`.execute(tx);
  const made = await sql<{ id: number }>`select id from records.scope where readers = ${readers}::text[]`.execute(tx);
  return made.rows[0]!.id;
}
