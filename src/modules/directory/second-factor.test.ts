import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBrowser, TestKernel } from '../../kernel/testing/test-kernel.ts';
import { codeAt } from './domain/one-time-codes.ts';
import { goodPassword, location, logIn, newestMail, registerAccount, startHouse } from './test-support.ts';

let house: TestKernel;
beforeAll(async () => { house = await startHouse(); });
afterAll(() => house.close());

const setUp = '/konto/sicherheit/einmalcode';

async function turnOn(browser: TestBrowser): Promise<{ seed: string; recovery: string[] }> {
  await browser.get(setUp);
  await browser.post(`${setUp}/beginnen`, { current: goodPassword });
  const page = await browser.get(setUp);
  expect(page.body).toContain('src="data:image/svg+xml;base64,');
  const seed = /<code>([A-Z2-7 ]{39})<\/code>/.exec(page.body)![1]!.replaceAll(' ', '');
  const address = /<a [^>]*href="(otpauth:[^"]+)"[^>]*>/.exec(page.body)![1]!.replaceAll('&amp;', '&');
  expect(new URL(address).searchParams.get('secret')).toBe(seed);
  expect(page.body).toContain('Telefon verloren? Dann melden Sie sich mit einem Ersatzcode an.');
  const done = await browser.post(`${setUp}/bestaetigen`, { code: codeAt(seed, house.clock.now()) });
  for (const { body } of [done, await browser.get(setUp), await browser.get('/konto/sicherheit')]) expect(body).not.toMatch(/otpauth:|secret=/);
  return { seed, recovery: [...done.body.matchAll(/<code>([A-Z2-9]{5}-[A-Z2-9]{5})<\/code>/g)].map((match) => match[1]!) };
}

describe('one-time codes of an account', () => {
  it('need the password to begin and the first code to count', async () => {
    await registerAccount(house, 'begin@example.org');
    const browser = house.browser();
    await logIn(browser, 'begin@example.org');
    await browser.get(setUp);
    expect((await browser.post(`${setUp}/beginnen`, { current: 'falsch falsch' })).statusCode).toBe(422);
    expect(location(await browser.post(`${setUp}/bestaetigen`, { code: '000000' }))).toBe(setUp); // nothing begun, nothing to confirm
    await browser.post(`${setUp}/beginnen`, { current: goodPassword });
    const first = (await browser.get(setUp)).body;
    expect((await browser.get(setUp)).body.match(/<code>.*?<\/code>/)![0]).toBe(first.match(/<code>.*?<\/code>/)![0]); // reloading keeps the seed
    expect((await browser.post(`${setUp}/bestaetigen`, { code: '12345' })).statusCode).toBe(422);
    expect(await logIn(house.browser(), 'begin@example.org')).toBe('/konto'); // still off
  });

  it('are asked after the password, once each, in this browser only', async () => {
    await registerAccount(house, 'codes@example.org');
    const { seed, recovery } = await (async () => {
      const browser = house.browser();
      await logIn(browser, 'codes@example.org');
      return turnOn(browser);
    })();
    expect(recovery).toHaveLength(10);
    const browser = house.browser();
    expect(await logIn(browser, 'codes@example.org')).toBe('/konto/anmelden/code');
    expect((await browser.get('/konto')).statusCode).toBe(303); // not in yet
    await browser.get('/konto/anmelden/code');
    const used = codeAt(seed, house.clock.now());
    expect((await browser.post('/konto/anmelden/code', { code: used })).statusCode).toBe(422); // the set-up took it
    house.clock.advance({ seconds: 30 });
    const fresh = codeAt(seed, house.clock.now());
    const other = house.browser();
    await other.get('/konto/anmelden');
    expect(location(await other.post('/konto/anmelden/code', { code: fresh }))).toBe('/konto/anmelden?hinweis=zeit'); // another browser has no open step
    expect(location(await browser.post('/konto/anmelden/code', { code: fresh }))).toBe('/konto');
    expect((await browser.get('/konto')).statusCode).toBe(200);
    // replay, by somebody who also knows the password
    expect(await logIn(other, 'codes@example.org')).toBe('/konto/anmelden/code');
    await other.get('/konto/anmelden/code');
    expect((await other.post('/konto/anmelden/code', { code: fresh })).statusCode).toBe(422);
    // an earlier step never comes back either
    expect((await other.post('/konto/anmelden/code', { code: used })).statusCode).toBe(422);
    expect((await browser.get('/konto/sicherheit')).body).toContain('Falscher Einmalcode');
  });

  it('have only one winner when one code is sent twice at once', async () => {
    await registerAccount(house, 'race@example.org');
    const setter = house.browser();
    await logIn(setter, 'race@example.org');
    const { seed } = await turnOn(setter);
    house.clock.advance({ seconds: 60 });
    const browsers = [house.browser(), house.browser(), house.browser(), house.browser()];
    for (const browser of browsers) {
      await logIn(browser, 'race@example.org');
      await browser.get('/konto/anmelden/code');
    }
    const answers = await Promise.all(browsers.map((browser) => browser.post('/konto/anmelden/code', { code: codeAt(seed, house.clock.now()) })));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([303, 422, 422, 422]);
  });

  it('can be replaced once by a recovery code, and the owner is told', async () => {
    await registerAccount(house, 'lost@example.org');
    const browser = house.browser();
    await logIn(browser, 'lost@example.org');
    const { recovery } = await turnOn(browser);
    const again = house.browser();
    await logIn(again, 'lost@example.org');
    await again.get('/konto/anmelden/code');
    expect(location(await again.post('/konto/anmelden/code', { code: recovery[3]!.toLowerCase() }))).toBe('/konto');
    expect((await newestMail(house, 'lost@example.org'))?.kind).toBe('directory.recovery_used');
    const third = house.browser();
    await logIn(third, 'lost@example.org');
    await third.get('/konto/anmelden/code');
    expect((await third.post('/konto/anmelden/code', { code: recovery[3]! })).statusCode).toBe(422);
    expect((await browser.get('/konto/sicherheit')).body).toContain('Noch 9 Ersatzcodes');
  });

  it('cannot be guessed: ten tries, then a pause', async () => {
    await registerAccount(house, 'guess@example.org');
    const browser = house.browser();
    await logIn(browser, 'guess@example.org');
    await turnOn(browser);
    const thief = house.browser();
    await logIn(thief, 'guess@example.org');
    await thief.get('/konto/anmelden/code');
    const statuses = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await thief.post('/konto/anmelden/code', { code: String(100000 + n) })).statusCode);
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.slice(0, 8)).toEqual(Array(8).fill(422));
  });

  it('step between password and code runs out', async () => {
    const browser = house.browser();
    await logIn(browser, 'codes@example.org');
    house.clock.advance({ minutes: 11 });
    expect(location(await browser.get('/konto/anmelden/code'))).toBe('/konto/anmelden?hinweis=zeit');
    expect(location(await browser.post('/konto/anmelden/code', { code: '123456' }))).toBe('/konto/anmelden?hinweis=zeit');
  });

  it('survive a new password and are switched off with the password only', async () => {
    house.clock.advance({ hours: 1 });
    const browser = house.browser();
    await registerAccount(house, 'off@example.org');
    await logIn(browser, 'off@example.org');
    await turnOn(browser);
    await browser.get('/konto/passwort-vergessen');
    await browser.post('/konto/passwort-vergessen', { email: 'off@example.org' });
    const mail = await newestMail(house, 'off@example.org');
    await browser.get(mail!.path);
    await browser.post(mail!.path, { password: 'vier rote Laternen' });
    expect(await logIn(browser, 'off@example.org', 'vier rote Laternen')).toBe('/konto/anmelden/code');
    const { rows } = await house.ownerPool.query(`select id, code_seed from directory.account where email = 'off@example.org'`);
    await browser.signInAs({ kind: 'citizen', id: rows[0].id as string, name: '' });
    await browser.get(setUp);
    expect((await browser.post(`${setUp}/aus`, { current: goodPassword })).statusCode).toBe(422);
    expect(location(await browser.post(`${setUp}/aus`, { current: 'vier rote Laternen' }))).toBe('/konto/sicherheit?hinweis=codes-aus');
    expect((await newestMail(house, 'off@example.org'))?.kind).toBe('directory.codes_off');
    expect(await logIn(house.browser(), 'off@example.org', 'vier rote Laternen')).toBe('/konto');
  });
});
