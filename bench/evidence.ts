import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import pg from 'pg';
import { createDb, createPool } from '../src/kernel/db/db.ts';
import { createEvidence } from '../src/kernel/evidence/evidence.ts';
import { createKeys } from '../src/kernel/keys/keys.ts';
import { createFolderStore } from '../src/kernel/objects/index.ts';
import { uuidv7 } from '../src/kernel/ids/index.ts';
import { systemClock } from '../src/kernel/time/index.ts';
import { databaseUrl, startApp, temporaryDataDir } from '../test/support/app.ts';
import { median, round, type Result } from './_result.ts';

const ROUNDS = 9;
const EACH = 400;
const CLIENTS = 4;

/**
 * A business transaction as the submission of an application is one (case row with event and content, a counter, a job), with
 * and without its entry in the log; the application beside it works the log off as always. Both kinds take turns.
 */
export async function bench(): Promise<Result[]> {
  const dataDir = temporaryDataDir();
  const app = await startApp({ STADTTOR_DATA: dataDir });
  const url = databaseUrl(dataDir);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const pool = createPool(url, CLIENTS);
  try {
    await owner.query(`create schema bench; create table bench.case (id uuid primary key, number text unique, state text, received_at timestamptz, due_on date, office text);
      create index on bench.case (office, state, due_on); create table bench.event (case_id uuid, seq int, kind text, data jsonb, at timestamptz, primary key (case_id, seq));
      create table bench.submission (case_id uuid primary key, frozen jsonb); grant usage on schema bench to stadttor_app; grant all on all tables in schema bench to stadttor_app`);
    const db = createDb(pool);
    const evidence = createEvidence({ db, clock: systemClock, keys: createKeys('x'.repeat(32)), objects: await createFolderStore(`${dataDir}/bench-objects`), origin: 'bench', witnesses: [] });
    const frozen = JSON.stringify({ answers: Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`field_${n}`, { value: `value number ${n}`, provenance: { source: 'account', assurance: 'basis' } }])) });
    const business = (withEvidence: boolean) => db.transaction().execute(async (tx) => {
      const id = uuidv7();
      const at = systemClock.now();
      await sql`insert into bench.case values (${id}, ${id}, 'received', ${at}, ${at}, 'parken')`.execute(tx);
      await sql`insert into bench.submission values (${id}, ${frozen}::jsonb)`.execute(tx);
      await sql`insert into bench.event values (${id}, 1, 'received', '{}', ${at})`.execute(tx);
      await sql`insert into kernel.event (id, name, payload, at) values (${id}, 'bench.received', '{}', ${at})`.execute(tx);
      await sql`select kernel.enqueue_job('bench.nothing', '{}'::json, now() + interval '1 day', null, null, 1)`.execute(tx);
      if (withEvidence) await evidence.append(tx, { kind: 'case.submitted', content: { case: id, number: id, service: 'bench', version: 'x'.repeat(64), content: 'y'.repeat(64), channel: 'online', day: '2026-11-25' } });
    });
    const measure = async (withEvidence: boolean): Promise<number> => {
      const started = performance.now();
      await Promise.all(Array.from({ length: CLIENTS }, async () => {
        for (let n = 0; n < EACH / CLIENTS; n += 1) await business(withEvidence);
      }));
      return (performance.now() - started) / EACH;
    };
    await measure(true);
    await measure(false);
    const ratios: number[] = [];
    const [without, withIt]: [number[], number[]] = [[], []];
    for (let at = 0; at < ROUNDS; at += 1) {
      const first = at % 2 === 0;
      const a = await measure(first);
      const b = await measure(!first);
      without.push(first ? b : a);
      withIt.push(first ? a : b);
      ratios.push(withIt.at(-1)! / without.at(-1)!);
    }
    const ratio = median(ratios);
    return [{ id: 'evidence', what: `business transaction with evidence ÷ without, ${CLIENTS} clients (${round(median(withIt))} ms ÷ ${round(median(without))} ms)`, value: round(ratio), unit: 'ratio', against: 'the same without', goal: '≤ 1.25', holds: ratio <= 1.25 }];
  } finally {
    await pool.end();
    await owner.end();
    await app.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
