import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestKernel, type TestKernel } from '../src/kernel/testing/test-kernel.ts';
import { modules } from '../src/modules/index.ts';
import { demoCitizens, demoPassword, findAccount } from '../src/modules/directory/index.ts';

let house: TestKernel;
beforeAll(async () => {
  house = await createTestKernel({ modules });
  await house.start();
});
afterAll(() => house.close());

it('a resident takes everything along and leaves, through every module', async () => {
  const { id, email } = demoCitizens.lena;
  const browser = house.browser();
  await browser.get('/konto/anmelden');
  expect((await browser.post('/konto/anmelden', { email, password: demoPassword })).headers.location).toBe('/konto');
  const taken = JSON.parse((await browser.get('/konto/daten/herunterladen')).body) as Record<string, unknown>;
  expect(Object.keys(taken).sort()).toEqual(['exportedAt', ...house.kernel.privacy.parts().map((part) => part.module)].sort());
  await browser.get('/konto/daten/loeschen');
  const done = await browser.post('/konto/daten/loeschen', { current: demoPassword, sure: 'ja' });
  expect(String(done.headers.location)).toMatch(/^\/konto\/geloescht/);
  const kept = (new URL(String(done.headers.location), 'http://localhost').searchParams.get('bleibt') ?? '').split(',').filter(Boolean);
  const last = (await browser.get(String(done.headers.location))).body;
  for (const key of kept) {
    expect(house.kernel.i18n.has('de', key), key).toBe(true);
    expect(last).toContain(house.kernel.i18n.translator('de')(key).slice(0, 30));
  }
  expect(await findAccount(house.kernel, id)).toBeUndefined();
  const tables = await house.ownerPool.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
  const found = [];
  for (const { name } of tables.rows) if ((await house.ownerPool.query(`select 1 from ${name} t where t::text like $1 limit 1`, [`%${email}%`])).rowCount) found.push(name);
  expect(found).toEqual([]);
});
