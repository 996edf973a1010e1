import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/db.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';
import { visible, visibleLexemes, type Viewer } from '../rights.ts';
import { countLimit } from './read.ts';

export interface Hit {
  kind: 'file' | 'case_file' | 'document';
  id: string;
  title: string;
  number: string;
  /** The case file a document lies in. */
  caseTitle: string | null;
  day: PlainDate;
  /** Text to show the place in; documents only, and none of data for machines (JSON, XML): nobody reads on in it. */
  text: string | null;
}

export interface Hits {
  hits: Hit[];
  /** At most countLimit + 1, which means: more. */
  total: number;
}

/** Ranking looks at so many hits; whoever gets more reads "mehr als 1.000" and types another word. */
const candidates = countLimit + 1;

/**
 * Full text. The scope is part of the query itself, so that the index never yields what the viewer may not see. Up to a
 * thousand hits are put in order: all words in the title first, then the newest. Ranking by ts_rank would unpack every hit's
 * words: about 0.1 ms each.
 */
export async function searchWords(db: Db | Tx, viewer: Viewer, query: string, filter: { position?: string | undefined }, limit: number, offset: number): Promise<Hits> {
  const { rows } = await sql<{ entity_id: string; kind: Hit['kind']; total: number }>`with found as materialized (
      select s.entity_id, s.kind, s.day, s.title @@ to_tsquery('german', ${query}) as in_title from records.search s
      where s.words @@ (to_tsquery('german', ${query}) && ${visibleLexemes(viewer)}) and s.scope_id in ${visible(viewer)} ${filter.position ? sql`and s.position = ${filter.position}` : sql``}
      limit ${candidates})
    select entity_id, kind, count(*) over ()::int as total from found order by in_title desc, day desc, entity_id desc limit ${limit} offset ${offset}`.execute(db);
  return withDetails(db, viewer, rows);
}

/** Parts of words in titles, where whole words found nothing. */
export async function searchTitles(db: Db | Tx, viewer: Viewer, part: string, limit: number, offset: number): Promise<Hits> {
  const like = `%${part.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<{ entity_id: string; kind: Hit['kind']; total: number }>`with found as materialized (
      (select id as entity_id, 'file' as kind, created_at from records.file where lower(title) like ${like} and scope_id in ${visible(viewer)} limit ${candidates})
      union all (select id, 'case_file', created_at from records.case_file where lower(title) like ${like} and scope_id in ${visible(viewer)} limit ${candidates})
      union all (select id, 'document', created_at from records.document where lower(title) like ${like} and scope_id in ${visible(viewer)} limit ${candidates}))
    select entity_id, kind, least(count(*) over (), ${candidates})::int as total from found order by created_at desc, entity_id desc limit ${limit} offset ${offset}`.execute(db);
  return withDetails(db, viewer, rows);
}

/** Files and case files whose number is, or begins with, one of these keys. */
export async function searchNumbers(db: Db | Tx, viewer: Viewer, keys: readonly string[], limit: number, offset: number): Promise<Hits> {
  if (keys.length === 0) return { hits: [], total: 0 };
  // '.' to '/': everything below a key, as a range of the index
  const { rows } = await sql<{ entity_id: string; kind: Hit['kind']; total: number }>`with found as materialized (
      select x.entity_id, x.kind, min(x.key) as key from unnest(${[...keys]}::text[]) as k(key) cross join ${visible(viewer)} v cross join lateral (
        (select entity_id, kind, key from records.number where scope_id = v.id and key = k.key limit ${candidates})
        union all (select entity_id, kind, key from records.number where scope_id = v.id and key ~>=~ (k.key || '.') and key ~<~ (k.key || '/') and left(k.key, 1) <> '=' order by key using ~<~ limit ${candidates})) x
      group by x.entity_id, x.kind limit ${candidates})
    select entity_id, kind, count(*) over ()::int as total from found order by length(key), key desc, entity_id limit ${limit} offset ${offset}`.execute(db);
  return withDetails(db, viewer, rows);
}

/** The one case file with exactly this number. */
export async function caseFileOfKeys(db: Db | Tx, viewer: Viewer, keys: readonly string[]): Promise<string | undefined> {
  const { rows } = await sql<{ entity_id: string }>`select distinct entity_id from records.number where key = any(${[...keys]}::text[]) and kind = 'case_file' and scope_id in ${visible(viewer)} limit 2`.execute(db);
  return rows.length === 1 ? rows[0]!.entity_id : undefined;
}

async function withDetails(db: Db | Tx, viewer: Viewer, rows: readonly { entity_id: string; kind: Hit['kind']; total: number }[]): Promise<Hits> {
  const ids = (kind: Hit['kind']) => rows.filter((row) => row.kind === kind).map((row) => row.entity_id);
  if (rows.length === 0) return { hits: [], total: 0 };
  const found = await sql<{ kind: Hit['kind']; id: string; title: string; number: string; case_title: string | null; day: string; text: string | null }>`
    select 'file' as kind, id, title, number, null as case_title, opened_on as day, null as text from records.file where id = any(${ids('file')}::uuid[]) and scope_id in ${visible(viewer)}
    union all select 'case_file', id, title, number, null, opened_on, null from records.case_file where id = any(${ids('case_file')}::uuid[]) and scope_id in ${visible(viewer)}
    union all select 'document', d.id, d.title, c.number, c.title, d.day, case when v.mime ~ '[/+](json|xml)$' then null else left(t.text, 20000) end from records.document d join records.case_file c on c.id = d.case_file_id join records.version v on v.document_id = d.id and v.no = d.current left join records.text t on t.document_id = d.id where d.id = any(${ids('document')}::uuid[]) and d.scope_id in ${visible(viewer)}`.execute(db);
  const byId = new Map(found.rows.map((row) => [row.id, row]));
  return {
    total: rows[0]!.total,
    hits: rows.flatMap(({ entity_id: id }) => {
      const row = byId.get(id);
      return row ? [{ kind: row.kind, id, title: row.title, number: row.number, caseTitle: row.case_title, day: row.day as PlainDate, text: row.text }] : [];
    }),
  };
}
