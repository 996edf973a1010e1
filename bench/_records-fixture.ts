import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { projectRoot } from '../src/kernel/root.ts';
import { indexText } from '../src/modules/records/domain/words.ts';
import { lexicon } from '../src/modules/records/domain/lexicon.ts';
import { databaseUrl, startApp, type App } from '../test/support/app.ts';

/** Offices of the invented city; each keeps a twentieth, and the clerk belongs to one of them. */
const offices = ['parken', ...Array.from({ length: 19 }, (_, at) => `amt${at + 2}`)];
const positions = ['32.2-BPA', '32.2-AG', '32.2-VA', '32.3', '20.4', '20.6', '33.1', '33.2'];
const paragraphs = 50_000;
const batch = 20_000;

export interface RecordsFixture {
  app: App;
  /** Session cookie of a clerk who may see a twentieth. */
  cookie: string;
  words: string[];
  files: string[];
  caseFiles: string[];
  numbers: string[];
}

/**
 * A running Stadttor with `size` documents of about 200 words, built once by SQL and kept below var/bench. Words follow
 * Zipf's law and are compounds of the lexicon; 4 documents make a case file, 100 case files a file.
 */
export async function recordsFixture(size: number): Promise<RecordsFixture> {
  const dataDir = join(projectRoot, 'var', 'bench', `records-${size}`);
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const app = await startApp({ STADTTOR_DATA: dataDir });
  const db = new pg.Client({ connectionString: databaseUrl(dataDir) });
  await db.connect();
  try {
    const vocabulary = makeVocabulary();
    const done = join(dataDir, 'filled');
    if (!existsSync(done)) {
      await fill(db, databaseUrl(dataDir), size, vocabulary);
      writeFileSync(done, '');
    }
    const list = async (query: string) => (await db.query<{ v: string }>(query)).rows.map((row) => row.v);
    const mine = `scope_id = (select id from records.scope where readers = array['parken'])`;
    return {
      app,
      cookie: await signIn(db),
      words: vocabulary,
      files: await list(`select id::text as v from records.file where ${mine} order by id limit 200`),
      caseFiles: await list(`select id::text as v from (select id from records.case_file where ${mine} order by created_at desc limit 5000) c order by id limit 500`),
      numbers: await list(`select number as v from (select number, id from records.case_file where ${mine} limit 5000) c order by id limit 500`),
    };
  } finally {
    await db.end();
  }
}

/** 20,000 words, the frequent ones first: base words, then compounds of two and three. */
function makeVocabulary(): string[] {
  const base = [...lexicon].filter((word) => word.length < 12);
  const random = randomFrom(11);
  const pick = () => base[Math.floor(random() * base.length)]!;
  const words = new Set<string>(base);
  while (words.size < 20_000) words.add(random() < 0.7 ? pick() + pick() : pick() + pick() + pick());
  return [...words].sort(() => random() - 0.5);
}

async function fill(db: pg.Client, url: string, size: number, vocabulary: string[]): Promise<void> {
  const progress = (what: string, done: number, all: number) => {
    const width = 30;
    const full = Math.round((done / all) * width);
    process.stdout.write(`\r  ${what.padEnd(16)} [${'#'.repeat(full)}${'.'.repeat(width - full)}] ${Math.round((done / all) * 100)} %  `);
    if (done >= all) process.stdout.write('\n');
  };
  await db.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'; set max_parallel_maintenance_workers = 2`);
  // what is built in one go at the end costs a tenth of what it costs row by row
  const slow = (await db.query<{ name: string; definition: string }>(`select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index where indrelid in ('records.search'::regclass, 'records.document'::regclass, 'records.case_file'::regclass, 'records.file'::regclass) and pg_get_indexdef(indexrelid) like '%USING gin%'`)).rows;
  for (const { name } of slow) await db.query(`drop index ${name}`);
  await db.query('truncate records.search, records.number, records.text, records.version, records.document, records.case_file, records.file, records.event cascade');
  await db.query('drop table if exists public.paragraph; create unlogged table public.paragraph (id integer primary key, text text, words tsvector)');
  const random = randomFrom(7);
  const harmonic = Math.log(vocabulary.length);
  const zipf = () => vocabulary[Math.min(vocabulary.length - 1, Math.floor(Math.exp(random() * harmonic)) - 1)]!;
  for (let from = 0; from < paragraphs; from += 5000) {
    const texts = Array.from({ length: 5000 }, () => Array.from({ length: 40 }, zipf).join(' '));
    await db.query(`insert into public.paragraph select p.id, p.text, to_tsvector('german', p.words) from unnest($1::int[], $2::text[], $3::text[]) as p(id, text, words)`, [texts.map((_, at) => from + at), texts, texts.map(indexText)]);
    progress('paragraphs', from + 5000, paragraphs);
  }
  await db.query(`insert into records.scope (readers) select array[o] from unnest($1::text[]) o on conflict do nothing`, [offices]);
  const files = Math.ceil(size / 400);
  await db.query(`insert into records.file (id, number, position, year, title, office, level, scope_id, collective, opened_on, created_at)
    select gen_random_uuid(), p.position || '/2025-' || lpad(g::text, 5, '0'), p.position, 2025, 'Akte ' || g, o.office, 'normal', s.id, false, '2025-01-01', timestamptz '2025-01-01' + g * interval '1 minute'
    from generate_series(1, $1::int) g cross join lateral (select ($2::text[])[1 + g % 20] as office) o cross join lateral (select ($3::text[])[1 + (g / 20) % 8] as position) p join records.scope s on s.readers = array[o.office]`, [files, offices, positions]);
  await db.query(`insert into records.case_file (id, file_id, number, title, level, scope_id, opened_on, created_at)
    select gen_random_uuid(), f.id, f.number || '.' || lpad(g::text, 6, '0'), 'Vorgang ' || g || ' ' || split_part(p.text, ' ', 1) || ' ' || split_part(p.text, ' ', 2), 'normal', f.scope_id, '2025-01-01', f.created_at + g * interval '1 second'
    from records.file f cross join generate_series(1, 100) g join public.paragraph p on p.id = (abs(hashtext(f.number)) + g) % ${paragraphs}`);
  progress('case files', 1, 1);
  await db.query('create index if not exists bench_case_no on records.case_file (created_at)');
  await db.query('drop table if exists public.bench_case; create unlogged table public.bench_case as select row_number() over (order by id) - 1 as n, id, scope_id, file_id from records.case_file; alter table public.bench_case add primary key (n)');
  let written = 0;
  const cases = files * 100;
  const worker = async (half: number) => {
    const own = new pg.Client({ connectionString: url });
    await own.connect();
    await own.query('set synchronous_commit = off');
    for (let from = half * batch; from < size; from += 2 * batch) {
      await own.query('begin');
      await own.query(documents, [from, Math.min(from + batch, size) - 1, cases]);
      await own.query('commit');
      written += Math.min(batch, size - from);
      progress('documents', written, size);
    }
    await own.end();
  };
  await Promise.all([worker(0), worker(1)]);
  await db.query(`insert into records.search select f.id, 'file', f.scope_id, f.position, f.opened_on, to_tsvector('german', f.title), to_tsvector('german', f.title) || array_to_tsvector(array['@' || f.scope_id]) from records.file f`);
  await db.query(`insert into records.search select c.id, 'case_file', c.scope_id, f.position, c.opened_on, to_tsvector('german', lower(c.title)), to_tsvector('german', lower(c.title)) || array_to_tsvector(array['@' || c.scope_id]) from records.case_file c join records.file f on f.id = c.file_id`);
  await db.query(`insert into records.number select lower(replace(replace(f.position, '-', '.') || '.2025.' || ltrim(right(f.number, 5), '0'), '..', '.')), 'file', f.id, f.scope_id from records.file f`);
  await db.query(`insert into records.number select lower(replace(f.position, '-', '.') || '.2025.' || ltrim(right(f.number, 5), '0') || '.' || ltrim(right(c.number, 6), '0')), 'case_file', c.id, c.scope_id from records.case_file c join records.file f on f.id = c.file_id`);
  for (const [at, { name, definition }] of slow.entries()) {
    await db.query(definition);
    progress(`index ${name.split('.').at(-1)!.slice(0, 9)}`, at + 1, slow.length);
  }
  await db.query('drop table public.bench_case; drop table public.paragraph; drop index records.bench_case_no');
  await db.query('vacuum (analyze, parallel 0) records.search, records.document, records.case_file, records.file, records.number, records.text, records.version, records.scope');
  await db.query('checkpoint');
}

const documents = `with d as materialized (
    select gen_random_uuid() as id, g, c.id as case_file_id, c.scope_id, f.position, f.created_at, p1.text as t1, p1.text || ' ' || p2.text || ' ' || p3.text || ' ' || p4.text || ' ' || p5.text as text,
      p1.words || p2.words || p3.words || p4.words || p5.words as words
    from generate_series($1::int, $2::int) g join public.bench_case c on c.n = g % $3::int join records.file f on f.id = c.file_id
      join public.paragraph p1 on p1.id = (g::bigint * 7919) % ${paragraphs} join public.paragraph p2 on p2.id = (g::bigint * 104729 + 1) % ${paragraphs} join public.paragraph p3 on p3.id = (g::bigint * 15485863 + 2) % ${paragraphs}
      join public.paragraph p4 on p4.id = (g::bigint * 32452843 + 3) % ${paragraphs} join public.paragraph p5 on p5.id = (g::bigint * 49979687 + 4) % ${paragraphs}
  ), document as (
    insert into records.document (id, case_file_id, no, kind, title, scope_id, ref, day, current, created_at)
    select id, case_file_id, 1 + g / $3::int, 'letter', 'Schreiben ' || g || ' ' || split_part(t1, ' ', 3), scope_id, g::text, date '2025-01-01' + (g % 360), 1, created_at + g * interval '1 millisecond' from d
  ), version as (
    insert into records.version (document_id, no, sha256, filename, mime, size, actor_kind, evidence_id, at) select id, 1, encode(sha256(id::text::bytea), 'hex'), 'schreiben.pdf', 'application/pdf', 40000, 'system', gen_random_uuid(), created_at from d
  ), text as (
    insert into records.text (document_id, no, state, text, pages) select id, 1, 'read', text, 1 from d
  )
  insert into records.search (entity_id, kind, scope_id, position, day, title, words)
  select id, 'document', scope_id, position, date '2025-01-01' + (g % 360), to_tsvector('german', 'schreiben ' || g || ' ' || split_part(t1, ' ', 3)), to_tsvector('german', 'schreiben ' || g) || words || array_to_tsvector(array['@' || scope_id]) from d`;

/** A session as the log-in makes it. */
async function signIn(db: pg.Client): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const id = '00000000-0000-7000-8000-000000000101';
  const principal = { kind: 'staff', id, name: 'Kim Bauer', role: 'clerk', permissions: ['cases.work', 'records.read', 'records.work'], offices: ['parken'] };
  await db.query(`insert into kernel.session (id, token_hash, principal_kind, principal_id, principal, assurance, device, created_at, last_seen_at, idle_until, ends_at)
    values (gen_random_uuid(), $1, 'staff', $2, $3, 'basis', 'bench', now(), now(), now() + interval '1 hour', now() + interval '1 hour')`, [createHash('sha256').update(token).digest(), id, JSON.stringify(principal)]);
  return `__Host-stadttor=${token}`;
}

/** Mulberry32: a small generator with a seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
