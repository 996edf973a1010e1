import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../kernel/ids/index.ts';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { demoCitizens, directoryModule } from '../directory/index.ts';
import { printedPermit } from './demo.ts';
import { permitsModule } from './index.ts';
import { permitById, permitsOfAccount } from './store.ts';
import { givePermit } from './testing.ts';

let world: TestKernel;
beforeEach(async () => {
  world = await createTestKernel({ modules: [directoryModule, permitsModule] });
});
afterEach(() => world.close());

const daily = async () => {
  await world.kernel.jobs.enqueue(world.kernel.db, 'permits.daily', {});
  await world.work();
};
const rows = async (query: string, values: unknown[] = []) => (await world.ownerPool.query(query, values)).rows;
const lena = demoCitizens.lena.id;

describe('demo permits', () => {
  it('are the same every time: the two of the walk-through, and many spread over the year', async () => {
    await world.start();
    const count = async () => Number((await rows('select count(*) from permits.permit'))[0].count);
    const first = await count();
    expect(first).toBeGreaterThanOrEqual(100);
    world.clock.advance({ days: 2 });
    await world.start();
    expect(await count()).toBe(first);
    const [mine] = await permitsOfAccount(world.kernel.db, lena);
    expect(mine).toMatchObject({ plate: 'HAL-LS 90', area: 'klaustorvorstadt' });
    expect(mine!.terms.at(-1)!.until).toBe('2026-12-06');
    const [his] = await permitsOfAccount(world.kernel.db, demoCitizens.jonas.id);
    expect(his).toMatchObject({ plate: 'HAL-JW 85', holder: { street: 'Mansfelder Straße', houseNumber: '20' } });
    expect(his!.terms.at(-1)!.until).toBe('2026-12-14');
    const [spread] = await rows(`select count(*) filter (where revoked_on is not null)::int as revoked, (select count(*)::int from (select max(valid_until) as until from permits.term group by permit_id) t where t.until < '2026-11-24') as expired from permits.permit`);
    expect(spread.revoked).toBeGreaterThan(2);
    expect(spread.expired).toBeGreaterThan(5);
  });
  it('print a number and a code that open a permit without an account', async () => {
    await world.start();
    const { number, code } = (await printedPermit(world.kernel))!;
    const ref = await world.kernel.parts.getSubject('permit.holder').redeem(world.kernel.db, number, code);
    expect((await permitById(world.kernel.db, ref!))!.accountId).toBeNull();
    expect(await world.kernel.parts.getSubject('permit.holder').refuse(world.kernel.db, ref!, 'bewohnerparkausweis-verlaengern', world.kernel.clock.today())).toBeUndefined();
  });
});

describe('the daily job', () => {
  const mails = () => rows(`select recipient, subject, body from kernel.mail where kind = 'permits.reminder'`);

  it('reminds once, from 30 days before, of permits in force', async () => {
    await world.start();
    await world.ownerPool.query('delete from permits.term where permit_id in (select id from permits.permit where account_id is not null)');
    await world.ownerPool.query('update permits.permit set account_id = null');
    const due = await givePermit(world.kernel, { until: '2026-12-24', accountId: lena });
    await givePermit(world.kernel, { until: '2026-12-25', accountId: lena, plate: 'HAL-JW 85' });
    await givePermit(world.kernel, { until: '2026-11-23', accountId: lena, plate: 'HAL-MH 72' });
    await givePermit(world.kernel, { until: '2026-12-20', accountId: lena, plate: 'HAL-JB 68', revokedOn: '2026-11-01' });
    await givePermit(world.kernel, { until: '2026-12-20', accountId: uuidv7(), plate: 'HAL-FP 49' });
    await daily();
    await daily();
    expect(await mails()).toMatchObject([{ recipient: 'lena.sommer@example.org', body: expect.stringContaining('24. Dezember 2026') }]);
    expect((await mails())[0].body).not.toContain(due.number);
    world.clock.advance({ days: 1 });
    await daily();
    expect(await mails()).toHaveLength(2);
  });
  it('reminds once, however many workers run it at the same moment', async () => {
    await world.start();
    const permits = await Promise.all(Array.from({ length: 12 }, () => givePermit(world.kernel, { until: '2026-12-20', accountId: lena })));
    for (let n = 0; n < 3; n += 1) await world.kernel.jobs.enqueue(world.kernel.db, 'permits.daily', {});
    await Promise.all([world.work(), world.work(), world.work()]);
    await world.work();
    const about20th = (await mails()).filter((mail) => String(mail.body).includes('20. Dezember 2026'));
    expect(about20th).toHaveLength(permits.length);
  });
  it('deletes the query log after 30 days', async () => {
    await world.browser().get('/pruefen/nirgends');
    world.clock.advance({ days: 29, hours: 23 });
    await daily();
    expect(await rows('select 1 from permits.query_log')).toHaveLength(1);
    world.clock.advance({ hours: 2 });
    await daily();
    expect(await rows('select 1 from permits.query_log')).toHaveLength(0);
  });
});

describe('privacy', () => {
  it('exports permits, keeps what is in force until it ends, erases the rest at once', async () => {
    const account = uuidv7();
    const current = await givePermit(world.kernel, { until: '2026-12-06', accountId: account });
    const ended = await givePermit(world.kernel, { until: '2026-11-01', accountId: account, plate: 'HAL-JW 85' });
    const { permits: exported } = (await world.kernel.privacy.exportAll(world.kernel.db, account)) as { permits: { permits: unknown[] } };
    expect(exported.permits).toHaveLength(2);
    const kept = await world.kernel.db.transaction().execute((tx) => world.kernel.privacy.eraseAll(tx, account));
    expect(kept).toContain('permits.privacy.kept_while_valid');
    expect(await permitById(world.kernel.db, ended.id)).toMatchObject({ holder: null, plate: null, accountId: null });
    expect(await permitById(world.kernel.db, current.id)).toMatchObject({ plate: 'HAL-LS 90', accountId: null });
    await daily();
    expect((await permitById(world.kernel.db, current.id))!.plate).toBe('HAL-LS 90');
    world.clock.set('2026-12-07T09:00:00Z');
    await daily();
    expect(await permitById(world.kernel.db, current.id)).toMatchObject({ holder: null, plate: null });
    expect(await rows(`select 1 from permits.permit where family_name is not null`)).toHaveLength(0);
  });
  it('keeps what begins only later, too: it was granted', async () => {
    const account = uuidv7();
    const future = await givePermit(world.kernel, { until: '2028-06-01', accountId: account });
    const kept = await world.kernel.db.transaction().execute((tx) => world.kernel.privacy.eraseAll(tx, account));
    expect(kept).toContain('permits.privacy.kept_while_valid');
    await daily();
    expect(await permitById(world.kernel.db, future.id)).toMatchObject({ accountId: null, plate: 'HAL-LS 90' });
  });
  it('leaves nothing of an erased permit to strangers, subject or search', async () => {
    const account = uuidv7();
    const ended = await givePermit(world.kernel, { until: '2026-11-01', accountId: account });
    await world.kernel.db.transaction().execute((tx) => world.kernel.privacy.eraseAll(tx, account));
    const subject = world.kernel.parts.getSubject('permit.holder');
    expect(await subject.redeem(world.kernel.db, ended.number, ended.code)).toBeUndefined();
    expect(await subject.load(world.kernel.db, ended.id)).toBeUndefined();
    expect(await subject.refuse(world.kernel.db, ended.id, 'bewohnerparkausweis-verlaengern', world.kernel.clock.today())).toMatchObject({ key: 'permits.refuse.gone' });
  });
});

describe('tables', () => {
  it('let the application neither change nor delete terms, codes and reminders', async () => {
    await givePermit(world.kernel, { until: '2026-12-06' });
    for (const table of ['permits.term', 'permits.access_code', 'permits.reminder'] as const) {
      await expect(world.kernel.db.deleteFrom(table).execute()).rejects.toMatchObject({ code: '42501' });
    }
    await expect(world.kernel.db.updateTable('permits.term').set({ valid_until: '2099-01-01' }).execute()).rejects.toMatchObject({ code: '42501' });
  });
});
