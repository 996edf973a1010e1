import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestKernel } from '../../kernel/testing/test-kernel.ts';
import { codeAt } from './domain/one-time-codes.ts';
import { demoCitizens, demoOneTimeCode, demoPassword, demoStaff, findAccount, staffMembers, staffName } from './index.ts';
import { seedDemo } from './demo.ts';
import { comparable, goodPassword, location, logIn, logInStaff, newestMail, startHouse } from './test-support.ts';

let house: TestKernel;
beforeAll(async () => {
  house = await startHouse();
  await house.start();
});
afterAll(() => house.close());

describe('the demo people', () => {
  it('are there once, however often it starts', async () => {
    await seedDemo(house.kernel);
    const counts = await house.ownerPool.query('select (select count(*) from directory.account)::int as citizens, (select count(*) from directory.staff)::int as staff, (select count(distinct password_hash) from (select password_hash from directory.account union all select password_hash from directory.staff) x)::int as hashes');
    expect(counts.rows[0]).toEqual({ citizens: 2, staff: Object.keys(demoStaff).length, hashes: 2 + Object.keys(demoStaff).length });
    expect((await findAccount(house.kernel, demoCitizens.lena.id))?.name).toBe('Lena Marie Sommer');
    expect(await logIn(house.browser(), demoCitizens.jonas.email, demoPassword)).toBe('/konto');
  });
  it('know the old address of Jonas and the right one of Lena', async () => {
    const rows = await house.ownerPool.query('select street, house_number from directory.profile order by account_id');
    expect(rows.rows).toEqual([{ street: 'Mansfelder Straße', house_number: '17' }, { street: 'Mansfelder Straße', house_number: '20' }]);
  });
  it('stand on a page with the code of this half minute, in the demo only', async () => {
    const body = (await house.browser().get('/demo')).body;
    expect(body).toContain(demoOneTimeCode(house.clock.now()));
    expect(body).toContain(demoStaff.clerkParking.email);
    expect((await house.browser().get('/demo/post')).statusCode).toBe(200);
    const real = await startHouse({ env: { STADTTOR_DEMO: 'off' } });
    try {
      await real.start();
      for (const path of ['/demo', '/demo/post']) expect((await real.browser().get(path)).statusCode).toBe(404);
      expect((await real.ownerPool.query('select 1 from directory.staff union all select 1 from directory.account')).rowCount).toBe(0);
    } finally {
      await real.close();
    }
  });
  it('can be named by other modules', async () => {
    expect((await staffMembers(house.kernel, 'parken')).map((person) => person.name)).toEqual(['Kim Bauer', 'Petra Lorenz']);
    expect(await staffMembers(house.kernel, 'it')).toEqual([]); // an operator works on no cases
    expect(await staffName(house.kernel, demoStaff.clerkTaxes.id)).toBe('Ali Yıldız');
  });
});

describe('staff', () => {
  it('log in with password and code; each alone is not enough, and nothing says which was wrong', async () => {
    const { email } = demoStaff.clerkParking;
    const code = demoOneTimeCode(house.clock.now());
    const bodies = [];
    for (const [address, password, typed] of [[email, demoPassword, ''], [email, demoPassword, '000000'], [email, 'falsch falsch', code], ['nobody@example.org', demoPassword, code]] as const) {
      const browser = house.browser();
      await browser.get('/amt/anmelden');
      const answer = await browser.post('/amt/anmelden', { email: address, password, code: typed });
      expect(answer.statusCode).toBe(422);
      bodies.push(comparable(answer.body).replaceAll(address, 'X'));
    }
    expect(new Set(bodies).size).toBe(1);
    const browser = house.browser();
    expect(await logInStaff(browser, email, demoPassword, code)).toBe('/amt');
    expect(await logInStaff(house.browser(), email, demoPassword, code)).toBeUndefined(); // replayed
    const { rows } = await house.ownerPool.query(`select principal, assurance from kernel.session where principal_id = $1`, [demoStaff.clerkParking.id]);
    expect(rows).toEqual([{ assurance: 'niedrig', principal: { kind: 'staff', id: demoStaff.clerkParking.id, name: 'Kim Bauer', role: 'clerk', permissions: ['cases.work', 'cases.counter', 'permits.read', 'records.read', 'records.work'], offices: ['parken'] } }]);
  });
  it('and residents do not open each other’s doors', async () => {
    expect(await logIn(house.browser(), demoStaff.clerkParking.email, demoPassword)).toBeUndefined();
    house.clock.advance({ minutes: 1 });
    expect(await logInStaff(house.browser(), demoCitizens.lena.email, demoPassword, demoOneTimeCode(house.clock.now()))).toBeUndefined();
  });
  it('is added, invited, sets up the second factor, and cannot skip it', async () => {
    const operator = house.browser();
    house.clock.advance({ minutes: 1 });
    expect(await logInStaff(operator, demoStaff.operator.email, demoPassword, demoOneTimeCode(house.clock.now()))).toBe('/amt');
    await operator.get('/amt/personen/neu');
    expect((await operator.post('/amt/personen/neu', { email: 'nora', name: '', role: 'king', offices: 'moon' })).statusCode).toBe(422);
    expect((await operator.post('/amt/personen/neu', { email: 'nora@example.org', name: 'Nora Neu', role: 'clerk' })).statusCode).toBe(422); // a clerk needs an office
    expect((await operator.post('/amt/personen/neu', { email: demoStaff.auditor.email, name: 'X', role: 'auditor' })).statusCode).toBe(422);
    expect(location(await operator.post('/amt/personen/neu', { email: 'Nora@example.org', name: 'Nora Neu', role: 'clerk', offices: ['parken', 'steuern'] }))).toBe('/amt/personen?hinweis=eingeladen');
    expect((await operator.get('/amt/personen')).body).toContain('Nora Neu');
    const mail = await newestMail(house, 'nora@example.org');
    const nora = house.browser();
    expect(await logInStaff(nora, 'nora@example.org', '', '')).toBeUndefined();
    await nora.get(mail!.path);
    expect((await nora.post(mail!.path, { password: 'kurz' })).statusCode).toBe(422);
    expect(location(await nora.post(mail!.path, { password: goodPassword }))).toBe('/amt/anmelden?hinweis=passwort');
    expect((await nora.post(mail!.path, { password: goodPassword })).statusCode).toBe(410);
    expect(await logInStaff(nora, 'nora@example.org', goodPassword, '')).toBe('/amt/anmelden/einrichten');
    expect((await nora.get('/amt/personen')).statusCode).toBe(303);
    const page = await nora.get('/amt/anmelden/einrichten');
    const seed = /<code>([A-Z2-7 ]{39})<\/code>/.exec(page.body)![1]!.replaceAll(' ', '');
    expect(page.body).toContain('neu ein, und Sie richten Passwort und Einmalcodes noch einmal ein');
    expect((await nora.post('/amt/anmelden/einrichten', { code: '1' })).statusCode).toBe(422);
    expect(location(await nora.post('/amt/anmelden/einrichten', { code: codeAt(seed, house.clock.now()) }))).toBe('/amt');
    expect(await logInStaff(house.browser(), 'nora@example.org', goodPassword, '')).toBeUndefined(); // compulsory from now on
    expect((await nora.get('/amt/personen')).statusCode).toBe(403);

    const id = (await staffMembers(house.kernel, 'steuern')).find((person) => person.name === 'Nora Neu')!.id;
    await operator.get(`/amt/personen/${id}`);
    await operator.post(`/amt/personen/${id}`, { name: 'Nora Neu', role: 'auditor', active: 'ja' });
    expect((await nora.get('/amt/personen')).statusCode).toBe(303); // new rights, new login
    house.clock.advance({ minutes: 1 });
    expect(await logInStaff(nora, 'nora@example.org', goodPassword, codeAt(seed, house.clock.now()))).toBe('/amt');
    await operator.get(`/amt/personen/${id}`);
    await operator.post(`/amt/personen/${id}/einladen`);
    expect((await nora.get('/amt/personen')).statusCode).toBe(303);
    house.clock.advance({ minutes: 1 });
    expect(await logInStaff(nora, 'nora@example.org', goodPassword, codeAt(seed, house.clock.now()))).toBeUndefined();
    const again = await newestMail(house, 'nora@example.org');
    await operator.get(`/amt/personen/${id}`);
    await operator.post(`/amt/personen/${id}`, { name: 'Nora Neu', role: 'auditor', active: 'nein' });
    expect((await nora.get(again!.path)).statusCode).toBe(410); // a blocked person's invitation is dead
  });
  it('who is blocked does not get in, also with the right password and code', async () => {
    house.clock.advance({ minutes: 1 });
    await house.ownerPool.query('update directory.staff set active = false where id = $1', [demoStaff.designer.id]);
    expect(await logInStaff(house.browser(), demoStaff.designer.email, demoPassword, demoOneTimeCode(house.clock.now()))).toBeUndefined();
    await house.ownerPool.query('update directory.staff set active = true where id = $1', [demoStaff.designer.id]);
    expect(await logInStaff(house.browser(), demoStaff.designer.email, demoPassword, demoOneTimeCode(house.clock.now()))).toBe('/amt');
  });
  it('operator cannot lock themselves out', async () => {
    const operator = house.browser();
    house.clock.advance({ minutes: 1 });
    await logInStaff(operator, demoStaff.operator.email, demoPassword, demoOneTimeCode(house.clock.now()));
    const path = `/amt/personen/${demoStaff.operator.id}`;
    await operator.get(path);
    expect((await operator.post(path, { name: 'Mira Vogt', role: 'auditor', active: 'ja' })).statusCode).toBe(422);
    expect((await operator.post(path, { name: 'Mira Vogt', role: 'operator', active: 'nein' })).statusCode).toBe(422);
    for (const id of ['x', '00000000-0000-7000-8000-00000000ffff']) expect((await operator.get(`/amt/personen/${id}`)).statusCode).toBe(404);
  });
  it('operator sees that mails went out, not what they say', async () => {
    const operator = house.browser();
    house.clock.advance({ minutes: 1 });
    await logInStaff(operator, demoStaff.operator.email, demoPassword, demoOneTimeCode(house.clock.now()));
    const body = (await operator.get('/amt/post')).body;
    expect(body).toContain('Ihr Zugang zum Stadttor');
    expect(body).toContain('Einladung zur Mitarbeit');
    expect(body).not.toContain('directory.staff_invitation');
    expect(body).not.toContain('/amt/einladung/');
    expect(body).not.toContain('nora@example.org');
  });
});
