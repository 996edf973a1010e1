import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { uuidv7 } from '../src/kernel/ids/index.ts';
import { projectRoot } from '../src/kernel/root.ts';
import { formatNumber } from '../src/standards/checkdigit/index.ts';
import { buildRequest, readAnswer, transactionIdOf, type Project } from '../src/standards/girocheckout/index.ts';
import { freePort, temporaryDataDir } from '../test/support/app.ts';
import { request, send } from './_load.ts';
import { connections, startPostgres } from './_postgres.ts';
import { recordSql, type Statement } from './_recording.ts';
import { median, round, type Result } from './_result.ts';
import { startServer } from './_server.ts';

const inFlight = 16;
const runs = 5;
const perRun = 400;
const project: Project = { merchantId: '1000001', projectId: '10032', passwords: ['only for measuring'] };

/** A page that was paid at the provider and of which nobody has told us yet. */
interface Paid {
  attempt: string;
  claim: string;
  case: string;
  reference: string;
  merchantTxId: string;
  /** What the provider's message says. */
  query: string;
}

/**
 * The complete handling of a notify (signature, stored message, question to the provider, settlement, answer) against the SQL of one
 * such settlement, BEGIN to COMMIT, as prepared statements in a bare loop that asks the same provider the same question first. Both with
 * 16 at a time on the same database, in turns; the provider runs in a process of its own.
 */
export async function bench(): Promise<Result[]> {
  const dataDir = temporaryDataDir();
  const simulator = await startSimulator(dataDir);
  const postgres = await startPostgres(dataDir);
  try {
    const { owner } = postgres;
    const pattern = await recordOne(postgres.url, postgres.socket, owner, dataDir, simulator.url);
    const app = await startServer(postgres.url, dataDir, settings(simulator.url));
    const clients = await connections(postgres.url, inFlight);
    const rates: { complete: number; bare: number }[] = [];
    let settled = 1;
    try {
      for (let run = 0; run <= runs; run += 1) {
        const [ours, theirs] = [await paidPages(owner, simulator, perRun), await paidPages(owner, simulator, perRun)];
        const notifies = ours.map(notify);
        const loop = theirs.map((paid, index) => ({ status: statusCall(paid), transaction: renewed(pattern, paid, run * perRun + index) }));
        await owner.query('checkpoint');
        const first = performance.now();
        const answers = await send(app.port, notifies, inFlight);
        const second = performance.now();
        await replay(clients, simulator.url, loop);
        const third = performance.now();
        const refused = answers.find(({ status }) => status !== 200);
        if (refused) throw new Error(`A notify was answered with ${refused.status}.`);
        settled += ours.length + theirs.length;
        // the first run only warms up
        if (run > 0) rates.push({ complete: (perRun / (second - first)) * 1000, bare: (perRun / (third - second)) * 1000 });
      }
    } finally {
      await Promise.all(clients.map((client) => client.end()));
      await app.stop();
    }
    const ratio = round(median(rates.map(({ complete, bare }) => complete / bare)));
    const perSecond = (key: 'complete' | 'bare') => Math.round(median(rates.map((rate) => rate[key])));
    const { rows: [counted] } = await owner.query<{ receipts: number; paid: number; clearing: number; told: number }>(`select (select count(*)::int from payments.receipt) as receipts, (select count(*)::int from payments.attempt where state = 'paid') as paid,
      (select count(*)::int from payments.entry where account = 'clearing') as clearing, (select count(*)::int from kernel.event where name = 'payments.settled') as told`);
    const whole = Object.values(counted!).every((n) => n === settled);
    return [
      { id: 'settle', what: `notify handled to committed settlement, ${perSecond('complete')}/s with ${inFlight} at a time, ${runs} runs, median`, value: ratio, unit: 'ratio', against: `the status call and its ${pattern.transaction.length} statements in a bare loop, ${perSecond('bare')}/s`, goal: '≥ 0.5', holds: ratio >= 0.5 },
      { id: 'settle', what: `receipts afterwards (paid ${counted!.paid}, booked ${counted!.clearing}, told ${counted!.told})`, value: counted!.receipts, unit: 'receipts', against: 'settled + replayed', goal: `= ${settled}`, holds: whole },
    ];
  } finally {
    await postgres.stop();
    simulator.stop();
  }
}

/** Messages come from many addresses here, as the real provider's would be slower than the limit for one. */
const settings = (url: string) => ({ GIROCHECKOUT_URL: url, GIROCHECKOUT_PROJECTS: JSON.stringify([project]), TRUST_PROXY: 'on', DATABASE_POOL: String(inFlight) });

interface Simulator {
  url: string;
  origin: string;
  stop(): void;
}

/** The provider, which tells nobody by itself: the load brings its messages. */
async function startSimulator(dataDir: string): Promise<Simulator> {
  const port = await freePort();
  const faults = join(dataDir, 'faults.json');
  writeFileSync(faults, JSON.stringify([{ kind: 'lost' }]));
  const child = spawn(process.execPath, [join(projectRoot, 'dist', 'cli.js'), 'simulate', 'girocheckout', '--port', String(port), '--password', project.passwords[0], '--faults', faults], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('Steuerung') && done());
    child.once('exit', () => fail(new Error('The simulated provider did not start.')));
  });
  const origin = `http://127.0.0.1:${port}/`;
  return { origin, url: `${origin}girocheckout/api/v2/`, stop: () => void child.kill() };
}

let serial = 0;

/** So many claims with an attempt each, opened and paid at the provider; in our database the state before anybody was told. */
async function paidPages(owner: pg.Client, simulator: Simulator, count: number): Promise<Paid[]> {
  const pages: Paid[] = [];
  const one = async () => {
    const attempt = uuidv7();
    const merchantTxId = transactionIdOf(attempt);
    const call = buildRequest(project, 'paypage/init', { merchantTxId, amount: 3070, currency: 'EUR', purpose: 'bench', single: 2, test: true, successUrl: 'http://localhost/ok', failUrl: 'http://localhost/fail', notifyUrl: 'http://localhost/notify' });
    if (!call.ok) throw new Error(JSON.stringify(call.problems));
    const answer = await fetch(simulator.url + call.path, { method: 'POST', body: call.body, headers: { 'content-type': call.contentType } });
    const read = readAnswer(project, 'paypage/init', new Uint8Array(await answer.arrayBuffer()), answer.headers.get('hash'));
    if (!read.ok) throw new Error(read.key);
    const { reference } = read.answer;
    const acted = (await (await fetch(`${simulator.origin}steuerung/zahler`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ reference, act: 'pay' }) })).json()) as { redirect: string };
    pages.push({ attempt, claim: uuidv7(), case: uuidv7(), reference, merchantTxId, query: new URL(acted.redirect).search.slice(1) });
  };
  let left = count;
  await Promise.all(Array.from({ length: inFlight }, async () => {
    while (left-- > 0) await one();
  }));
  serial += count;
  await owner.query(
    `with made as (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[]) with ordinality as m (attempt, claim, case_id, posting, reference, merchant_tx_id, n)),
      claim as (
        insert into payments.claim (id, case_id, reference, token, amount_cents, purpose, amount_label, legal_source, assumption, priced_on, created_at)
        select claim, case_id, 'RFBENCH' || $7::int - n, left(replace(claim::text, '-', ''), 22) || n, 3070, 'bench', 'bench', 'bench', true, '2026-11-24', now() from made
      ), due as (
        insert into payments.claim_event (claim_id, seq, kind, due_on, at) select claim, 1, 'due', '2026-12-24', now() from made
      ), posting as (
        insert into payments.posting (id, kind, subject, claim_id, day, at) select posting, 'due', claim::text, claim, current_date, now() from made
      ), entry as (
        insert into payments.entry (posting_id, account, amount_cents) select posting, side.account, side.cents from made, (values ('claims', 3070), ('revenue', -3070)) as side (account, cents)
      ), opened as (
        insert into payments.attempt_event (attempt_id, seq, kind, source, at) select attempt, s, case s when 1 then 'created' else 'opened' end, 'init', now() from made, generate_series(1, 2) s
      )
      insert into payments.attempt (id, claim_id, provider, project, method, merchant_tx_id, amount_cents, idempotency_key, state, revision, reference, page_url, created_at, page_until, next_poll_at)
      select attempt, claim, 'girocheckout', $8, '11', merchant_tx_id, 3070, gen_random_uuid(), 'open', 2, reference, 'http://localhost/', now(), now() + interval '30 minutes', now() + interval '1 day' from made`,
    [pages.map((page) => page.attempt), pages.map((page) => page.claim), pages.map((page) => page.case), pages.map(() => uuidv7()), pages.map((page) => page.reference), pages.map((page) => page.merchantTxId), serial, project.projectId],
  );
  return pages;
}

let address = 0;

function notify({ query }: Paid): Buffer {
  address += 1;
  return request('GET', `/api/v1/payments/girocheckout/notify?${query}`, { 'x-forwarded-for': `10.${(address >> 8) % 256}.${address % 256}.1` });
}

interface Pattern {
  paid: Paid;
  receipt: string;
  transaction: Statement[];
}

/** A real settlement, as it goes over the wire; the first one only warms up. */
async function recordOne(url: string, socket: string, owner: pg.Client, dataDir: string, provider: string): Promise<Pattern> {
  const recorder = await recordSql(url, socket);
  const app = await startServer(recorder.url, dataDir, settings(provider));
  try {
    const [paid] = await paidPages(owner, { url: provider, origin: new URL('/', provider).href, stop: () => undefined }, 1);
    recorder.take();
    const [answer] = await send(app.port, [notify(paid!)], 1);
    const statements = recorder.take().find((sent) => sent.some(({ text }) => /payments\.receipt/.test(text)));
    const from = statements?.findIndex(({ text }) => /^begin/i.test(text)) ?? -1;
    if (answer!.status !== 200 || !statements || from < 0) throw new Error(`The notify was answered with ${answer!.status} and settled nothing.`);
    const { rows: [made] } = await owner.query<{ number: string }>('select number from payments.receipt where claim_id = $1', [paid!.claim]);
    return { paid: paid!, receipt: made!.number, transaction: statements.slice(from, statements.findIndex(({ text }, index) => index > from && /^commit/i.test(text)) + 1) };
  } finally {
    await app.stop();
    await recorder.close();
  }
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The recorded settlement for another payment: everything that was new in it is made new, down to the words inside JSON. */
function renewed({ paid: old, receipt, transaction }: Pattern, paid: Paid, index: number): Statement[] {
  const fresh = new Map([[old.attempt, paid.attempt], [old.claim, paid.claim], [old.case, paid.case], [old.reference, paid.reference], [old.merchantTxId, paid.merchantTxId], [receipt, formatNumber({ prefix: 'Q', year: 2026, serial: 50_000_000 + index })]]);
  for (const { values } of transaction) for (const value of values) if (typeof value === 'string') for (const id of value.match(uuid) ?? []) if (!fresh.has(id)) fresh.set(id, uuidv7());
  const renew = (value: string) => [...fresh].reduce((text, [before, now]) => text.replaceAll(before, now), value);
  return transaction.map(({ text, values }) => ({ text, values: values.map((value) => (typeof value === 'string' ? renew(value) : value)) }));
}

interface StatusCall {
  path: string;
  body: string;
  contentType: string;
}

/** The question to the provider, signed before the measurement. */
function statusCall({ reference }: Paid): StatusCall {
  const call = buildRequest(project, 'transaction/status', { reference });
  if (!call.ok) throw new Error(JSON.stringify(call.problems));
  return call;
}

async function replay(clients: readonly pg.Client[], provider: string, all: readonly { status: StatusCall; transaction: Statement[] }[]): Promise<void> {
  let next = 0;
  const names = new Map<string, string>();
  const named = (text: string) => names.get(text) ?? names.set(text, `replay_${names.size}`).get(text)!;
  await Promise.all(clients.map(async (client) => {
    while (next < all.length) {
      const { status, transaction } = all[next]!;
      next += 1;
      const answer = await fetch(provider + status.path, { method: 'POST', body: status.body, headers: { 'content-type': status.contentType } });
      await answer.arrayBuffer();
      for (const { text, values } of transaction) await (values.length > 0 || /^select/i.test(text) ? client.query({ name: named(text), text, values }) : client.query(text));
    }
  }));
}
