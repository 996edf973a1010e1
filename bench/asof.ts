import pg from 'pg';
import { createDb, createPool } from '../src/kernel/db/db.ts';
import { plainDate } from '../src/kernel/time/index.ts';
import { cellsAt } from '../src/modules/plan/store.ts';
import { databaseUrl, startApp, temporaryDataDir } from '../test/support/app.ts';
import { median, round, type Result } from './_result.ts';

const SUBJECTS = 100;
const spans = [1, 10, 100];

/** A view of a plan of 100 things after 1, 10 and 100 years of quarterly statements, each corrected once: what a point in the middle costs. */
export async function bench(): Promise<Result[]> {
  const dataDir = temporaryDataDir();
  const app = await startApp({ STADTTOR_DATA: dataDir });
  const client = new pg.Client({ connectionString: databaseUrl(dataDir) });
  const pool = createPool(databaseUrl(dataDir), 2);
  const db = createDb(pool);
  try {
    await client.connect();
    for (const years of spans) await fill(client, years);
    await client.query('analyze plan.fact; analyze plan.cell');
    const times = new Map<number, number[]>(spans.map((years) => [years, []]));
    // in turns, so that whatever else the machine does meets all of them alike
    for (let i = 0; i < 120; i += 1) {
      for (const years of spans) {
        const asOf = plainDate(`${1900 + Math.floor((years * (i % 10)) / 10)}-${String(1 + (i % 12)).padStart(2, '0')}-20`);
        const started = performance.now();
        const rows = await cellsAt(db, [`1900-${years}`], asOf, new Date(i % 2 === 0 ? '2001-06-01T00:00:00Z' : '2020-01-01T00:00:00Z'));
        times.get(years)!.push(performance.now() - started);
        if (rows.length < SUBJECTS) throw new Error(`${years} years: only ${rows.length} statements on ${asOf}`);
      }
    }
    const costs = new Map(spans.map((years) => [years, median(times.get(years)!.slice(20))]));
    const [one, , hundred] = spans.map((years) => costs.get(years)!);
    const ratio = hundred! / one!;
    return [
      ...spans.map((years): Result => ({ id: 'asof', what: `${SUBJECTS} statements of a point, ${years} ${years === 1 ? 'year' : 'years'} of history (${SUBJECTS * years * 8} records)`, value: round(costs.get(years)!), unit: 'ms', against: 'curve', goal: '–', holds: true })),
      { id: 'asof', what: 'a hundred times the history costs', value: round(ratio), unit: '×', against: '1 year', goal: '≤ 2', holds: ratio <= 2 },
    ];
  } finally {
    await db.destroy();
    await client.end();
    await app.stop();
  }
}

/** Each statement holds for a quarter and was corrected in 2010: two cells, one for what was known before and one for after. */
async function fill(client: pg.Client, years: number): Promise<void> {
  await client.query(
    `with raw as (
        select '1900-' || $1::int || '/status/item/i' || s as subject, (date '1900-01-01' + make_interval(months => 3 * m))::date as day, k
        from generate_series(1, $2) s, generate_series(0, $1::int * 4 - 1) m, generate_series(0, 1) k
      ),
      fact as (
        insert into plan.fact (subject, plan, kind, valid_from, content, origin, recorded_at)
        select subject, '1900-' || $1::int, 'status', day, jsonb_build_object('source', null, 'precision', 'day', 'assessment', true, 'of', split_part(subject, '/', 3) || '/' || split_part(subject, '/', 4), 'state', 'running', 'text', 'Stand ' || k, 'by', 'Stadt'), 'import', case k when 0 then timestamptz '2000-01-01' else '2010-01-01' end from raw
        returning seq, subject, plan, valid_from, recorded_at
      )
      insert into plan.cell (subject, plan, kind, fact_seq, valid, known)
      select subject, plan, 'status', seq, daterange(valid_from, (valid_from + interval '3 months')::date), tstzrange(recorded_at, case when recorded_at < '2005-01-01' then timestamptz '2010-01-01' end) from fact`,
    [years, SUBJECTS],
  );
}
