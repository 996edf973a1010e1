import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { uuidv7 } from '../src/kernel/ids/index.ts';
import { formatNumber } from '../src/standards/checkdigit/index.ts';
import { formatReference } from '../src/standards/creditor-reference/index.ts';
import { copyDrafts, logIn, service, type Client } from '../test/support/renewals.ts';
import { request, send } from './_load.ts';
import { connections, startPostgres } from './_postgres.ts';
import { idsOf, recordSql, renewed, replay, type Statement } from './_recording.ts';
import { median, round, type Result } from './_result.ts';
import { startServer } from './_server.ts';
import { stockSize, unsentDraft, workOnStock } from './_stock.ts';

const inFlight = 16;
const runs = 5;
const perRun = 1000;

/**
 * The complete POST that sends an application (session, form token, transaction, 303) against the SQL of one such request,
 * BEGIN to COMMIT, as prepared statements in a bare pg loop. Both with 16 at a time on the same database, in turns.
 */
export async function bench(): Promise<Result[]> {
  const dataDir = await workOnStock();
  const postgres = await startPostgres(dataDir);
  try {
    const { template, recorded } = await recordOne(postgres.url, postgres.socket, postgres.owner, dataDir);
    const app = await startServer(postgres.url, dataDir);
    const clients = await connections(postgres.url, inFlight);
    let acknowledged = 0;
    let replayed = 0;
    const rates: { complete: number; bare: number }[] = [];
    try {
      const client = await logIn(app.url);
      for (let run = 0; run <= runs; run += 1) {
        const complete = posts(client, await copyDrafts(postgres.owner, template, perRun));
        const bare = await transactions(postgres.owner, recorded, await copyDrafts(postgres.owner, template, perRun), run);
        // what the copies leave to do must not fall into what is measured
        await postgres.owner.query('checkpoint');
        const first = performance.now();
        const answers = await send(app.port, complete, inFlight);
        const second = performance.now();
        await replayAll(clients, bare);
        const third = performance.now();
        acknowledged += answers.filter(({ status, location }) => status === 303 && location.endsWith('/fertig')).length;
        replayed += bare.length;
        // the first run only warms up
        if (run > 0) rates.push({ complete: (perRun / (second - first)) * 1000, bare: (perRun / (third - second)) * 1000 });
      }
    } finally {
      await Promise.all(clients.map((client) => client.end()));
      await app.stop();
    }
    const ratio = round(median(rates.map(({ complete, bare }) => complete / bare)));
    const expected = stockSize + recorded.length + acknowledged + replayed;
    const { rows: [counted] } = await postgres.owner.query<{ cases: number; evidence: number }>(`select (select count(*)::int from cases.case) as cases, (select count(*)::int from evidence.entry where kind = 'case.submitted') as evidence`);
    const whole = counted!.cases === expected && counted!.evidence === expected && acknowledged === (runs + 1) * perRun;
    const perSecond = (key: 'complete' | 'bare') => Math.round(median(rates.map((rate) => rate[key])));
    return [
      { id: 'submit', what: `complete POST, ${perSecond('complete')}/s with ${inFlight} at a time, ${runs} runs, median`, value: ratio, unit: 'ratio', against: `its ${recorded[0]!.length} statements in a bare pg loop, ${perSecond('bare')}/s`, goal: '≥ 0.5', holds: ratio >= 0.5 },
      { id: 'submit', what: `cases afterwards (evidence ${counted!.evidence})`, value: counted!.cases, unit: 'cases', against: `${stockSize} before + acknowledged + replayed`, goal: `= ${expected}`, holds: whole },
    ];
  } finally {
    await postgres.stop();
  }
}

/** Real requests, BEGIN to COMMIT; the first warms up. What differs between the others is what every further one needs anew. */
async function recordOne(url: string, socket: string, owner: pg.Client, dataDir: string): Promise<{ template: string; recorded: Statement[][] }> {
  const recorder = await recordSql(url, socket);
  const app = await startServer(recorder.url, dataDir);
  try {
    const client = await logIn(app.url);
    const template = await unsentDraft(owner);
    const recorded: Statement[][] = [];
    for (const draft of await copyDrafts(owner, template, 3)) {
      recorder.take();
      await send(app.port, posts(client, [draft]), 1);
      const transaction = recorder.take().find((statements) => statements.some(({ text }) => /^begin/i.test(text)));
      if (!transaction) throw new Error('The request wrote no transaction.');
      const from = transaction.findIndex(({ text }) => /^begin/i.test(text));
      recorded.push(transaction.slice(from, transaction.findIndex(({ text }) => /^commit/i.test(text)) + 1));
    }
    return { template, recorded };
  } finally {
    await app.stop();
    await recorder.close();
  }
}

function posts(client: Client, drafts: readonly string[]): Buffer[] {
  return drafts.map((draft) => request('POST', `/antrag/${service}/${draft}/absenden`, client.headers(), `_csrf=${encodeURIComponent(client.csrf())}`));
}

/** The recorded request for other drafts: everything that was new in it is made new, down to the words inside JSON. */
async function transactions(owner: pg.Client, [, before, pattern]: readonly Statement[][], drafts: readonly string[], run: number): Promise<Statement[][]> {
  const known = idsOf(before!);
  const news = [...idsOf(pattern!)].filter((id) => !known.has(id));
  // secret names (a claim's payment page) are new as a whole
  const secrets = pattern!.flatMap(({ values }, at) => values.filter((value, index): value is string => typeof value === 'string' && /^[\w-]{22}$/.test(value) && value !== before![at]?.values[index]));
  const { rows: [sent] } = await owner.query<{ id: string; subject_ref: string; submitted_number: string }>('select id, subject_ref, submitted_number from forms.draft where id = any($1) and submitted_case is not null', [news]);
  const { rows } = await owner.query<{ id: string; subject_ref: string }>('select id, subject_ref from forms.draft where id = any($1)', [drafts]);
  return rows.map((draft, index) => {
    const number = formatNumber({ prefix: 'V', year: 2026, serial: 50_000_000 + run * perRun + index });
    const fresh = new Map<string, string>(news.map((id) => [id, uuidv7()]));
    fresh.set(sent!.id, draft.id).set(sent!.subject_ref, draft.subject_ref);
    fresh.set(sent!.submitted_number, number).set(formatReference(sent!.submitted_number), formatReference(number));
    for (const secret of secrets) fresh.set(secret, randomBytes(16).toString('base64url'));
    return renewed(pattern!, fresh);
  });
}

async function replayAll(clients: readonly pg.Client[], all: readonly Statement[][]): Promise<void> {
  let next = 0;
  await Promise.all(clients.map(async (client) => {
    while (next < all.length) {
      const transaction = all[next]!;
      next += 1;
      await replay(client, transaction);
    }
  }));
}
