import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Receipt } from '../../src/modules/records/domain/delivery.ts';
import { startApp, temporaryDataDir, type App } from '../support/app.ts';
import { deliver, delivery, newDeliverer } from '../support/deliveries.ts';
import { withDatabase } from '../support/kill.ts';
import { damagedObjects } from '../support/objects.ts';

it('loses and doubles no delivery over 3 × kill -9 of Stadttor with its PostgreSQL', { timeout: 180_000 }, async () => {
  const dataDir = temporaryDataDir();
  let app: App = await startApp({ STADTTOR_DATA: dataDir });
  const key = await withDatabase(dataDir, newDeliverer);
  const receipts = new Map<string, Receipt>();
  const waiting = Array.from({ length: 150 }, (_, n) => delivery(n));
  let cut = 0;
  const faults: string[] = [];
  let stopped = false;
  const sender = async () => {
    while (!stopped) {
      const next = waiting.shift();
      if (!next) return;
      try {
        const { status, text, receipt } = await deliver(app.url, key, next);
        if (receipt) receipts.set(next.key, receipt);
        else {
          // while PostgreSQL goes down, 500 is an honest answer; a refusal of a good delivery is not
          if (status < 500) faults.push(`${next.key}: ${status} ${text}`);
          waiting.push(next);
        }
      } catch {
        cut += 1;
        waiting.push(next);
        await sleep(20);
      }
    }
  };
  for (let kill = 0; kill < 3; kill++) {
    const enough = receipts.size + 12;
    stopped = false;
    const senders = Promise.all(Array.from({ length: 8 }, sender));
    while (receipts.size < enough) await sleep(1);
    const postmaster = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const gone = new Promise((done) => app.process.once('exit', done));
    app.process.kill('SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    await gone;
    stopped = true;
    await senders;
    app = await startApp({ STADTTOR_DATA: dataDir });
  }
  stopped = false;
  await Promise.all(Array.from({ length: 8 }, sender));
  expect(faults).toEqual([]);
  expect(receipts.size).toBe(150);
  expect(cut).toBeGreaterThan(0);
  await withDatabase(dataDir, async (db) => {
    const count = async (query: string) => Number((await db.query<{ n: number }>(`select count(*)::int as n from ${query}`)).rows[0]!.n);
    expect(await count('records.delivery')).toBe(150);
    expect(await count(`records.case_file where source like 'client:%'`)).toBe(150);
    expect(await count(`records.document d join records.case_file c on c.id = d.case_file_id where c.source like 'client:%'`)).toBe(300);
    expect(await count(`records.version v join records.document d on d.id = v.document_id join records.case_file c on c.id = d.case_file_id where c.source like 'client:%'`)).toBe(300);
    expect(await count(`evidence.entry where kind = 'records.filed'`)).toBe(150);
    expect(await count(`(select number from records.case_file group by number having count(*) > 1) x`)).toBe(0);
    for (const receipt of receipts.values()) {
      const { rows } = await db.query<{ leaf: string }>(`select encode(leaf, 'hex') as leaf from evidence.entry where id = $1`, [receipt.evidence.entry]);
      expect(rows[0]?.leaf).toBe(receipt.evidence.leaf);
      for (const document of receipt.documents) {
        expect(await damagedObjects(dataDir, [document.sha256])).toEqual([]);
      }
    }
  });
  expect(await app.stop()).toBe(0);
  rmSync(dataDir, { recursive: true, force: true });
});
