import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
import { databaseUrl, startApp, type App } from '../test/support/app.ts';
import { median, round, type Result } from './_result.ts';

const documents = 300;
const rounds = 3;
/** So many at a time, on both sides. */
const atOnce = 8;
const bytes = 100_000;

/**
 * Deliveries of one document of 100 kB over the interface, against the same work without any of it: write the bytes, fsync,
 * insert a row and commit, in the same database and on the same disk, as many at a time. Rounds alternate.
 */
export async function bench(): Promise<Result[]> {
  const app = await startApp();
  const pool = new pg.Pool({ connectionString: databaseUrl(app.dataDir), max: atOnce });
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  try {
    const key = `stadttor_${randomBytes(32).toString('base64url')}`;
    await pool.query(`insert into records.client (id, name, office, positions, key_hash, active, created_at) values (gen_random_uuid(), 'bench', 'gewerbe', '{32.1-GA}', $1, true, now())`, [createHash('sha256').update(key).digest()]);
    await pool.query('create table public.bare (id uuid primary key, sha256 text not null, size bigint not null, at timestamptz not null)');
    const folder = join(app.dataDir, 'bare');
    mkdirSync(folder);
    const ours: number[] = [];
    const bare: number[] = [];
    await inParallel(40, (n) => deliver(app, agent, key, `warm-${n}`));
    await inParallel(40, () => writeBare(pool, folder));
    for (let turn = 0; turn < rounds; turn += 1) {
      bare.push(documents / (await seconds(() => inParallel(documents, () => writeBare(pool, folder)))));
      ours.push(documents / (await seconds(() => inParallel(documents, (n) => deliver(app, agent, key, `${turn}-${n}`)))));
    }
    const ratio = median(ours) / median(bare);
    return [{ id: 'intake', what: `deliveries of 100 kB, ${round(median(ours), 0)}/s, ${atOnce} at a time`, value: round(ratio), unit: '×', against: `write + fsync + insert in a bare loop, ${round(median(bare), 0)}/s, ${atOnce} at a time`, goal: '≥ 0.6', holds: ratio >= 0.6 }];
  } finally {
    agent.destroy();
    await pool.end();
    await app.stop();
  }
}

async function writeBare(pool: pg.Pool, folder: string): Promise<void> {
  const content = randomBytes(bytes);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const file = await open(join(folder, sha256), 'wx');
  await file.write(content);
  await file.sync();
  await file.close();
  await pool.query('insert into public.bare values (gen_random_uuid(), $1, $2, now())', [sha256, content.length]);
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

async function inParallel(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < count) await work(next++);
  }));
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
