import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { copyDrafts, logIn, service, type Client } from '../test/support/renewals.ts';
import { startPostgres } from './_postgres.ts';
import { percentile, round, type Result } from './_result.ts';
import { startServer } from './_server.ts';
import { stockSize, unsentDraft, workOnStock } from './_stock.ts';

const applications = 60;

/**
 * From the click on "Absenden" to the letter in one's hands: the POST, registers, decision, both letters, and the PDF
 * fetched from the mailbox. One resident after the other, with 100,000 cases behind.
 */
export async function bench(): Promise<Result[]> {
  const dataDir = await workOnStock();
  const postgres = await startPostgres(dataDir);
  try {
    const app = await startServer(postgres.url, dataDir, { ROLE: 'all' });
    const times: number[] = [];
    try {
      const client = await logIn(app.url);
      const seen = new Set([...(await client.get('/postfach')).body.matchAll(/\/postfach\/[0-9a-f-]{36}/g)].map(([path]) => path));
      const drafts = await copyDrafts(postgres.owner, await unsentDraft(postgres.owner), applications + 10);
      for (const [index, draft] of drafts.entries()) {
        const start = performance.now();
        const { status } = await client.post(`/antrag/${service}/${draft}/absenden`);
        if (status !== 303) throw new Error(`An application was answered with ${status}.`);
        await readNewLetter(client, seen);
        // the first ones only warm up
        if (index >= 10) times.push(performance.now() - start);
        await idle(postgres.owner);
      }
    } finally {
      await app.stop();
    }
    const { rows: [counted] } = await postgres.owner.query<{ granted: number; evidence: number }>(`select (select count(*)::int from cases.case where outcome = 'granted') as granted, (select count(*)::int from evidence.entry where kind = 'letter.provided') as evidence`);
    const expected = stockSize + applications + 10;
    const p95 = round(percentile(times, 95), 0);
    return [
      { id: 'answer', what: `submit to letter read, p95 of ${applications} (p50 ${round(percentile(times, 50), 0)})`, value: p95, unit: 'ms', against: 'limit', goal: '≤ 500', holds: p95 <= 500 },
      { id: 'answer', what: `granted cases afterwards (letters proved ${counted!.evidence})`, value: counted!.granted, unit: 'cases', against: `${stockSize} before + sent`, goal: `= ${expected}`, holds: counted!.granted === expected && counted!.evidence === expected },
    ];
  } finally {
    await postgres.stop();
  }
}

/** Opens the mailbox until a letter lies there that was not there before, and reads it. */
async function readNewLetter(client: Client, seen: Set<string>): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end; await sleep(25)) {
    const { body } = await client.get('/postfach');
    const fresh = [...body.matchAll(/href="(\/postfach\/[0-9a-f-]{36})"/g)].map((match) => match[1]!).filter((path) => !seen.has(path));
    for (const path of fresh) {
      seen.add(path);
      const { status, body: pdf } = await client.get(`${path}/dokument`);
      if (status !== 200 || !pdf.startsWith('%PDF-')) throw new Error(`The letter ${path} cannot be read: ${status}`);
    }
    if (fresh.length > 0) return;
  }
  throw new Error('No letter within 20 seconds.');
}

/** What comes after the letter (the copy, the notice by mail) is done before the next one begins. */
async function idle(owner: pg.Client): Promise<void> {
  for (;;) {
    const { rows: [{ n }] } = (await owner.query<{ n: number }>('select count(*)::int as n from graphile_worker.jobs where run_at <= now()')) as unknown as { rows: [{ n: number }] };
    if (n === 0) return;
    await sleep(20);
  }
}
