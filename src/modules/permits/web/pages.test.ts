import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Principal } from '../../../kernel/session/sessions.ts';
import { createTestKernel, type TestKernel } from '../../../kernel/testing/test-kernel.ts';
import { demoStaff, directoryModule, permissionsOf } from '../../directory/index.ts';
import { permitsModule } from '../index.ts';
import { givePermit } from '../testing.ts';

let world: TestKernel;
const account = uuidv7();
const resident: Principal = { kind: 'citizen', id: account, name: 'Lena Sommer' };
type Staff = Exclude<Principal, { kind: 'anonymous' } | { kind: 'citizen' }>;
const member = (who: keyof typeof demoStaff): Staff => {
  const { id, name, role, offices } = demoStaff[who];
  return { kind: 'staff', id, name, role, permissions: permissionsOf(role), offices: [...offices] };
};

beforeAll(async () => {
  world = await createTestKernel({ modules: [directoryModule, permitsModule], env: { STADTTOR_DEMO: 'off' } });
});
afterAll(() => world.close());
beforeEach(() => world.ownerPool.query('truncate kernel.rate_limit'));

const logs = async () => (await world.ownerPool.query('select office, staff_id, purpose, asked, answered from permits.query_log order by at, id')).rows;
/** What people see: the main part without the form token. */
const words = (body: string) => /<main[^>]*>([\s\S]*)<\/main>/.exec(body)![1]!.replace(/<input type="hidden"[^>]*>/g, '');

describe('/pruefen', () => {
  it('shows a stranger validity, area and masked plate, and nothing else', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06', accountId: account });
    const response = await world.browser().get(`/pruefen/${permit.token}`);
    expect(response.statusCode).toBe(200);
    for (const shown of ['Gültig', '6. Dezember 2026', 'Klaustorvorstadt', 'HAL-L••• •••0']) expect(response.body).toContain(shown);
    for (const hidden of ['Sommer', 'Lena', 'Mansfelder', 'LS 90', permit.number, permit.id, account]) expect(response.body).not.toContain(hidden);
  });
  it('answers unknown, ended and revoked alike, by code and by number', async () => {
    const ended = await givePermit(world.kernel, { until: '2026-11-23' });
    const revoked = await givePermit(world.kernel, { until: '2026-12-06', revokedOn: '2026-11-24' });
    const browser = world.browser();
    const byCode = [];
    for (const token of ['nirgends', ended.token, revoked.token, '%27or1=1', 'a'.repeat(150)]) byCode.push(await browser.get(`/pruefen/${token}`));
    const byNumber = [];
    await browser.get('/pruefen');
    for (const number of ['PA20-000123-1', ended.number, revoked.number]) byNumber.push(await browser.post('/pruefen', { number }));
    const all = [...byCode, ...byNumber];
    expect(new Set(all.map((response) => response.statusCode))).toEqual(new Set([200]));
    expect(new Set(all.map((response) => words(response.body))).size).toBe(1);
    expect(words(all[0]!.body)).toContain('Nicht gültig');
  });
  it('takes a number as people type it and says when it is mistyped', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    const browser = world.browser();
    await browser.get('/pruefen');
    expect(words((await browser.post('/pruefen', { number: permit.number.toLowerCase().replaceAll('-', '') })).body)).toContain('6. Dezember 2026');
    const wrong = await browser.post('/pruefen', { number: 'PA26-004711-9' });
    expect([wrong.statusCode, wrong.body.includes('Tippfehler')]).toEqual([422, true]);
    expect((await browser.post('/pruefen', { number: '' })).statusCode).toBe(422);
    expect((await browser.post('/pruefen', {})).statusCode).toBe(400);
    expect((await browser.post('/pruefen', { number: 'x'.repeat(5000) })).statusCode).toBe(400);
  });
  it('is limited: nobody tries numbers in a row', async () => {
    const browser = world.browser();
    await browser.get('/pruefen');
    const codes = [];
    for (let i = 0; i < 12; i += 1) codes.push((await browser.post('/pruefen', { number: 'PA20-000123-1' })).statusCode);
    expect(codes.slice(0, 10)).toEqual(Array(10).fill(200));
    expect(codes.slice(10)).toEqual([429, 429]);
    const scans = [];
    for (let i = 0; i < 31; i += 1) scans.push((await browser.get('/pruefen/nirgends')).statusCode);
    expect(scans.at(-1)).toBe(429);
  });
  it('logs every question with what was asked and what was answered', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    await world.ownerPool.query('delete from permits.query_log');
    await world.browser().get(`/pruefen/${permit.token}`);
    await world.browser().get('/pruefen/nirgends');
    expect(await logs()).toEqual([
      { office: 'public', staff_id: null, purpose: 'public.check', asked: { document: permit.number }, answered: { valid: true, until: '2026-12-06', area: 'Klaustorvorstadt', plate: 'HAL-L••• •••0' } },
      { office: 'public', staff_id: null, purpose: 'public.check', asked: { document: null }, answered: { valid: false } },
    ]);
  });
});

describe('/konto/parkausweise', () => {
  it('is for the signed-in holder: list, next step, document as PDF', async () => {
    const owner = uuidv7();
    const permit = await givePermit(world.kernel, { until: '2026-12-06', accountId: owner });
    const early = await givePermit(world.kernel, { until: '2027-09-01', accountId: owner, plate: 'HAL-JW 85' });
    const ended = await givePermit(world.kernel, { until: '2026-05-01', accountId: owner, plate: 'HAL-KB 44' });
    const browser = world.browser();
    expect((await browser.get('/konto/parkausweise')).headers.location).toContain('/konto/anmelden');
    await browser.signInAs({ ...resident, id: owner } as Exclude<Principal, { kind: 'anonymous' }>);
    const list = await browser.get('/konto/parkausweise');
    for (const shown of [permit.number, early.number, ended.number, '/antrag/bewohnerparkausweis-verlaengern', `/konto/parkausweise/${permit.id}/ausweis`, '2. August 2027']) expect(list.body).toContain(shown);
    expect(list.body).not.toContain(`/konto/parkausweise/${ended.id}/ausweis`);
    const pdf = await browser.get(`/konto/parkausweise/${permit.id}/ausweis`);
    expect([pdf.statusCode, pdf.headers['content-type'], pdf.rawPayload.subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-']);
    expect((await browser.get(`/konto/parkausweise/${ended.id}/ausweis`)).statusCode).toBe(404);
  });
  it('knows nobody else’s permits', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06', accountId: uuidv7() });
    const orphan = await givePermit(world.kernel, { until: '2026-12-06' });
    const browser = world.browser();
    await browser.signInAs({ kind: 'citizen', id: uuidv7(), name: 'Fremd' });
    for (const id of [permit.id, orphan.id, 'nicht-da', uuidv7()]) expect((await browser.get(`/konto/parkausweise/${id}/ausweis`)).statusCode).toBe(404);
    expect((await browser.get('/konto/parkausweise')).body).not.toContain(permit.number);
  });
});

describe('/parkausweis', () => {
  const post = async (fields: Record<string, string>) => {
    const browser = world.browser();
    await browser.get('/parkausweis');
    return browser.post('/parkausweis', fields);
  };
  it('gives the permit to whoever has number and code, without an account, and logs it', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    await world.ownerPool.query('delete from permits.query_log');
    const reply = await post({ nummer: permit.number.toLowerCase(), code: permit.code });
    expect([reply.statusCode, reply.headers['content-type'], reply.rawPayload.subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-']);
    expect(await logs()).toMatchObject([{ office: 'public', staff_id: null, purpose: 'public.document', asked: { number: permit.number } }]);
    expect((await world.browser().get('/pruefen')).body).toContain('href="/parkausweis"');
  });
  it('answers a wrong number and a wrong code alike, and shows nothing of the register', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    const replies = [await post({ nummer: permit.number, code: 'AAAA-AAAA' }), await post({ nummer: 'PA20-000123-1', code: permit.code }), await post({ nummer: 'mein Auto', code: permit.code })];
    expect(replies.map((reply) => reply.statusCode)).toEqual([422, 422, 422]);
    expect(new Set(replies.map((reply) => words(reply.body).replace(/value="[^"]*"/, ''))).size).toBe(1);
    for (const reply of replies) for (const hidden of ['Sommer', 'LS 90', 'Klaustorvorstadt', permit.code]) expect(reply.body).not.toContain(hidden);
    expect((await post({ nummer: '', code: '' })).statusCode).toBe(422);
    expect((await post({ nummer: 'x'.repeat(5000), code: '' })).statusCode).toBe(400);
  });
  it('lets nobody try codes in a row, not even from many places', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    for (let i = 0; i < 5; i += 1) expect(words((await post({ nummer: permit.number, code: 'AAAA-AAAA' })).body)).toContain('passen nicht zusammen');
    await world.ownerPool.query(`delete from kernel.rate_limit where bucket not like '%number%'`);
    const reply = await post({ nummer: permit.number, code: permit.code });
    expect([reply.statusCode, words(reply.body).includes('zu viele Versuche')]).toEqual([422, true]);
  });
  it('prints no permit that is not in force', async () => {
    for (const permit of [await givePermit(world.kernel, { until: '2026-11-23' }), await givePermit(world.kernel, { until: '2026-12-06', revokedOn: '2026-11-24' })]) {
      const reply = await post({ nummer: permit.number, code: permit.code });
      expect([reply.statusCode, words(reply.body).includes('gilt heute nicht')]).toEqual([422, true]);
    }
  });
});

describe('/amt/genehmigungen', () => {
  const table: [string, Principal, number][] = [
    ['clerk of the office', member('clerkParking'), 200],
    ['lead of the office', member('leadParking'), 200],
    ['clerk of another office', member('clerkTaxes'), 403],
    ['operator', member('operator'), 403],
    ['designer', member('designer'), 403],
    ['auditor', member('auditor'), 403],
    ['resident', resident, 303],
    ['nobody', { kind: 'anonymous' }, 303],
  ];
  it.each(table)('%s', async (_who, principal, status) => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    const browser = world.browser();
    if (principal.kind !== 'anonymous') await browser.signInAs(principal);
    expect((await browser.get('/amt/genehmigungen')).statusCode).toBe(status);
    expect((await browser.get(`/amt/genehmigungen/${permit.id}`)).statusCode).toBe(status);
    expect((await browser.get(`/amt/genehmigungen/${permit.id}/ausweis`)).statusCode).toBe(status);
    expect((await browser.post('/amt/genehmigungen', { q: permit.number })).statusCode).toBe(status);
  });
  it('finds by number and by plate as typed, shows all terms, and logs both', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06', plate: 'HAL-QX 7' });
    const browser = world.browser();
    await browser.signInAs(member('clerkParking'));
    await world.ownerPool.query('delete from permits.query_log');
    for (const q of [permit.number.toLowerCase(), 'hal qx 7', 'HALQX7']) expect((await browser.post('/amt/genehmigungen', { q })).body).toContain(`/amt/genehmigungen/${permit.id}`);
    const detail = await browser.get(`/amt/genehmigungen/${permit.id}`);
    for (const shown of ['Lena Marie Sommer', 'Mansfelder Straße 17', 'HAL-QX 7', '7. Dezember 2025', '6. Dezember 2026']) expect(detail.body).toContain(shown);
    const entries = await logs();
    expect(entries.map((entry) => entry.purpose)).toEqual(['staff.search', 'staff.search', 'staff.search', 'staff.detail']);
    for (const entry of entries) expect(entry).toMatchObject({ office: 'parken', staff_id: demoStaff.clerkParking.id });
    expect(entries[1]).toMatchObject({ asked: { plates: ['HAL-QX-7'] }, answered: { numbers: [permit.number] } });
  });
  it('prints the permit for people who get their letters by post, and logs it', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    const ended = await givePermit(world.kernel, { until: '2026-11-23' });
    const browser = world.browser();
    await browser.signInAs(member('clerkParking'));
    expect((await browser.get(`/amt/genehmigungen/${permit.id}`)).body).toContain(`/amt/genehmigungen/${permit.id}/ausweis`);
    await world.ownerPool.query('delete from permits.query_log');
    const pdf = await browser.get(`/amt/genehmigungen/${permit.id}/ausweis`);
    expect([pdf.headers['content-type'], pdf.rawPayload.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-']);
    expect(await logs()).toMatchObject([{ office: 'parken', staff_id: demoStaff.clerkParking.id, purpose: 'staff.document', asked: { number: permit.number } }]);
    expect((await browser.get(`/amt/genehmigungen/${ended.id}/ausweis`)).statusCode).toBe(404);
    expect((await browser.get(`/amt/genehmigungen/${ended.id}`)).body).not.toContain(`/amt/genehmigungen/${ended.id}/ausweis`);
  });
  it('says what to do when nothing fits', async () => {
    const browser = world.browser();
    await browser.signInAs(member('clerkParking'));
    expect((await browser.post('/amt/genehmigungen', { q: 'HAL-YY 999' })).body).toContain('Nichts gefunden');
    for (const q of ['', '   ', '???', '<script>alert(1)</script>']) {
      const response = await browser.post('/amt/genehmigungen', { q });
      expect(response.statusCode).toBe(422);
      expect(response.body).not.toContain('<script>alert');
    }
    expect((await browser.get(`/amt/genehmigungen/${uuidv7()}`)).statusCode).toBe(404);
  });
});

it('every text of the pages exists in German and English', () => {
  const { i18n } = world.kernel;
  for (const state of ['valid', 'not_begun', 'expired', 'revoked']) expect([i18n.has('de', `permits.state.${state}`), i18n.has('en', `permits.state.${state}`)]).toEqual([true, true]);
  for (const kind of ['issue', 'extension', 'replacement']) expect(i18n.has('en', `permits.term.${kind}`)).toBe(true);
  for (const window of ['too_early', 'open', 'too_late', 'revoked']) expect(i18n.has('en', `permits.account.${window}`)).toBe(true);
});
