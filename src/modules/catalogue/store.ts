import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/db.ts';
import type { StoredService } from './domain/index.ts';
import type { SearchWords } from './search-words.ts';

/** A text as stored: a German string or one per language. */
type StoredText = string | { de: string; en?: string | undefined; 'de-leicht'?: string | undefined };

export interface EntryRow {
  key: string;
  hash: string;
  kind: 'online' | 'elsewhere' | 'paper';
  title: StoredText;
  summary: StoredText;
  office: string | null;
  life_situations: string[];
  languages: string[];
}

export interface VersionRow {
  hash: string;
  key: string;
  content: unknown;
  published_at: Date;
  published_by: string;
}

/** True when the version was not there before. */
export async function insertVersion(tx: Tx, version: { hash: string; stored: StoredService; at: Date; by: string }): Promise<boolean> {
  const result = await tx.insertInto('catalogue.service_version')
    .values({ hash: version.hash, key: version.stored.service.key, content: JSON.stringify(version.stored), published_at: version.at, published_by: version.by })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Offers this version from now on and files the words it is found by. */
export async function makeCurrent(tx: Tx, hash: string, stored: StoredService, words: SearchWords, at: Date): Promise<void> {
  const { service } = stored;
  await sql`insert into catalogue.current_service as c (key, hash, kind, title, summary, office, life_situations, languages, needle, words, since)
    values (${service.key}, ${hash}, ${service.kind}, ${JSON.stringify(service.title)}::jsonb, ${JSON.stringify(service.summary)}::jsonb, ${service.office ?? null},
      ${service.life_situations}::text[], ${service.languages}::text[], ${words.needle},
      setweight(to_tsvector('german', ${words.namesDe}), 'A') || setweight(to_tsvector('english', ${words.namesEn}), 'A')
        || setweight(to_tsvector('german', ${words.textDe}), 'C') || setweight(to_tsvector('english', ${words.textEn}), 'C'), ${at})
    on conflict (key) do update set hash = excluded.hash, kind = excluded.kind, title = excluded.title, summary = excluded.summary, office = excluded.office,
      life_situations = excluded.life_situations, languages = excluded.languages, needle = excluded.needle, words = excluded.words, since = excluded.since`.execute(tx);
}

export async function currentHash(db: Db, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('catalogue.current_service').select('hash').where('key', '=', key).executeTakeFirst();
  return row?.hash;
}

export async function versionByHash(db: Db, hash: string): Promise<VersionRow | undefined> {
  return db.selectFrom('catalogue.service_version').selectAll().where('hash', '=', hash).executeTakeFirst();
}

export async function knownHashes(db: Db): Promise<Set<string>> {
  const rows = await db.selectFrom('catalogue.service_version').select('hash').execute();
  return new Set(rows.map((row) => row.hash));
}

const entryColumns = ['key', 'hash', 'kind', 'title', 'summary', 'office', 'life_situations', 'languages'] as const;

export async function allEntries(db: Db): Promise<EntryRow[]> {
  return (await db.selectFrom('catalogue.current_service').select(entryColumns).orderBy('key').execute()) as EntryRow[];
}

export async function targetsOf(db: Db): Promise<string[]> {
  const result = await sql<{ url: string }>`select distinct v.content #>> '{service,target,url}' as url
    from catalogue.current_service c join catalogue.service_version v using (hash) where c.kind = 'elsewhere' order by 1`.execute(db);
  return result.rows.map((row) => row.url);
}

/** Services whose names resemble the words, or whose text has all of them; the best first. */
export async function findEntries(db: Db, query: { text: string; needle: string }, limit: number): Promise<EntryRow[]> {
  // among equals the one called exactly so, then the one with most names: it is the more general answer
  const result = await sql<EntryRow>`with found as materialized (select * from catalogue.find_services(${query.text}, ${query.needle})), best as (select max(closeness) as closeness from found)
    select s.key, s.hash, s.kind, s.title, s.summary, s.office, s.life_situations, s.languages
    from found join catalogue.current_service s on s.key = found.key cross join best
    where found.has_words or found.closeness >= 0.7 * best.closeness
    order by ${query.needle} = any (string_to_array(s.needle, ' | ')) desc,
      greatest(found.closeness, case when found.has_words then 0.3 + found.rank else 0 end) desc, length(s.needle) desc, s.key
    limit ${limit}`.execute(db);
  return result.rows;
}

/** As findEntries, but one fitting word is enough: for whole sentences. */
export async function findEntriesByAnyWord(db: Db, words: readonly string[], limit: number): Promise<EntryRow[]> {
  if (words.length === 0) return [];
  const result = await sql<EntryRow>`with found as materialized (
      select f.key, sum(f.closeness) as closeness from unnest(${[...words]}::text[]) as word cross join lateral catalogue.find_services(word, word) f group by f.key
    )
    select s.key, s.hash, s.kind, s.title, s.summary, s.office, s.life_situations, s.languages
    from found join catalogue.current_service s on s.key = found.key order by found.closeness desc, length(s.needle) desc, s.key limit ${limit}`.execute(db);
  return result.rows;
}

export async function linkCheckOf(db: Db, url: string): Promise<{ checked_at: Date; reachable: boolean } | undefined> {
  return db.selectFrom('catalogue.link_check').select(['checked_at', 'reachable']).where('url', '=', url).executeTakeFirst();
}

export async function saveLinkCheck(db: Db, check: { url: string; at: Date; reachable: boolean; detail: string }): Promise<void> {
  await db.insertInto('catalogue.link_check')
    .values({ url: check.url, checked_at: check.at, reachable: check.reachable, detail: check.detail })
    .onConflict((conflict) => conflict.column('url').doUpdateSet({ checked_at: check.at, reachable: check.reachable, detail: check.detail }))
    .execute();
}
