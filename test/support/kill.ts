import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { databaseUrl, startApp, type App } from './app.ts';
import { damagedObjects } from './objects.ts';
import { copyDrafts, fillInRenewal, logIn, ownPermit, resident, service, type Client } from './renewals.ts';

export interface KillPlan {
  dataDir: string;
  kills: number;
  /** Same seed, same choices; what the machine makes of them differs. */
  seed: number;
  /** New applications each round. */
  perRound: number;
  say?: (line: string) => void;
}

export interface KillReport {
  acknowledged: number;
  /** Applications sent and never answered; half of them are sent again after a restart. */
  unanswered: number;
  /** Requests whose answer the kills cut off. */
  cut: number;
  cases: number;
  granted: number;
  states: Record<string, number>;
  /** Everything that is not as promised, in words; empty when all is well. */
  faults: string[];
}

const inFlight = 16;

/**
 * An outside client keeps what was acknowledged (the 303 to the confirmation) while Stadttor is killed again and again,
 * every second time together with its PostgreSQL. Afterwards the database is asked what became of each application.
 */
export async function killAgainAndAgain(plan: KillPlan): Promise<KillReport> {
  const random = randomFrom(plan.seed);
  const say = plan.say ?? (() => undefined);
  const state: State = { drafts: [], sent: new Set(), acknowledged: new Set(), cut: 0, faults: [] };
  const workers = new Set<number>();
  let app = await startApp({ STADTTOR_DATA: plan.dataDir });
  try {
    const client = await logIn(app.url);
    const template = await withDatabase(plan.dataDir, async (db) => fillInRenewal(client, await ownPermit(db)));
    for (let kill = 0; kill < plan.kills; kill += 1) {
      state.drafts.push(...(await withDatabase(plan.dataDir, (db) => copyDrafts(db, template, plan.perRound))));
      const load = underLoad(client, state, random);
      // half of the kills come right after some acknowledgement, in the thick of sending; the others later, among the jobs
      const enough = state.acknowledged.size + 1 + Math.floor(random() * plan.perRound * 0.6);
      const latest = performance.now() + 300 + random() * 1500;
      const among = random() < 0.5;
      while (performance.now() < latest && !(among && state.acknowledged.size >= enough)) await sleep(1);
      for (const pid of documentWorkers(app)) workers.add(pid);
      const withPostgres = kill % 2 === 1;
      await killHard(app, withPostgres ? postmaster(plan.dataDir) : undefined, random() < 0.5);
      load.stop = true;
      await load.ended;
      // whoever got no answer tries again, or never comes back
      for (const draft of state.sent) if (!state.acknowledged.has(draft) && random() < 0.5) state.drafts.push(draft);
      const began = performance.now();
      app = await startApp({ STADTTOR_DATA: plan.dataDir });
      client.url = app.url;
      say(`kill ${kill + 1}${withPostgres ? ' with PostgreSQL' : ''}: ${state.acknowledged.size} acknowledged, up again after ${Math.round(performance.now() - began)} ms`);
    }
    const last = underLoad(client, state, random);
    await sleep(500);
    last.stop = true;
    await last.ended;
    await withDatabase(plan.dataDir, (db) => jobsDone(db, say));
    for (const pid of workers) if (isDocumentWorker(pid)) state.faults.push(`document worker ${pid} outlived its Stadttor`);
    const report = await withDatabase(plan.dataDir, (db) => examine(db, plan.dataDir, state));
    const code = await app.stop();
    if (code !== 0) report.faults.push(`the last stop ended with code ${code}`);
    return report;
  } finally {
    app.process.kill('SIGKILL');
    const pid = postmaster(plan.dataDir);
    if (pid !== undefined && isOurs(pid, plan.dataDir)) process.kill(pid, 'SIGINT');
  }
}

interface State {
  /** Not yet sent, or to be sent again. */
  drafts: string[];
  sent: Set<string>;
  acknowledged: Set<string>;
  cut: number;
  faults: string[];
}

/** 16 requests at a time: new applications, some of them twice at once, and such that were sent already. */
function underLoad(client: Client, state: State, random: () => number): { stop: boolean; ended: Promise<void> } {
  const load = { stop: false, ended: Promise.resolve() };
  const loop = async () => {
    while (!load.stop) {
      const again = state.sent.size > 0 && random() < 0.5;
      const draft = again ? [...state.sent][Math.floor(random() * state.sent.size)]! : state.drafts.pop();
      if (draft === undefined) await client.get('/postfach').catch(() => sleep(5));
      else await Promise.all(Array.from({ length: random() < 0.1 ? 2 : 1 }, () => submit(client, state, draft)));
    }
  };
  load.ended = Promise.all(Array.from({ length: inFlight }, loop)).then(() => undefined);
  return load;
}

async function submit(client: Client, state: State, draft: string): Promise<void> {
  state.sent.add(draft);
  try {
    const { status, location } = await client.post(`/antrag/${service}/${draft}/absenden`);
    if (status === 303 && location === `/antrag/${service}/${draft}/fertig`) state.acknowledged.add(draft);
    // while PostgreSQL goes down, 500 is an honest answer; anything else is not
    else if (status < 500) state.faults.push(`draft ${draft} was answered with ${status} ${location}`);
  } catch {
    state.cut += 1; // no answer: the promise was not given
    await sleep(5);
  }
}

/** SIGKILL for Stadttor and, if given, its PostgreSQL, in either order; returns when Stadttor is gone. */
export async function killHard(app: App, postgres: number | undefined, postgresFirst: boolean): Promise<void> {
  const gone = new Promise((done) => app.process.once('exit', done));
  if (postgres !== undefined && postgresFirst) process.kill(postgres, 'SIGKILL');
  app.process.kill('SIGKILL');
  if (postgres !== undefined && !postgresFirst) process.kill(postgres, 'SIGKILL');
  if (app.process.exitCode === null && app.process.signalCode === null) await gone;
}

export function postmaster(dataDir: string): number | undefined {
  const file = join(dataDir, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
}

const commandLine = (pid: number) => (existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '');
export const isOurs = (pid: number, dataDir: string) => commandLine(pid).includes(dataDir);
const isDocumentWorker = (pid: number) => commandLine(pid).includes(join('documents', 'worker.ts'));

function documentWorkers(app: App): number[] {
  const file = `/proc/${app.process.pid}/task/${app.process.pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').map(Number).filter(isDocumentWorker) : [];
}

export async function withDatabase<R>(dataDir: string, work: (db: pg.Client) => Promise<R>): Promise<R> {
  const db = new pg.Client({ connectionString: databaseUrl(dataDir) });
  await db.connect();
  try {
    return await work(db);
  } finally {
    await db.end();
  }
}

/** Waits as long as something moves. A job that nobody takes up again is a fault: it shows in what it did not do. */
export async function jobsDone(db: pg.Client, say: (line: string) => void): Promise<void> {
  let seen = '';
  for (let quiet = 0; quiet < 20; ) {
    const { rows } = await db.query<{ n: number; now: string }>(`select count(*)::int as n, concat_ws(' ', count(*), min(id), sum(attempts)) as now from graphile_worker.jobs where attempts < max_attempts and run_at < now() + interval '1 minute'`);
    const { n, now } = rows[0]!;
    if (n === 0) return;
    // a job that is done may leave three new ones: whatever changes is progress
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
    await sleep(1000);
  }
  const { rows } = await db.query('select task_identifier, attempts, locked_by is not null as locked, last_error, count(*)::int as n from graphile_worker.jobs group by 1, 2, 3, 4');
  say(`jobs that do not run: ${JSON.stringify(rows)}`);
}

/** What each promise of a granted case must have left exactly once, as a count per case. */
const perCase: Record<string, string> = {
  'submission': 'select case_id from cases.submission',
  'decision': 'select case_id from cases.decision',
  'letter': `select case_id from cases.document where kind = 'letter'`,
  'letter for the record': `select case_id from cases.document where kind = 'record'`,
  'copy': `select case_id from cases.document where kind = 'copy'`,
  'mailbox message': 'select case_id from mailbox.message',
  'permit term': 'select case_id from permits.term where case_id is not null',
  'access code': 'select case_id from permits.access_code where case_id is not null',
  'claim': 'select case_id from payments.claim',
  'claim due': `select c.case_id from payments.claim c join payments.claim_event e on e.claim_id = c.id where e.kind = 'due'`,
  'case file': `select source_ref::uuid as case_id from records.case_file where source = 'cases'`,
  'filed record': `select c.source_ref::uuid as case_id from records.document d join records.case_file c on c.id = d.case_file_id where c.source = 'cases' and d.ref = 'record'`,
  'filed data': `select c.source_ref::uuid as case_id from records.document d join records.case_file c on c.id = d.case_file_id where c.source = 'cases' and d.ref = 'data'`,
  'event decided': `select (payload ->> 'caseId')::uuid as case_id from kernel.event where name = 'cases.decided'`,
  ...Object.fromEntries(['case.submitted', 'case.decided', 'letter.provided'].map((kind) => [`evidence ${kind}`, `select (o.content ->> 'case')::uuid as case_id from evidence.entry e join kernel.evidence_opening o on o.entry_id = e.id where e.kind = '${kind}'`])),
};

async function examine(db: pg.Client, dataDir: string, state: State): Promise<KillReport> {
  const faults = [...state.faults];
  const drafts = new Map((await db.query<{ id: string; submitted_case: string | null }>('select id, submitted_case from forms.draft')).rows.map((row) => [row.id, row.submitted_case]));
  const cases = (await db.query<{ id: string; state: string; outcome: string | null; revision: number; reasons: string[] }>('select id, state, outcome, revision, reasons from cases.case')).rows;
  const known = new Set(cases.map(({ id }) => id));
  for (const draft of state.acknowledged) if (!known.has(drafts.get(draft) ?? '')) faults.push(`acknowledged draft ${draft} has no case`);
  const submitted = [...drafts.values()].filter((id) => id !== null);
  if (new Set(submitted).size !== submitted.length) faults.push('two drafts share a case');
  for (const { id } of cases) if (!submitted.includes(id)) faults.push(`case ${id} belongs to no draft: an application was doubled`);
  if (cases.length !== submitted.length) faults.push(`${cases.length} cases for ${submitted.length} sent drafts`);
  for (const [draft, id] of drafts) if (id !== null && !state.sent.has(draft)) faults.push(`draft ${draft} was never sent and has a case`);
  const granted = cases.filter(({ outcome }) => outcome === 'granted').map(({ id }) => id);
  for (const { id, state: at, outcome, reasons } of cases) if (outcome !== 'granted') faults.push(`case ${id} was not granted: ${at} ${reasons.join(', ')}`);
  for (const [what, query] of Object.entries(perCase)) {
    const { rows } = await db.query<{ case_id: string; n: number }>(`select case_id, count(*)::int as n from (${query}) q group by case_id`);
    const counts = new Map(rows.map((row) => [row.case_id, row.n]));
    for (const id of granted) if (counts.get(id) !== 1) faults.push(`case ${id}: ${counts.get(id) ?? 0} × ${what}`);
    for (const id of counts.keys()) if (!known.has(id)) faults.push(`${what} of a case that is not there: ${id}`);
  }
  const gaps = await db.query<{ id: string }>('select c.id from cases.case c left join cases.event e on e.case_id = c.id group by c.id having count(e.seq) <> c.revision or max(e.seq) <> c.revision');
  for (const { id } of gaps.rows) faults.push(`case ${id}: its history does not fit its revision`);
  const mails = await db.query<{ messages: number; mails: number }>(`select (select count(*)::int from mailbox.message) as messages, (select count(*)::int from kernel.mail where kind = 'mailbox.notice' and owner_id = $1) as mails`, [resident.id]);
  if (mails.rows[0]!.messages !== mails.rows[0]!.mails) faults.push(`${mails.rows[0]!.mails} mail notices for ${mails.rows[0]!.messages} messages`);
  const jobs = await db.query<{ task_identifier: string; n: number }>(`select task_identifier, count(*)::int as n from graphile_worker.jobs group by 1`);
  for (const { task_identifier, n } of jobs.rows) faults.push(`${n} × job ${task_identifier} is still there`);
  const objects = await db.query<{ sha256: string }>('select distinct sha256 from cases.document');
  for (const sha256 of await damagedObjects(dataDir, objects.rows.map((row) => row.sha256))) faults.push(`document ${sha256} is missing or damaged`);
  const states: Record<string, number> = {};
  for (const { state: at } of cases) states[at] = (states[at] ?? 0) + 1;
  return { acknowledged: state.acknowledged.size, unanswered: [...state.sent].filter((draft) => !state.acknowledged.has(draft)).length, cut: state.cut, cases: cases.length, granted: granted.length, states, faults };
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
