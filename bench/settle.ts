import { rmSync } from 'node:fs';
import type pg from 'pg';
import { uuidv7 } from '../src/kernel/ids/index.ts';
import { formatNumber } from '../src/standards/checkdigit/index.ts';
import { buildRequest, readAnswer, transactionIdOf } from '../src/standards/girocheckout/index.ts';
import { temporaryDataDir } from '../test/support/app.ts';
import { dueClaims, startProvider, type DueClaim, type ProviderProcess } from '../test/support/girocheckout.ts';
import { request, send } from './_load.ts';
import { connections, startPostgres } from './_postgres.ts';
import { idsOf, recordSql, renewed, replay, type Statement } from './_recording.ts';
import { median, round, type Result } from './_result.ts';
import { startServer } from './_server.ts';

const inFlight = 16;
const runs = 5;
const perRun = 400;

/** A page that was paid at the provider and of which nobody has told us yet. */
interface Paid {
  claim: DueClaim;
  attempt: string;
  reference: string;
  merchantTxId: string;
  /** What the provider's message says. */
  query: string;
  /** The question to the provider, signed before the measurement. */
  status: { path: string; body: string; contentType: string };
}

/**
 * The complete handling of a notify (signature, stored message, question to the provider, settlement, answer) against the SQL of one
 * such settlement, BEGIN to COMMIT, as prepared statements in a bare loop that asks the same provider the same question first. Both with
 * 16 at a time on the same database, in turns; the provider runs in a process of its own.
 */
export async function bench(): Promise<Result[]> {
  const dataDir = temporaryDataDir();
  // it tells nobody by itself: the load brings its messages
  const provider = await startProvider({ faults: [{ kind: 'lost' }] });
  const postgres = await startPostgres(dataDir);
  try {
    const { owner } = postgres;
    const pattern = await recordOne(postgres.url, postgres.socket, owner, dataDir, provider);
    const app = await startServer(postgres.url, dataDir, settings(provider));
    const clients = await connections(postgres.url, inFlight);
    const rates: { complete: number; bare: number }[] = [];
    let settled = 1;
    try {
      for (let run = 0; run <= runs; run += 1) {
        const [ours, theirs] = [await paidPages(owner, provider, perRun), await paidPages(owner, provider, perRun)];
        const notifies = ours.map(notify);
        const loop = theirs.map((paid, index) => ({ status: paid.status, transaction: forAnother(pattern, paid, run * perRun + index) }));
        await owner.query('checkpoint');
        const first = performance.now();
        const answers = await send(app.port, notifies, inFlight);
        const second = performance.now();
        await replayAll(clients, provider.url, loop);
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
    rmSync(dataDir, { recursive: true, force: true });
    provider.stop();
  }
}

/** Messages come from many addresses here: from one the house takes ten a second. */
const settings = ({ env }: ProviderProcess) => ({ ...env, TRUST_PROXY: 'on', DATABASE_POOL: String(inFlight) });

/** So many claims with an attempt each, opened and paid at the provider; in our database the state before anybody was told. */
async function paidPages(owner: pg.Client, { url, project, act }: ProviderProcess, count: number): Promise<Paid[]> {
  const pages: Paid[] = [];
  const claims = await dueClaims(owner, count);
  const one = async (claim: DueClaim) => {
    const attempt = uuidv7();
    const merchantTxId = transactionIdOf(attempt);
    const call = buildRequest(project, 'paypage/init', { merchantTxId, amount: 3070, currency: 'EUR', purpose: 'bench', single: 2, test: true, successUrl: 'http://localhost/ok', failUrl: 'http://localhost/fail', notifyUrl: 'http://localhost/notify' });
    if (!call.ok) throw new Error(JSON.stringify(call.problems));
    const answer = await fetch(url + call.path, { method: 'POST', body: call.body, headers: { 'content-type': call.contentType } });
    const read = readAnswer(project, 'paypage/init', new Uint8Array(await answer.arrayBuffer()), answer.headers.get('hash'));
    if (!read.ok) throw new Error(read.key);
    const { reference } = read.answer;
    const status = buildRequest(project, 'transaction/status', { reference });
    if (!status.ok) throw new Error(JSON.stringify(status.problems));
    pages.push({ claim, attempt, merchantTxId, reference, status, query: new URL((await act(reference, 'pay'))!).search.slice(1) });
  };
  const left = [...claims];
  await Promise.all(Array.from({ length: inFlight }, async () => {
    for (let claim = left.pop(); claim; claim = left.pop()) await one(claim);
  }));
  await owner.query(
    `with made as (select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as m (attempt, claim, reference, merchant_tx_id)),
      opened as (
        insert into payments.attempt_event (attempt_id, seq, kind, source, at) select attempt, s, case s when 1 then 'created' else 'opened' end, 'init', now() from made, generate_series(1, 2) s
      )
      insert into payments.attempt (id, claim_id, provider, project, method, merchant_tx_id, amount_cents, idempotency_key, state, revision, reference, page_url, created_at, page_until, next_poll_at)
      select attempt, claim, 'girocheckout', $5, '11', merchant_tx_id, 3070, gen_random_uuid(), 'open', 2, reference, 'http://localhost/', now(), now() + interval '30 minutes', now() + interval '1 day' from made`,
    [pages.map(({ attempt }) => attempt), pages.map(({ claim }) => claim.id), pages.map(({ reference }) => reference), pages.map(({ merchantTxId }) => merchantTxId), project.projectId],
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
async function recordOne(url: string, socket: string, owner: pg.Client, dataDir: string, provider: ProviderProcess): Promise<Pattern> {
  const recorder = await recordSql(url, socket);
  const app = await startServer(recorder.url, dataDir, settings(provider));
  try {
    const [paid] = await paidPages(owner, provider, 1);
    recorder.take();
    const [answer] = await send(app.port, [notify(paid!)], 1);
    const statements = recorder.take().find((sent) => sent.some(({ text }) => /payments\.receipt/.test(text)));
    const from = statements?.findIndex(({ text }) => /^begin/i.test(text)) ?? -1;
    if (answer!.status !== 200 || !statements || from < 0) throw new Error(`The notify was answered with ${answer!.status} and settled nothing.`);
    const { rows: [made] } = await owner.query<{ number: string }>('select number from payments.receipt where claim_id = $1', [paid!.claim.id]);
    return { paid: paid!, receipt: made!.number, transaction: statements.slice(from, statements.findIndex(({ text }, index) => index > from && /^commit/i.test(text)) + 1) };
  } finally {
    await app.stop();
    await recorder.close();
  }
}

/** The recorded settlement for another payment: everything that was new in it is made new, down to the words inside JSON. */
function forAnother({ paid: old, receipt, transaction }: Pattern, paid: Paid, index: number): Statement[] {
  const fresh = new Map([[old.attempt, paid.attempt], [old.claim.id, paid.claim.id], [old.claim.caseId, paid.claim.caseId], [old.reference, paid.reference], [old.merchantTxId, paid.merchantTxId], [receipt, formatNumber({ prefix: 'Q', year: 2026, serial: 50_000_000 + index })]]);
  for (const id of idsOf(transaction)) if (!fresh.has(id)) fresh.set(id, uuidv7());
  return renewed(transaction, fresh);
}

async function replayAll(clients: readonly pg.Client[], provider: string, all: readonly { status: Paid['status']; transaction: Statement[] }[]): Promise<void> {
  let next = 0;
  await Promise.all(clients.map(async (client) => {
    while (next < all.length) {
      const { status, transaction } = all[next]!;
      next += 1;
      const answer = await fetch(provider + status.path, { method: 'POST', body: status.body, headers: { 'content-type': status.contentType } });
      await answer.arrayBuffer();
      await replay(client, transaction);
    }
  }));
}
