import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestKernel } from '../../kernel/testing/test-kernel.ts';
import { findAccount } from './index.ts';
import { comparable, goodPassword, location, logIn, newestMail, registerAccount, startHouse } from './test-support.ts';

let house: TestKernel;
beforeAll(async () => { house = await startHouse(); });
afterAll(() => house.close());

describe('registering', () => {
  it('makes an account when the link is confirmed, and not before', async () => {
    const browser = house.browser();
    await browser.get('/konto/registrieren');
    await browser.post('/konto/registrieren', { email: ' Anna@Example.org ', password: goodPassword });
    expect(await logIn(house.browser(), 'anna@example.org')).toBeUndefined();
    const mail = await newestMail(house, 'anna@example.org');
    expect(mail?.kind).toBe('directory.registration');
    const page = await browser.get(mail!.path);
    expect(page.statusCode).toBe(200);
    expect(await logIn(house.browser(), 'anna@example.org')).toBeUndefined(); // opening the link confirms nothing
    expect(location(await browser.post(mail!.path))).toBe('/konto/anmelden?hinweis=bestaetigt');
    expect((await browser.get('/konto')).statusCode).toBe(303); // confirming does not sign in
    expect(await logIn(browser, 'anna@example.org')).toBe('/konto');
    expect((await browser.get('/konto')).body).toContain('anna@example.org');
    expect((await browser.post(mail!.path)).statusCode).toBe(410); // the link works once
  });
  it('answers the same for a known address, which gets another mail', async () => {
    await registerAccount(house, 'known@example.org');
    const answers = [];
    for (const email of ['known@example.org', 'unknown@example.org']) {
      const browser = house.browser();
      await browser.get('/konto/registrieren');
      const answer = await browser.post('/konto/registrieren', { email, password: goodPassword });
      const next = await browser.get(location(answer)!);
      answers.push([answer.statusCode, location(answer), answer.body, comparable(next.body)]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect((await newestMail(house, 'known@example.org'))?.kind).toBe('directory.already_registered');
    expect((await newestMail(house, 'unknown@example.org'))?.kind).toBe('directory.registration');
  });
  it('of a stranger’s address gives the stranger nothing', async () => {
    const attacker = house.browser();
    await attacker.get('/konto/registrieren');
    await attacker.post('/konto/registrieren', { email: 'victim@example.org', password: 'das weiß nur die Angreiferin' });
    await registerAccount(house, 'victim@example.org', 'das weiß nur das Opfer selbst'); // confirms the newest mail
    expect(await logIn(attacker, 'victim@example.org', 'das weiß nur die Angreiferin')).toBeUndefined();
    expect(await logIn(house.browser(), 'victim@example.org', 'das weiß nur das Opfer selbst')).toBe('/konto');
  });
  it('says what is wrong, keeps the address and never the password', async () => {
    const browser = house.browser();
    await browser.get('/konto/registrieren');
    const answer = await browser.post('/konto/registrieren', { email: 'berta@example', password: 'kurz-pw' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('value="berta@example"');
    expect(answer.body).not.toContain('kurz-pw');
    expect(answer.body).toContain('href="#f-email"');
    expect(answer.body).toContain('href="#f-password"');
  });
  it('links die after 24 hours and are swept away with the address', async () => {
    const browser = house.browser();
    await browser.get('/konto/registrieren');
    await browser.post('/konto/registrieren', { email: 'late@example.org', password: goodPassword });
    const mail = await newestMail(house, 'late@example.org');
    house.clock.advance({ hours: 24, seconds: 1 });
    expect((await browser.get(mail!.path)).statusCode).toBe(410);
    expect((await browser.post(mail!.path)).statusCode).toBe(410);
    await house.kernel.jobs.enqueue(house.kernel.db, 'directory.purge', {});
    await house.work();
    const left = await house.ownerPool.query(`select (select count(*) from directory.registration where email = 'late@example.org') + (select count(*) from kernel.mail where recipient = 'late@example.org') as n`);
    expect(Number(left.rows[0].n)).toBe(0);
  });
  it.each(['x', 'A'.repeat(43), '../../konto', '%00'])('knows no link %j', async (token) => {
    expect([404, 410, 400]).toContain((await house.browser().get(`/konto/bestaetigen/${encodeURIComponent(token)}`)).statusCode);
  });
});

describe('logging in', () => {
  it('leads on to the page asked for, on this site only', async () => {
    await registerAccount(house, 'next@example.org');
    const browser = house.browser();
    expect((await browser.get('/konto/profil')).headers.location).toBe('/konto/anmelden?weiter=%2Fkonto%2Fprofil');
    expect((await browser.get('/konto/anmelden?weiter=%2Fkonto%2Fprofil')).body).toContain('name="weiter" value="/konto/profil"');
    expect(location(await browser.post('/konto/anmelden', { email: 'next@example.org', password: goodPassword, weiter: '/konto/profil' }))).toBe('/konto/profil');
    const other = house.browser();
    await other.get('/konto/anmelden');
    expect(location(await other.post('/konto/anmelden', { email: 'next@example.org', password: goodPassword, weiter: '//evil.example' }))).toBe('/konto');
    expect(location(await other.get('/konto/anmelden?weiter=/%09/evil.example'))).toBe('/konto');
  });
  it('gives a new cookie and keeps what the visitor had begun', async () => {
    await registerAccount(house, 'cookie@example.org');
    const seen: (string | undefined)[] = [];
    house.kernel.sessions.onSignIn(async (_tx, from, to) => void seen.push(from?.principal.kind, to.principal.kind));
    const browser = house.browser();
    await browser.get('/konto/anmelden');
    const before = browser.cookies.get('__Host-stadttor');
    await browser.post('/konto/anmelden', { email: 'cookie@example.org', password: goodPassword });
    expect(browser.cookies.get('__Host-stadttor')).not.toBe(before);
    expect(seen).toEqual([undefined, 'citizen']);
  });
  it('answers the same for a wrong password and an unknown address, and does the same work', async () => {
    await registerAccount(house, 'same@example.org');
    const times: number[] = [];
    const bodies: string[] = [];
    for (const email of ['same@example.org', 'nobo@example.org', 'same@example.org', 'nobo@example.org']) {
      const browser = house.browser();
      await browser.get('/konto/anmelden');
      const start = performance.now();
      const answer = await browser.post('/konto/anmelden', { email, password: 'falsch falsch falsch' });
      times.push(performance.now() - start);
      expect(answer.statusCode).toBe(422);
      bodies.push(comparable(answer.body).replaceAll(email, 'X'));
    }
    expect(new Set(bodies).size).toBe(1);
    expect(Math.min(...times)).toBeGreaterThan(8); // nobody's Argon2 work is done too
  });
  it('is limited per account, also with the right password, and says so', async () => {
    await registerAccount(house, 'limit@example.org');
    const browser = house.browser();
    await browser.get('/konto/anmelden');
    for (let n = 0; n < 30; n += 1) await browser.post('/konto/anmelden', { email: 'limit@example.org', password: '' });
    const refused = await browser.post('/konto/anmelden', { email: 'limit@example.org', password: goodPassword });
    expect(refused.statusCode).toBe(429);
    expect(refused.body).toContain('Viertelstunde');
    house.clock.advance({ minutes: 16 });
    expect(location(await browser.post('/konto/anmelden', { email: 'limit@example.org', password: goodPassword }))).toBe('/konto');
  });
  it('is limited per visitor over many accounts', async () => {
    house.clock.advance({ hours: 2 });
    const browser = house.browser();
    await browser.get('/konto/anmelden');
    for (let n = 0; n < 100; n += 1) await browser.post('/konto/anmelden', { email: `n${n}@example.org`, password: '' });
    expect((await browser.post('/konto/anmelden', { email: 'fresh@example.org', password: '' })).statusCode).toBe(429);
    house.clock.advance({ hours: 2 });
  });
});

describe('a forgotten password', () => {
  it('is replaced by link, ends every session and every other link', async () => {
    await registerAccount(house, 'reset@example.org');
    const elsewhere = house.browser();
    await logIn(elsewhere, 'reset@example.org');
    const browser = house.browser();
    await browser.get('/konto/passwort-vergessen');
    expect(location(await browser.post('/konto/passwort-vergessen', { email: 'Reset@example.org' }))).toBe('/konto/passwort-vergessen/gesendet');
    const first = await newestMail(house, 'reset@example.org');
    house.clock.advance({ minutes: 2 });
    await browser.post('/konto/passwort-vergessen', { email: 'reset@example.org' });
    const second = await newestMail(house, 'reset@example.org');
    expect((await browser.get(first!.path)).statusCode).toBe(410); // a newer link replaces it
    await browser.get(second!.path);
    expect((await browser.post(second!.path, { password: 'passwort123' })).statusCode).toBe(422); // a refused password does not burn the link
    expect(location(await browser.post(second!.path, { password: 'ein ganz neues Wort' }))).toBe('/konto/anmelden?hinweis=passwort');
    expect((await browser.post(second!.path, { password: 'und noch ein neues' })).statusCode).toBe(410);
    expect((await elsewhere.get('/konto')).statusCode).toBe(303);
    expect(await logIn(browser, 'reset@example.org')).toBeUndefined();
    expect(await logIn(browser, 'reset@example.org', 'ein ganz neues Wort')).toBe('/konto');
    expect((await newestMail(house, 'reset@example.org'))?.kind).toBe('directory.password_changed');
  });
  it('does not tell whether there is an account', async () => {
    await registerAccount(house, 'quiet@example.org');
    const answers = [];
    for (const email of ['quiet@example.org', 'silent@example.org']) {
      const browser = house.browser();
      await browser.get('/konto/passwort-vergessen');
      const answer = await browser.post('/konto/passwort-vergessen', { email });
      answers.push([answer.statusCode, location(answer), comparable((await browser.get(location(answer)!)).body)]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect((await newestMail(house, 'quiet@example.org'))?.kind).toBe('directory.password_reset');
    expect(await newestMail(house, 'silent@example.org')).toBeUndefined();
  });
  it('link is dead after an hour', async () => {
    const browser = house.browser();
    await browser.get('/konto/passwort-vergessen');
    await browser.post('/konto/passwort-vergessen', { email: 'quiet@example.org' });
    const mail = await newestMail(house, 'quiet@example.org');
    house.clock.advance({ hours: 1, seconds: 1 });
    expect((await browser.get(mail!.path)).statusCode).toBe(410);
    expect((await browser.post(mail!.path, { password: 'ein ganz neues Wort' })).statusCode).toBe(410);
  });
  it('tokens of one kind open no other door', async () => {
    const browser = house.browser();
    await browser.get('/konto/passwort-vergessen');
    await browser.post('/konto/passwort-vergessen', { email: 'quiet@example.org' });
    const token = (await newestMail(house, 'quiet@example.org'))!.path.split('/').at(-1)!;
    for (const path of ['/konto/neue-adresse/', '/konto/bestaetigen/', '/amt/einladung/']) expect((await browser.get(path + token)).statusCode).toBe(410);
    expect((await browser.get(`/konto/neues-passwort/${token}`)).statusCode).toBe(200);
  });
  it('asks at most five times an hour per address, known or not', async () => {
    for (const email of ['quiet@example.org', 'ghost@example.org']) {
      house.clock.advance({ hours: 2 });
      const browser = house.browser();
      await browser.get('/konto/passwort-vergessen');
      const statuses = [];
      for (let n = 0; n < 6; n += 1) statuses.push((await browser.post('/konto/passwort-vergessen', { email })).statusCode);
      expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
    }
  });
});

describe('changing the log-in', () => {
  it('moves to a new address only when confirmed from there, and tells the old one', async () => {
    house.clock.advance({ hours: 2 });
    await registerAccount(house, 'old@example.org');
    await registerAccount(house, 'taken@example.org');
    const browser = house.browser();
    await logIn(browser, 'old@example.org');
    await browser.get('/konto/sicherheit/e-mail');
    expect((await browser.post('/konto/sicherheit/e-mail', { email: 'new@example.org', current: 'falsch falsch' })).statusCode).toBe(422);
    const known = await browser.post('/konto/sicherheit/e-mail', { email: 'taken@example.org', current: goodPassword });
    const fresh = await browser.post('/konto/sicherheit/e-mail', { email: 'New@example.org', current: goodPassword });
    expect([known.statusCode, location(known)]).toEqual([fresh.statusCode, location(fresh)]);
    expect((await newestMail(house, 'taken@example.org'))?.kind).toBe('directory.already_registered');
    const mail = await newestMail(house, 'new@example.org');
    await browser.get(mail!.path);
    expect(await logIn(house.browser(), 'new@example.org')).toBeUndefined();
    await browser.get(mail!.path);
    expect(location(await browser.post(mail!.path))).toBe('/konto/sicherheit?hinweis=adresse');
    expect((await newestMail(house, 'old@example.org'))?.kind).toBe('directory.email_changed');
    expect(await logIn(house.browser(), 'old@example.org')).toBeUndefined();
    expect(await logIn(house.browser(), 'new@example.org')).toBe('/konto');
  });
  it('with a new password ends the other sessions, not this one', async () => {
    await registerAccount(house, 'change@example.org');
    const [here, there] = [house.browser(), house.browser()];
    await logIn(here, 'change@example.org');
    await logIn(there, 'change@example.org');
    await here.get('/konto/sicherheit/passwort');
    const refused = await here.post('/konto/sicherheit/passwort', { current: 'falsch falsch', password: 'kurz' });
    expect(refused.statusCode).toBe(422);
    expect(location(await here.post('/konto/sicherheit/passwort', { current: goodPassword, password: 'vier rote Laternen' }))).toBe('/konto/sicherheit?hinweis=passwort');
    expect((await here.get('/konto')).statusCode).toBe(200);
    expect((await there.get('/konto')).statusCode).toBe(303);
    expect(await logIn(there, 'change@example.org', 'vier rote Laternen')).toBe('/konto');
  });
});

describe('the profile', () => {
  it('is saved, shown and handed to forms with its source', async () => {
    await registerAccount(house, 'profile@example.org');
    const browser = house.browser();
    await logIn(browser, 'profile@example.org');
    await browser.get('/konto/profil');
    const bad = await browser.post('/konto/profil', { given_names: 'Đorđe', postcode: '1' });
    expect(bad.statusCode).toBe(422);
    expect(bad.body).toContain('value="Đorđe"');
    expect(location(await browser.post('/konto/profil', { given_names: 'Đorđe', family_name: 'Đorđević', 'birth_date.day': '23', 'birth_date.month': '4', 'birth_date.year': '1983', street: 'Beispielweg', house_number: '11', postcode: '06110', city: 'Halle (Saale)', lang: 'en' }))).toBe('/konto/profil?hinweis=gespeichert');
    expect((await browser.get('/konto')).body).toContain('Đorđe Đorđević');
    const { rows } = await house.ownerPool.query(`select id from directory.account where email = 'profile@example.org'`);
    const id = rows[0].id as string;
    expect(await findAccount(house.kernel, id)).toEqual({ id, email: 'profile@example.org', name: 'Đorđe Đorđević', lang: 'en', verified: true });
    const [source, prefill] = house.kernel.parts.prefillSources()[0]!;
    expect(source).toBe('account');
    const session = { id: '', assurance: 'basis' as const, device: '', createdAt: house.clock.now(), lastSeenAt: house.clock.now() };
    const values = await prefill.load(house.kernel.db, { ...session, principal: { kind: 'citizen', id, name: '' } });
    expect(values['birth_date']).toEqual({ value: '1983-04-23', source: 'account', label: 'directory.source.account', assurance: 'basis' });
    expect(Object.keys(values).sort()).toEqual(['birth_date', 'city', 'email', 'family_name', 'given_names', 'house_number', 'name', 'postcode', 'street']);
    expect(await prefill.load(house.kernel.db, { ...session, principal: { kind: 'anonymous' } })).toEqual({});
  });
});
