import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sessionLimits } from '../src/kernel/session/sessions.ts';
import type { AnyRoute } from '../src/kernel/http/types.ts';
import type { TestBrowser } from '../src/kernel/testing/test-kernel.ts';
import { createTown, type Role, type Town } from './support/town.ts';

/** Every door of the house against everything that is not what it expects: an answer below 500, and nothing done. */
let town: Town;
const browsers = new Map<Role, TestBrowser>();
beforeAll(async () => {
  town = await createTown();
  for (const role of ['nobody', 'owner', 'everything'] as const) browsers.set(role, await town.as(role));
  await browsers.get('nobody')!.get('/hinweis');
}, 120_000);
afterAll(() => town.close());
beforeEach(() => town.ownerPool.query('delete from kernel.rate_limit'));

const routes = (method: AnyRoute['method']) => town.kernel.http.routes().filter((route) => route.method === method);

/** Somebody who is let in at this door. */
function insider(route: AnyRoute): TestBrowser {
  if (route.access.audience === 'staff') return browsers.get('everything')!;
  return browsers.get(route.access.audience === 'citizen' || /^\/(konto\/vorgaenge|antrag)/.test(route.path) ? 'owner' : 'nobody')!;
}
const token = (browser: TestBrowser) => town.kernel.keys.sign('csrf', browser.cookies.get('__Host-stadttor')!);

/** What must not change because of a request that is refused: rows of every table, but counters, limits and sessions. */
async function house(): Promise<Record<string, number>> {
  const { rows } = await town.ownerPool.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema', 'graphile_worker') and tablename not in ('rate_limit', 'session', 'counter', 'query_log')`);
  const counts = await Promise.all(rows.map(async ({ name }) => [name, Number((await town.ownerPool.query(`select count(*) as n from ${name}`)).rows[0].n)] as const));
  return Object.fromEntries(counts);
}

describe('every form', { timeout: 120_000 }, () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
  it.each<[string, (csrf: string) => { headers: Record<string, string>; payload: string | Buffer }, number[]]>([
    ['without its token', () => ({ headers: form, payload: 'x=1' }), [403]],
    ['with another session’s token', () => ({ headers: form, payload: `_csrf=${town.kernel.keys.sign('csrf', 'B'.repeat(43))}` }), [403]],
    ['with the token twice', (csrf) => ({ headers: form, payload: `_csrf=${csrf}&_csrf=${csrf}` }), [403]],
    ['sent by another site', (csrf) => ({ headers: { ...form, 'sec-fetch-site': 'cross-site' }, payload: `_csrf=${csrf}` }), [403]],
    ['as JSON', (csrf) => ({ headers: { ...form, 'content-type': 'application/json' }, payload: JSON.stringify({ _csrf: csrf }) }), [415]],
    ['as broken JSON', () => ({ headers: { ...form, 'content-type': 'application/json' }, payload: '{"a":' }), [400, 415]],
    ['as XML', (csrf) => ({ headers: { ...form, 'content-type': 'application/xml' }, payload: `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;${csrf}</a>` }), [415]],
    ['as text, as a form of another site can without asking', (csrf) => ({ headers: { ...form, 'content-type': 'text/plain' }, payload: `_csrf=${csrf}` }), [415]],
    ['of an unknown type', (csrf) => ({ headers: { ...form, 'content-type': 'x' }, payload: `_csrf=${csrf}` }), [400, 415]],
    ['with broken UTF-8', (csrf) => ({ headers: form, payload: `_csrf=${csrf}&x=%c3%28` }), [400]],
    ['with raw bytes that are no UTF-8', (csrf) => ({ headers: form, payload: Buffer.concat([Buffer.from(`_csrf=${csrf}&x=`), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]) }), [400]],
    ['with an overlong encoding', (csrf) => ({ headers: form, payload: `_csrf=${csrf}&x=%c0%af` }), [400]],
    ['with half a surrogate', (csrf) => ({ headers: form, payload: `_csrf=${csrf}&x=%ed%a0%80` }), [400]],
    ['with NUL', (csrf) => ({ headers: form, payload: `_csrf=${csrf}&x=a%00b` }), [400]],
    ['with NUL in a name', (csrf) => ({ headers: form, payload: `_csrf=${csrf}&a%00b=x` }), [400]],
    ['with thousands of fields', (csrf) => ({ headers: form, payload: `_csrf=${csrf}&${'a=&'.repeat(2500)}` }), [400]],
    ['larger than any form', (csrf) => ({ headers: form, payload: `_csrf=${csrf}&x=${'y'.repeat(300_000)}` }), [413]],
    ['as multipart without a boundary', () => ({ headers: { ...form, 'content-type': 'multipart/form-data' }, payload: 'x' }), [400, 406, 415]],
    ['as multipart that breaks off', (csrf) => ({ headers: { ...form, 'content-type': 'multipart/form-data; boundary=B' }, payload: `--B\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n--B\r\ncontent-disposition: form-data; name="x"; filename="a"\r\n\r\nabc` }), [400, 415]],
    ['as multipart with the file before the token', () => ({ headers: { ...form, 'content-type': 'multipart/form-data; boundary=B' }, payload: `--B\r\ncontent-disposition: form-data; name="x"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--B--\r\n` }), [403, 415]],
  ])('%s is refused at the border, and nothing is done', async (_what, make, expected) => {
    const before = await house();
    const wrong: string[] = [];
    // interfaces of programs take no forms and have tests of their own
    for (const route of routes('POST').filter(({ path }) => !path.startsWith('/api/'))) {
      const browser = insider(route);
      const answer = await town.send(browser, { method: 'POST', url: town.address(route.path), ...make(token(browser)) });
      if (!expected.includes(answer.statusCode)) wrong.push(`POST ${route.path}: ${answer.statusCode} ${String(answer.headers['location'] ?? '')}`);
    }
    expect(wrong).toEqual([]);
    expect(await house()).toEqual(before);
  });

  it('with names of objects and fields nobody asked for changes no prototype and is never a fault', async () => {
    const names = ['__proto__', '__proto__.admin', 'constructor', 'constructor.prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'a[b]', 'a[]', '', 'x'.repeat(3000), '‮', '{{7*7}}', "';drop table cases.case;--", '${7*7}'];
    const wrong: string[] = [];
    for (const route of routes('POST').filter(({ path }) => !/abmelden|absenden|abbrechen|zuruecknehmen|einladen|druck\/|einmalcode/.test(path))) {
      const browser = insider(route);
      const payload = new URLSearchParams([['_csrf', token(browser)], ...names.map((name): [string, string] => [name, '1'])]).toString();
      const answer = await town.send(browser, { method: 'POST', url: town.address(route.path), headers: form, payload });
      if (answer.statusCode >= 500) wrong.push(`POST ${route.path}: ${answer.statusCode}`);
    }
    expect(wrong).toEqual([]);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });
});

describe('every address', { timeout: 120_000 }, () => {
  const hostile = ['%00', '%', '%zz', '%c3%28', '..%2f..%2fetc%2fpasswd', '%2e%2e', '__proto__', 'constructor', 'x'.repeat(199), 'x'.repeat(5000), '%f0%9f%a6%84', "'%20or%20'1'='1", '<script>', '%0d%0aset-cookie:x=y', '-1', '0', '1e309', '00000000-0000-0000-0000-000000000000', '${7*7}', '{{7*7}}'];

  it('with anything in the place of a key is answered calmly, and never with more than "not there"', async () => {
    const wrong: string[] = [];
    for (const route of routes('GET').filter(({ path }) => path.includes(':'))) {
      for (const value of hostile) {
        await town.ownerPool.query('delete from kernel.rate_limit');
        const browser = insider(route);
        const answer = await town.send(browser, { method: 'GET', url: route.path.replace(/:\w+/g, value) });
        if (answer.statusCode >= 500) wrong.push(`GET ${route.path} with ${value.slice(0, 30)}: ${answer.statusCode}`);
        if (answer.headers['set-cookie'] !== undefined && /x=y/.test(String(answer.headers['set-cookie']))) wrong.push(`GET ${route.path} with ${value.slice(0, 30)} sets a cookie`);
        if (/root:x:/.test(answer.body)) wrong.push(`GET ${route.path} reads files`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('with anything behind the question mark is answered calmly, and shows nothing of it as markup', async () => {
    const names = ['q', 'weiter', 'hinweis', 'seite', 'zeitraum', 'von', 'bis', 'leistung', 'ansicht', 'person', 'nummer', 'frist', 'kanal', 'lebenslage', 'amt', 'weg', 'zurueck', 'bleibt'];
    const values = ['%00', '%c3%28', '%22%3E%3Csvg%20onload=alert(1)%3E<script>alert(1)</script>', '//evil.example', 'javascript:alert(1)', `-1e309${'x'.repeat(6000)}`, '%0d%0aset-cookie:x=y'];
    const wrong: string[] = [];
    for (const route of routes('GET')) {
      const browser = insider(route);
      for (const value of values) {
        await town.ownerPool.query('delete from kernel.rate_limit');
        const answer = await town.send(browser, { method: 'GET', url: `${town.address(route.path)}?${names.map((name) => `${name}=${value}`).join('&')}&a[b]=1&__proto__=1&q=2` });
        if (answer.statusCode >= 500) wrong.push(`GET ${route.path} with ${value.slice(0, 30)}: ${answer.statusCode}`);
        if (/<script>alert|<svg onload|href="javascript:|href="\/\/evil/.test(answer.body)) wrong.push(`GET ${route.path} with ${value.slice(0, 30)}: markup`);
        if (/^\/\/|^https?:\/\/(?!localhost)/.test(String(answer.headers['location'] ?? ''))) wrong.push(`GET ${route.path} with ${value.slice(0, 30)} leads to ${String(answer.headers['location'])}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('sessions', { timeout: 120_000 }, () => {
  const closed = ['/konto', '/postfach', '/konto/daten/herunterladen', '/konto/vorgaenge', '/konto/parkausweise'];
  const start = '2026-11-24T09:00:00Z';
  const isClosed = async (browser: TestBrowser, path: string) => /\/(konto|amt)\/anmelden/.test(String((await browser.get(path)).headers['location'] ?? ''));

  it('end after their idle time, and at the latest after their life, however busy somebody is', async () => {
    try {
      const [idle, busy, clerk] = [await town.as('owner'), await town.as('owner'), await town.as('steuern')];
      town.clock.advance({ minutes: sessionLimits.basis.idle - 1 });
      expect(await isClosed(busy, '/konto')).toBe(false);
      town.clock.advance({ minutes: 2 });
      for (const path of closed) expect(await isClosed(idle, path), path).toBe(true);
      for (const path of ['/amt', town.address('/amt/vorgaenge/:id')]) expect(await isClosed(clerk, path), path).toBe(true);
      for (let minutes = sessionLimits.basis.idle + 1; minutes + 50 < sessionLimits.basis.life; minutes += 50) {
        town.clock.advance({ minutes: 50 });
        expect(await isClosed(busy, '/konto'), `after ${minutes + 50} minutes`).toBe(false);
      }
      town.clock.advance({ minutes: 50 });
      for (const path of closed) expect(await isClosed(busy, path), path).toBe(true);
    } finally {
      town.clock.set(start);
    }
  });

  it('are worth nothing after the log-out, to whoever kept the cookie', async () => {
    const browser = await town.as('owner');
    const stolen = browser.cookies.get('__Host-stadttor')!;
    expect((await browser.post('/abmelden')).statusCode).toBe(303);
    const thief = town.browser();
    thief.cookies.set('__Host-stadttor', stolen);
    for (const path of closed) expect(await isClosed(thief, path), path).toBe(true);
  });

  it('are not found by guessing, by their stored hash, or by anything else in the cookie', async () => {
    const { rows } = await town.ownerPool.query(`select encode(token_hash, 'hex') as hex, encode(token_hash, 'base64') as base64, id from kernel.session where principal_kind = 'citizen' limit 1`);
    for (const value of [rows[0].hex, rows[0].base64, rows[0].id, 'A'.repeat(43), '', '%00', "' or 1=1 --", 'x'.repeat(5000)]) {
      const guess = town.browser();
      guess.cookies.set('__Host-stadttor', encodeURIComponent(value as string));
      expect(await isClosed(guess, '/konto'), String(value).slice(0, 20)).toBe(true);
    }
  });

  it('a log-in gets a new one: a cookie planted before it is worth nothing afterwards', async () => {
    const planted = town.browser();
    await planted.get('/konto/anmelden');
    const before = planted.cookies.get('__Host-stadttor')!;
    await planted.post('/konto/anmelden', { email: 'lena.sommer@example.org', password: 'stadttor-demo-2026' });
    expect(planted.cookies.get('__Host-stadttor')).not.toBe(before);
    const attacker = town.browser();
    attacker.cookies.set('__Host-stadttor', before);
    expect(await isClosed(attacker, '/konto')).toBe(true);
    expect(await isClosed(planted, '/konto')).toBe(false);
  });

  it('a citizen’s form token opens no clerk’s form, and the other way round', async () => {
    const [citizen, clerk] = [await town.as('owner'), await town.as('steuern')];
    expect((await town.send(clerk, { method: 'POST', url: town.address('/amt/vorgaenge/:id/vermerk'), headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: `_csrf=${token(citizen)}&vermerk=x` })).statusCode).toBe(403);
    expect((await town.send(citizen, { method: 'POST', url: '/konto/profil', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: `_csrf=${token(clerk)}` })).statusCode).toBe(403);
  });
});
