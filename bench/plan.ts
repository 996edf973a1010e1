import { readFileSync } from 'node:fs';
import pg from 'pg';
import { databaseUrl, startApp, temporaryDataDir } from '../test/support/app.ts';
import { round, type Result } from './_result.ts';

const PLANS = 10;
const MEASURES = 100;
const YEARS = 10;
const REQUESTS = 200;

/** The overview of one of ten plans of a hundred measures, each with ten years of nightly snapshots: CPU of the process that serves it, a page. */
export async function bench(): Promise<Result[]> {
  const dataDir = temporaryDataDir();
  const app = await startApp({ STADTTOR_DATA: dataDir });
  const client = new pg.Client({ connectionString: databaseUrl(dataDir) });
  try {
    await client.connect();
    await fillPlans(client);
    await fillSnapshots(client);
    const path = `/plan/${2000 + PLANS - 1}-last`;
    const page = async () => {
      const response = await fetch(app.url + path);
      if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
      return response.text();
    };
    for (let i = 0; i < 60; i += 1) await page();
    const rows = (await page()).match(/class="st-matrix__lead"|class="kern-table__row/g)?.length ?? 0;
    if (rows < MEASURES) throw new Error(`the overview shows only ${rows} rows`);
    const before = cpuMilliseconds(app.process.pid!);
    for (let i = 0; i < REQUESTS; i += 1) await page();
    const warm = (cpuMilliseconds(app.process.pid!) - before) / REQUESTS;
    // every request at another moment of knowledge: nothing that was kept helps
    const start = cpuMilliseconds(app.process.pid!);
    for (let i = 0; i < REQUESTS; i += 1) await (await fetch(`${app.url}${path}?asOf=20${String(12 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 9)).padStart(2, '0')}-15`)).text();
    const cold = (cpuMilliseconds(app.process.pid!) - start) / REQUESTS;
    return [
      { id: 'plan', what: `overview, ${PLANS} plans × ${MEASURES} measures × ${YEARS} years of snapshots, CPU a page over ${REQUESTS}`, value: round(warm), unit: 'ms', against: 'limit', goal: '≤ 8', holds: warm <= 8 },
      { id: 'plan', what: 'the same page for changing days of the past', value: round(cold), unit: 'ms', against: 'information', goal: '–', holds: true },
    ];
  } finally {
    await client.end();
    await app.stop();
  }
}

/** Invented plans, written as the import would: facts and the cells folded from them. */
async function fillPlans(client: pg.Client): Promise<void> {
  await client.query(
    `with p as (select n, (2000 + n) || '-last' as plan from generate_series(0, $1 - 1) n),
      raw as (
        select plan, plan || '/plan/plan' as subject, 'plan' as kind, make_date(2000 + n, 1, 1) as day, jsonb_build_object('source', null, 'precision', 'day', 'assessment', true, 'title', 'Plan ' || n, 'short', 'Plan ' || n, 'from', (2000 + n) || '-01-01', 'to', '2030-12-31', 'steering', null, 'continuation', null, 'facts', '[]'::jsonb) as content from p
        union all select plan, plan || '/goal/z' || g, 'goal', make_date(2000 + n, 1, 1), jsonb_build_object('source', null, 'precision', 'day', 'assessment', true, 'order', g, 'code', 'Z' || g, 'title', 'Ziel ' || g) from p, generate_series(1, 8) g
        union all select plan, plan || '/measure/m' || m, 'measure', make_date(2000 + n, 1, 1), jsonb_build_object('source', null, 'precision', 'day', 'assessment', true, 'order', m, 'group', 'A', 'code', 'A' || m, 'title', 'Maßnahme ' || m, 'lead', m <= 3, 'targets', null, 'owner', null, 'goals', jsonb_build_array('z' || (m % 8 + 1)), 'laws', '[]'::jsonb, 'depends_on', '[]'::jsonb, 'indicators', jsonb_build_array('cases.received'), 'facts', '[]'::jsonb) from p, generate_series(1, $2) m
        union all select plan, plan || '/status/measure/m' || m, 'status', make_date(2000 + n + y, 2, 1), jsonb_build_object('source', null, 'precision', 'day', 'assessment', true, 'of', 'measure/m' || m, 'state', (array['planned', 'running', 'done'])[1 + m % 3], 'text', 'Stand ' || y, 'by', 'Stadt') from p, generate_series(1, $2) m, generate_series(0, 9) y
      ),
      fact as (
        insert into plan.fact (subject, plan, kind, valid_from, content, origin, recorded_at) select subject, plan, kind, day, content, 'import', '2000-01-01' from raw where day <= current_date returning seq, subject, plan, kind, valid_from
      )
      insert into plan.cell (subject, plan, kind, fact_seq, valid, known)
      select subject, plan, kind, seq, daterange(valid_from, lead(valid_from) over (partition by subject order by valid_from)), tstzrange('2000-01-01', null) from fact`,
    [PLANS, MEASURES],
  );
  await client.query('analyze plan.fact; analyze plan.cell');
}

async function fillSnapshots(client: pg.Client): Promise<void> {
  await client.query(
    `insert into plan.snapshot (indicator, day, taken_at, value, failed)
      select i, d::date, d + interval '1 day', extract(doy from d), false from unnest(array['cases.received', 'cases.decided', 'cases.automatic', 'cases.channel', 'cases.processing_time', 'forms.starts', 'forms.conversion', 'forms.dropoff', 'forms.satisfaction', 'portal.visits', 'catalogue.online', 'catalogue.maturity']) i, generate_series(current_date - $1 * 365, current_date - 1, interval '1 day') d`,
    [YEARS],
  );
  await client.query(
    `insert into plan.snapshot (indicator, day, taken_at, value, failed)
      select 'bench.m' || m, d::date, d + interval '1 day', m, false from generate_series(1, $1) m, generate_series(current_date - $2 * 365, current_date - 1, interval '1 day') d`,
    [MEASURES, YEARS],
  );
  await client.query('analyze plan.snapshot');
}

/** User and system time the process has used, from /proc (ticks of 10 ms). */
export function cpuMilliseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
