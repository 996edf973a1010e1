import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/root.ts';
import { startApp, temporaryDataDir } from '../support/app.ts';
import { deliver, delivery, newDeliverer } from '../support/deliveries.ts';
import { withDatabase } from '../support/kill.ts';
import { fillInRenewal, logIn, ownPermit, service } from '../support/renewals.ts';

const mayMount = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
if (!mayMount) console.warn('SKIPPED: a disk of its own (tmpfs) needs root. Nothing was checked against a disk that is really full.');

it.runIf(mayMount)('a disk that is really full: clear words, nothing half-filed, and everything goes on once there is room', { timeout: 180_000 }, async () => {
  const dataDir = temporaryDataDir();
  const objects = join(dataDir, 'objects');
  mkdirSync(objects);
  // a disk of eight megabytes that only this process sees
  const app = await startApp({ STADTTOR_DATA: dataDir }, { behind: ['unshare', '-m', 'sh', '-c', `mount -t tmpfs -o size=8m tmpfs '${objects}' && exec "$@"`, 'sh'] });
  const seen = join('/proc', String(app.process.pid), 'root', objects);
  try {
    writeFileSync(join(seen, 'ballast'), Buffer.alloc(4_000_000));
    const key = await withDatabase(dataDir, newDeliverer);
    const taken: number[] = [];
    const refused: number[] = [];
    for (let n = 0; refused.length < 3; n += 1) {
      const answer = await deliver(app.url, key, delivery(n));
      if (answer.receipt) taken.push(n);
      else {
        expect([answer.status, answer.text]).toEqual([507, '{"error":"store_full"}']);
        refused.push(n);
      }
      expect(n).toBeLessThan(500);
    }
    expect(taken.length).toBeGreaterThan(10);
    const filed = () => withDatabase(dataDir, async (db) => (await db.query<{ n: number }>(`select count(*)::int as n from records.case_file where source like 'client:%'`)).rows[0]!.n);
    expect(await filed()).toBe(taken.length);
    expect(readdirSync(join(seen, 'incoming'))).toEqual([]);

    // residents notice nothing but that the letter takes longer
    const permit = await withDatabase(dataDir, (db) => ownPermit(db));
    const client = await logIn(app.url);
    const draft = await fillInRenewal(client, permit);
    expect((await client.get('/')).status).toBe(200);
    const sent = await client.post(`/antrag/${service}/${draft}/absenden`);
    expect(sent.status, sent.body.slice(0, 500)).toBe(303);

    rmSync(join(seen, 'ballast'));
    for (const n of refused) expect((await deliver(app.url, key, delivery(n))).status).toBe(201);
    for (const n of taken.slice(-3)) expect((await deliver(app.url, key, delivery(n))).status).toBe(200);
    expect(await filed()).toBe(taken.length + refused.length);
    await withDatabase(dataDir, (db) => db.query('update graphile_worker._private_jobs set run_at = now() where locked_at is null and attempts > 0'));
    await expect.poll(() => withDatabase(dataDir, async (db) => (await db.query('select 1 from mailbox.message')).rowCount), { timeout: 60_000, interval: 500 }).toBeGreaterThan(0);
    const stadttor = (...args: string[]) => spawnSync('nsenter', ['-m', '-t', String(app.process.pid), process.execPath, join(projectRoot, 'dist', 'cli.js'), ...args], { encoding: 'utf8', env: { ...process.env, STADTTOR_DATA: dataDir } });
    await expect.poll(() => {
      const { status, stdout, stderr } = stadttor('verify');
      return status === 0 ? 'fits' : stdout + stderr;
    }, { timeout: 60_000, interval: 1_000 }).toBe('fits');
    const check = stadttor('objects', 'check', '--deep');
    expect([check.status, check.stdout + check.stderr]).toEqual([0, expect.any(String)]);
    expect(await app.stop()).toBe(0);
  } finally {
    app.process.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
});
