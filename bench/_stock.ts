import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { canonicalJson } from '../src/kernel/evidence/canonical-json.ts';
import { projectRoot } from '../src/kernel/root.ts';
import { formatReference } from '../src/standards/creditor-reference/index.ts';
import { formatNumber } from '../src/standards/checkdigit/index.ts';
import { databaseUrl, startApp } from '../test/support/app.ts';
import { copyDrafts, fillInRenewal, logIn, ownPermit, resident, service } from '../test/support/renewals.ts';

/** Cases that lie in the database before anything is measured. */
export const stockSize = 100_000;

const home = join(projectRoot, 'var', 'bench');
const batch = 10_000;

/**
 * A data folder with 100,000 finished cases, to work in and throw away. The stock is made once per state of the schema and
 * kept below var/bench; the caller gets a copy, so that every run begins alike.
 */
export async function workOnStock(): Promise<string> {
  const stock = join(home, `stock-${fingerprint()}`);
  if (!existsSync(join(stock, 'ready'))) await makeStock(stock);
  const work = join(home, 'work');
  rmSync(work, { recursive: true, force: true });
  // PostgreSQL may run as another user than we do: cp keeps who owns what
  const copied = spawnSync('cp', ['-a', '--reflink=auto', stock, work], { encoding: 'utf8' });
  if (copied.status !== 0) throw new Error(`The stock could not be copied: ${copied.stderr}`);
  return work;
}

async function makeStock(stock: string): Promise<void> {
  for (const old of existsSync(home) ? readdirSync(home).filter((name) => name.startsWith('stock-')) : []) rmSync(join(home, old), { recursive: true, force: true });
  const making = `${stock}.making`;
  mkdirSync(making, { recursive: true, mode: 0o755 });
  const app = await startApp({ STADTTOR_DATA: making });
  const db = new pg.Client({ connectionString: databaseUrl(making) });
  try {
    await db.connect();
    await multiply(db, await oneRealCase(app.url, db));
    await db.query('vacuum analyze');
  } finally {
    await db.end();
    await app.stop();
  }
  writeFileSync(join(making, 'ready'), '');
  renameSync(making, stock);
}

/** A renewal from the log-in to the letter, as a resident does it: the pattern of the whole stock. */
async function oneRealCase(url: string, db: pg.Client): Promise<string> {
  const client = await logIn(url);
  // the draft filled in stays unsent, for the measurements to copy; a copy is sent
  const [draft] = await copyDrafts(db, await fillInRenewal(client, await ownPermit(db)), 1);
  await client.post(`/antrag/${service}/${draft}/absenden`);
  for (let waited = 0; waited < 30_000; waited += 100) {
    const { rows } = await db.query<{ id: string }>(`select c.id from cases.case c join mailbox.message m on m.case_id = c.id where not exists (select from graphile_worker.jobs where attempts < max_attempts)`);
    if (rows[0]) return rows[0].id;
    await sleep(100);
  }
  throw new Error('The pattern of the stock was not decided within 30 seconds.');
}

/** The resident's application that is filled in and never sent. */
export async function unsentDraft(db: pg.Client): Promise<string> {
  const { rows } = await db.query<{ id: string }>('select id from forms.draft where owner_id = $1 and submitted_case is null order by id limit 1', [resident.id]);
  return rows[0]!.id;
}

/**
 * Every row the case left is copied: new ids (in the order of time, as UUIDv7 are), numbers, references and three cases to an
 * account; the evidence with commitment and leaf of its own.
 */
async function multiply(db: pg.Client, caseId: string): Promise<void> {
  await db.query('set synchronous_commit = off');
  await db.query(`create temp table copy (n int primary key, case_number text, reference text, permit_number text)`);
  await db.query(`create function pg_temp.fresh(n int, old text) returns uuid language sql stable as $$
    select (lpad(to_hex(1700000000000 + n::bigint * 200), 12, '0') || '7' || substr(md5(n || old), 1, 3) || '8' || substr(md5(n || old), 4, 15))::uuid $$`);
  const { rows: [pattern] } = await db.query<{ number: string; draft: string; permit: string }>('select number, d.id as draft, c.subject_ref as permit from cases.case c join forms.draft d on d.submitted_case = c.id where c.id = $1', [caseId]);
  const fresh = (old: string) => `pg_temp.fresh(copy.n, (${old})::text)`;
  const thisCase = fresh(`'${caseId}'`);
  const account = `pg_temp.fresh(copy.n / 3, 'account')`;
  const ofCase = `case_id = '${caseId}'`;
  const ofPermit = `permit_id = '${pattern!.permit}'`;
  const copies: [table: string, where: string, changed: Record<string, string>][] = [
    ['permits.permit', `id = '${pattern!.permit}'`, { id: fresh('t.id'), number: 'copy.permit_number', account_id: account, document_token: `'bestand-' || copy.n`, plate_key: `t.plate_key || copy.n` }],
    ['permits.term', ofPermit, { id: fresh('t.id'), permit_id: fresh('t.permit_id'), case_id: `case when t.case_id is not null then ${thisCase} end` }],
    ['permits.access_code', ofPermit, { id: fresh('t.id'), permit_id: fresh('t.permit_id'), case_id: `case when t.case_id is not null then ${thisCase} end` }],
    ['forms.draft', `id = '${pattern!.draft}'`, { id: fresh('t.id'), owner_id: account, subject_ref: `${fresh('t.subject_ref')}::text`, submitted_case: thisCase, submitted_number: 'copy.case_number' }],
    ['cases.case', `id = '${caseId}'`, { id: thisCase, number: 'copy.case_number', account_id: account, subject_ref: `${fresh('t.subject_ref')}::text`, received_at: `t.received_at - make_interval(secs => ${stockSize} - copy.n)`, received_on: `t.received_on - (${stockSize} - copy.n) / 300` }],
    ['cases.event', ofCase, { case_id: thisCase }],
    ['cases.submission', ofCase, { case_id: thisCase }],
    ['cases.check_run', ofCase, { id: fresh('t.id'), case_id: thisCase }],
    ['cases.decision', ofCase, { id: fresh('t.id'), case_id: thisCase }],
    ['cases.document', ofCase, { id: fresh('t.id'), case_id: thisCase, ref: `${fresh('t.ref')}::text` }],
    ['payments.claim', ofCase, { id: fresh('t.id'), case_id: thisCase, account_id: account, reference: 'copy.reference', token: `'bestand-' || copy.n` }],
    ['payments.claim_event', `claim_id = (select id from payments.claim where ${ofCase})`, { claim_id: fresh('t.claim_id') }],
    ['mailbox.message', ofCase, { id: fresh('t.id'), account_id: account, case_id: thisCase, once: `replace(t.once, '${caseId}', ${thisCase}::text) || '/' || copy.n` }],
    ['kernel.mail', `owner_id = '${resident.id}'`, { id: fresh('t.id'), owner_id: account }],
    ['kernel.event', `payload ->> 'caseId' = '${caseId}'`, { id: fresh('t.id'), payload: `replace(t.payload::text, '${caseId}', ${thisCase}::text)::jsonb` }],
  ];
  const statements: string[] = [];
  for (const [table, where, changed] of copies) {
    const { rows } = await db.query<{ name: string }>(`select attname as name from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`);
    const values = rows.map(({ name }) => changed[name] ?? `t.${name}`);
    statements.push(`insert into ${table} (${rows.map(({ name }) => name).join(', ')}) select ${values.join(', ')} from (select * from ${table} where ${where}) t, copy where copy.n > $1 and copy.n <= $1 + ${batch}`);
  }
  await proofs(db, caseId);
  statements.push(
    `with made as materialized (
      select ${fresh('p.id')} as id, p.kind, p.at, p.created_at, ${account} as owner_id, sha256(convert_to(copy.n || p.kind, 'UTF8')) as salt, replace(replace(p.content, '${caseId}', ${thisCase}::text), '${pattern!.number}', copy.case_number) as content
      from proof p, copy where copy.n > $1 and copy.n <= $1 + ${batch}
    ), opening as (insert into kernel.evidence_opening (entry_id, owner_id, salt, content, created_at) select id, owner_id, salt, content::jsonb, created_at from made)
    select count(evidence.append(id, kind, at, sha256(salt || sha256(convert_to(content, 'UTF8'))))) from made`,
  );
  const number = (prefix: string, n: number) => formatNumber({ prefix, year: 2026, serial: 1_000_000 + n });
  // the pattern is one of them
  for (let done = 0; done < stockSize - 1; done += batch) {
    const serials = Array.from({ length: Math.min(batch, stockSize - 1 - done) }, (_, index) => done + index + 1);
    const columns = [serials, serials.map((n) => number('V', n)), serials.map((n) => formatReference(number('V', n))), serials.map((n) => number('PA', n))];
    await db.query('insert into copy select * from unnest($1::int[], $2::text[], $3::text[], $4::text[])', columns);
    for (const statement of statements) await db.query(statement, [done]);
    console.log(`  filling the database: ${(done + serials.length + 1).toLocaleString('en')} of ${stockSize.toLocaleString('en')} cases …`);
  }
}

/** What was proved about the case, in the canonical bytes the commitments are made of. */
async function proofs(db: pg.Client, caseId: string): Promise<void> {
  await db.query('create temp table proof (id uuid, kind text, at timestamptz, created_at timestamptz, content text)');
  const { rows } = await db.query<{ id: string; kind: string; at: Date; created_at: Date; content: object }>(`select e.id, e.kind, e.at, o.created_at, o.content from evidence.entry e join kernel.evidence_opening o on o.entry_id = e.id where o.content ->> 'case' = $1`, [caseId]);
  for (const row of rows) await db.query('insert into proof values ($1, $2, $3, $4, $5)', [row.id, row.kind, row.at, row.created_at, canonicalJson(row.content)]);
}

/** Counts up when the stock is made in another way. */
const recipe = '1';

/** Changes with every migration and with the recipe. */
function fingerprint(): string {
  const hash = createHash('sha256').update(recipe);
  const source = join(projectRoot, 'src');
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' }).sort()) if (path.endsWith('.sql')) hash.update(readFileSync(join(source, path)));
  return hash.digest('hex').slice(0, 12);
}
