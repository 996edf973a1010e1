import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type App } from '../test/support/app.ts';
import { newDeliverer } from '../test/support/deliveries.ts';
import { connections, startPostgres, type Postgres } from './_postgres.ts';
import { idsOf, recordSql, renewed, replay, type Statement } from './_recording.ts';
import { median, round, type Result } from './_result.ts';
import { startServer } from './_server.ts';

const documents = 500;
const rounds = 5;
/** So many at a time, on both sides. */
const atOnce = 8;
const bytes = 100_000;

/**
 * Deliveries of one document of 100 kB over the interface (key, announcement, bytes checked and encrypted at the door, one
 * transaction, receipt with proof) against the same work without us: write the bytes, fsync, and the recorded statements of
 * such a delivery's transaction, BEGIN to COMMIT, in a bare pg loop. Same database, same disk, as many at a time, in turns.
 * For information the same against a single row instead of what filing writes.
 */
export async function bench(): Promise<Result[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stadttor-intake-'));
  // makes the database; what follows runs without its jobs, as the measurements of sending do
  await (await startApp({ STADTTOR_DATA: dataDir })).stop();
  const postgres = await startPostgres(dataDir);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  try {
    const key = await newDeliverer(postgres.owner);
    await postgres.owner.query('create table public.bare (id uuid primary key, sha256 text not null, size bigint not null, at timestamptz not null); grant insert on public.bare to public');
    const pattern = await recordOne(postgres, dataDir, agent, key);
    const folder = join(dataDir, 'bare');
    mkdirSync(folder);
    const app = await startServer(postgres.url, dataDir);
    const clients = await connections(postgres.url, atOnce);
    const rates = { ours: [] as number[], same: [] as number[], row: [] as number[] };
    let replayed = 0;
    try {
      for (let turn = 0; turn <= rounds; turn += 1) {
        const measured = {
          ours: await perSecond(async (n) => deliver(app, agent, key, `${turn}-${n}`)),
          same: await perSecond(async (n, lane) => { await writeBare(folder); await replay(clients[lane]!, pattern(turn * documents + n)); replayed += 1; }),
          row: await perSecond(async (_n, lane) => { const sha256 = await writeBare(folder); await clients[lane]!.query({ name: 'row', text: 'insert into public.bare values (gen_random_uuid(), $1, $2, now())', values: [sha256, bytes] }); }),
        };
        // the first round only warms up
        if (turn > 0) for (const name of ['ours', 'same', 'row'] as const) rates[name].push(measured[name]);
      }
    } finally {
      await Promise.all(clients.map((client) => client.end()));
      await app.stop();
    }
    const ratio = (to: 'same' | 'row') => round(median(rates.ours.map((rate, turn) => rate / rates[to][turn]!)));
    const { rows: [counted] } = await postgres.owner.query<{ n: number }>('select count(*)::int as n from records.delivery');
    const expected = recordedDeliveries + (rounds + 1) * documents + replayed;
    const what = `deliveries of 100 kB, ${round(median(rates.ours), 0)}/s, ${atOnce} at a time, ${rounds} rounds, median`;
    return [
      { id: 'intake', what, value: ratio('same'), unit: 'ratio', against: `write + fsync + its ${pattern(0).length} statements in a bare loop, ${round(median(rates.same), 0)}/s`, goal: '≥ 0.6', holds: ratio('same') >= 0.6 },
      { id: 'intake', what: 'the same', value: ratio('row'), unit: 'ratio', against: `write + fsync + one row, ${round(median(rates.row), 0)}/s`, goal: '–', holds: true },
      { id: 'intake', what: 'deliveries afterwards', value: counted!.n, unit: 'deliveries', against: 'acknowledged + replayed', goal: `= ${expected}`, holds: counted!.n === expected },
    ];
  } finally {
    agent.destroy();
    await postgres.stop();
  }
}

const recordedDeliveries = 3;

/** The transaction of a real delivery; the result makes it new: ids, numbers, the delivery's own key. */
async function recordOne(postgres: Postgres, dataDir: string, agent: Agent, key: string): Promise<(n: number) => Statement[]> {
  const recorder = await recordSql(postgres.url, postgres.socket);
  const app = await startServer(recorder.url, dataDir);
  const recorded: Statement[][] = [];
  try {
    for (let n = 0; n < recordedDeliveries; n += 1) {
      recorder.take();
      await deliver(app, agent, key, `recorded-${n}`);
      // one connection may have done several things: the last transaction that files
      const all = recorder.take().flatMap(transactionsOf).filter((statements) => statements.some(({ text }) => text.includes('records.delivery')));
      if (all.length !== 1) throw new Error(`The delivery wrote ${all.length} transactions.`);
      recorded.push(all[0]!);
    }
  } finally {
    await app.stop();
    await recorder.close();
  }
  const [, before, last] = recorded as [Statement[], Statement[], Statement[]];
  const known = idsOf(before);
  const news = [...idsOf(last)].filter((id) => !known.has(id));
  const name = `recorded-${recordedDeliveries - 1}`;
  const { rows } = await postgres.owner.query<{ number: string }>('select number from records.case_file where source_ref = $1', [`key:${name}`]);
  const number = rows[0]!.number;
  return (n) => {
    const fresh = new Map<string, string>(news.map((id) => [id, randomUUID()]));
    fresh.set(name, `replayed-${n}`).set(number, number.replace(/\d+$/, String(5_000_000 + n)));
    return renewed(last, fresh);
  };
}

function transactionsOf(statements: readonly Statement[]): Statement[][] {
  const found: Statement[][] = [];
  for (const statement of statements) {
    if (/^begin/i.test(statement.text)) found.push([statement]);
    else if (found.length > 0 && !found.at(-1)!.some(({ text }) => /^(commit|rollback)/i.test(text))) found.at(-1)!.push(statement);
  }
  return found;
}

async function writeBare(folder: string): Promise<string> {
  const content = randomBytes(bytes);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const file = await open(join(folder, sha256), 'wx');
  await file.write(content);
  await file.sync();
  await file.close();
  return sha256;
}

async function deliver(app: App, agent: Agent, key: string, name: string): Promise<void> {
  const content = randomBytes(bytes);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const announcement = { position: '32.1-GA', title: `Lieferung ${name}`, documents: [{ id: 'd', title: 'Dokument', filename: 'd.bin', sha256, size: bytes }] };
  const body = Buffer.concat([Buffer.from(`--b\r\nContent-Disposition: form-data; name="delivery"\r\n\r\n${JSON.stringify(announcement)}\r\n--b\r\nContent-Disposition: form-data; name="d"; filename="d"\r\nContent-Type: application/octet-stream\r\n\r\n`), content, Buffer.from('\r\n--b--\r\n')]);
  const status = await new Promise<number>((done, fail) => {
    const outgoing = request({ agent, host: 'localhost', port: app.port, method: 'POST', path: '/api/v1/records/deliveries', headers: { authorization: `Bearer ${key}`, 'idempotency-key': name, 'content-type': 'multipart/form-data; boundary=b', 'content-length': body.length } }, (answer) => {
      answer.resume();
      answer.on('end', () => done(answer.statusCode ?? 0));
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
  if (status !== 201) throw new Error(`A delivery was answered with ${status}`);
}

/** How often a second the work is done, `atOnce` at a time; `lane` is whose turn it is. */
async function perSecond(work: (n: number, lane: number) => Promise<void>): Promise<number> {
  let next = 0;
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, async (_value, lane) => {
    while (next < documents) await work(next++, lane);
  }));
  return documents / ((performance.now() - began) / 1000);
}
