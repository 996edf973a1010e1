import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { h } from 'preact';
import type { TestKernel } from '../../kernel/testing/test-kernel.ts';
import { findAccount, registerAccountPanel } from './index.ts';
import { goodPassword, location, logIn, registerAccount, startHouse } from './test-support.ts';

let house: TestKernel;
beforeAll(async () => { house = await startHouse(); });
afterAll(() => house.close());

const idOf = async (email: string) => (await house.ownerPool.query('select id from directory.account where email = $1', [email])).rows[0]?.id as string;

describe('the list of log-ins', () => {
  it('ends one, ends all others, and never a stranger’s', async () => {
    await registerAccount(house, 'list@example.org');
    await registerAccount(house, 'stranger@example.org');
    const [here, there, third, stranger] = [house.browser(), house.browser(), house.browser(), house.browser()];
    for (const browser of [here, there, third]) await logIn(browser, 'list@example.org');
    await logIn(stranger, 'stranger@example.org');
    const page = await here.get('/konto/sicherheit');
    const ids = [...page.body.matchAll(/name="sitzung" value="([0-9a-f-]{36})"/g)].map((match) => match[1]!);
    expect(ids).toHaveLength(2);
    expect(page.body).toContain('dieses Gerät');
    await stranger.get('/konto/sicherheit');
    expect((await stranger.post('/konto/sicherheit/abmelden', { sitzung: ids[0]! })).statusCode).toBe(404);
    expect((await stranger.post('/konto/sicherheit/abmelden', { sitzung: 'x' })).statusCode).toBe(404);
    await here.get('/konto/sicherheit');
    await here.post('/konto/sicherheit/abmelden', { sitzung: ids[0]! });
    const alive = await Promise.all([there, third].map(async (browser) => (await browser.get('/konto')).statusCode));
    expect(alive.sort()).toEqual([200, 303]);
    await here.post('/konto/sicherheit/abmelden', { sitzung: 'alle' });
    expect((await there.get('/konto')).statusCode + (await third.get('/konto')).statusCode).toBe(606);
    expect((await here.get('/konto')).statusCode).toBe(200);
    expect((await stranger.get('/konto')).statusCode).toBe(200);
  });
  it('remembers log-ins without an address, and only the owner’s', async () => {
    const browser = house.browser();
    await logIn(browser, 'list@example.org');
    expect((await browser.get('/konto/sicherheit')).body).toContain('Angemeldet');
    const columns = await house.ownerPool.query(`select column_name from information_schema.columns where table_schema = 'directory' and table_name = 'login_event' order by 1`);
    expect(columns.rows.map((row) => row.column_name)).toEqual(['at', 'device', 'id', 'kind', 'person_id']);
    await expect(house.kernel.db.updateTable('directory.login_event').set({ kind: 'x' }).execute()).rejects.toThrow(/permission denied/);
    await expect(house.kernel.db.deleteFrom('directory.login_event').execute()).rejects.toThrow(/permission denied/);
  });
  it('forgets after 180 days', async () => {
    house.clock.advance({ days: 181 });
    await house.kernel.jobs.enqueue(house.kernel.db, 'directory.purge', {});
    await house.work();
    expect((await house.ownerPool.query('select 1 from directory.login_event')).rowCount).toBe(0);
  });
  it('logging out ends the session on the server', async () => {
    const browser = house.browser();
    await logIn(browser, 'list@example.org');
    await browser.get('/konto');
    const cookie = browser.cookies.get('__Host-stadttor')!;
    expect(location(await browser.post('/abmelden'))).toBe('/konto/anmelden?hinweis=abgemeldet');
    browser.cookies.set('__Host-stadttor', cookie);
    expect((await browser.get('/konto')).statusCode).toBe(303);
  });
});

describe('panels of other modules', () => {
  it('stand on the overview in their order', async () => {
    registerAccountPanel(house.kernel, { order: 20, load: () => h('p', null, 'Zweites') });
    registerAccountPanel(house.kernel, { order: 10, load: async (_kernel, id) => h('p', null, `Erstes ${id}`) });
    registerAccountPanel(house.kernel, { order: 5, load: () => null });
    registerAccountPanel(house.kernel, { order: 30, tasks: async () => [{ title: 'Etwas zahlen', href: '/bezahlen/x', status: 'war fällig' }] });
    const browser = house.browser();
    await logIn(browser, 'list@example.org');
    const body = (await browser.get('/konto')).body;
    expect(body).toContain(`Erstes ${await idOf('list@example.org')}`);
    expect(body.indexOf('Erstes')).toBeLessThan(body.indexOf('Zweites'));
    expect(body.indexOf('Das ist zu tun')).toBeLessThan(body.indexOf('Etwas zahlen'));
    expect(body.indexOf('Etwas zahlen')).toBeLessThan(body.indexOf('Erstes'));
  });
});

describe('own data', () => {
  it('can be taken along, without secrets', async () => {
    await registerAccount(house, 'export@example.org');
    const browser = house.browser();
    await logIn(browser, 'export@example.org');
    await browser.get('/konto/profil');
    await browser.post('/konto/profil', { single_name: 'Suharto', city: 'Halle' });
    const answer = await browser.get('/konto/daten/herunterladen');
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''stadttor-meine-daten-/);
    const data = JSON.parse(answer.body) as Record<string, { account: { email: string }; profile: unknown; logins: unknown[] }>;
    expect(data['directory']!.account.email).toBe('export@example.org');
    expect(data['directory']!.profile).toEqual({ single_name: 'Suharto', city: 'Halle' });
    expect(data['directory']!.logins).toHaveLength(1);
    expect(answer.body).not.toMatch(/argon2|password_hash|code_seed/);
  });
  it('is erased with the password: nothing of the person is left anywhere', async () => {
    const email = 'erase@example.org';
    await registerAccount(house, email);
    const [browser, elsewhere] = [house.browser(), house.browser()];
    await logIn(browser, email);
    await logIn(elsewhere, email);
    const id = await idOf(email);
    await browser.get('/konto/profil');
    await browser.post('/konto/profil', { given_names: 'Verschwindibald', family_name: 'Weg' });
    await browser.get('/konto/passwort-vergessen');
    await browser.post('/konto/passwort-vergessen', { email });
    await house.work();
    await house.kernel.db.transaction().execute((tx) => house.kernel.evidence.append(tx, { kind: 'test.promise', content: { name: 'Verschwindibald' }, ownerId: id }));
    house.kernel.privacy.register({ module: 'keeper', export: async () => ({}), erase: async () => ({ kept: ['directory.erase.warning.text'] }) });
    await browser.get('/konto/daten/loeschen');
    expect((await browser.post('/konto/daten/loeschen', { current: 'falsch falsch', sure: 'ja' })).statusCode).toBe(422);
    expect((await browser.post('/konto/daten/loeschen', { current: goodPassword })).statusCode).toBe(422);
    expect(await findAccount(house.kernel, id)).toBeDefined();
    const done = await browser.post('/konto/daten/loeschen', { current: goodPassword, sure: 'ja' });
    expect(location(done)).toBe('/konto/geloescht?bleibt=directory.erase.warning.text');
    expect((await browser.get(location(done)!)).body).toContain('solange das Gesetz es verlangt');
    expect(await findAccount(house.kernel, id)).toBeUndefined();
    expect((await elsewhere.get('/konto')).statusCode).toBe(303);
    expect(await logIn(elsewhere, email)).toBeUndefined();
    const dump = await everything();
    expect(dump).not.toContain(email);
    expect(dump).not.toContain('Verschwindibald');
    expect((await house.ownerPool.query(`select kind from evidence.entry order by position`)).rows.map((row) => row.kind)).toEqual(['test.promise', 'opening.erased', 'account.erased']);
  });
  it('shows no text that is not one of ours on the last page', async () => {
    const browser = house.browser();
    expect((await browser.get('/konto/geloescht?bleibt=rufen.sie.diese.nummer.an')).body).not.toContain('rufen.sie');
    expect((await browser.get('/konto/geloescht?bleibt=<b>')).statusCode).toBe(200);
  });
});

async function everything(): Promise<string> {
  const { rows } = await house.ownerPool.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
  const parts = [];
  for (const { name } of rows) parts.push(JSON.stringify((await house.ownerPool.query(`select t::text from ${name} t`)).rows));
  return parts.join('\n');
}
