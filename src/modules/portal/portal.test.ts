import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { listServices } from '../catalogue/index.ts';
import { modules } from '../index.ts';

let test: TestKernel;
beforeAll(async () => {
  test = await createTestKernel({ modules });
  // only publishing is needed here, not the demo's seeds
  const { importFolders } = await import('../catalogue/index.ts');
  await importFolders(test.kernel);
});
afterAll(() => test.close());

const get = (path: string, headers: Record<string, string> = {}) => test.kernel.http.app.inject({ method: 'GET', url: path, headers: { host: 'localhost:8080', ...headers } });

describe('the portal', () => {
  it('shows every service on a page of its own, in three languages', async () => {
    const services = await listServices(test.kernel);
    expect(services.length).toBeGreaterThanOrEqual(14);
    for (const { key } of services) {
      for (const lang of ['de', 'en', 'de-leicht']) {
        const response = await get(`/leistungen/${key}`, { cookie: `__Host-sprache=${lang}` });
        expect(response.statusCode, `${key} ${lang}`).toBe(200);
        expect(response.body).not.toMatch(/portal\.[a-z]+\.[a-z]|undefined|\[object/);
        expect(response.body.match(/<h1/g)).toHaveLength(1);
      }
    }
  });

  it('shows every kind of page without a leftover key', async () => {
    for (const path of ['/', '/leistungen', '/leistungen?lebenslage=tiere', '/leistungen?amt=steuern&weg=paper', '/leistungen?weg=quatsch&amt=..%2f', '/suche', '/suche?q=hund', '/suche?q=xyzzyq', '/impressum', '/datenschutz', '/barrierefreiheit', '/hinweis', '/hinweis/danke']) {
      for (const lang of ['de', 'en', 'de-leicht']) {
        const response = await get(path, { cookie: `__Host-sprache=${lang}` });
        expect(response.statusCode, path).toBe(200);
        expect(response.body, path).not.toMatch(/portal\.[a-z]+[._]|undefined|\[object/);
      }
    }
  });

  it('calls nothing much used before a hundred visits; then the most visited stands first', async () => {
    const first = async () => /Gleich online erledigen|Häufig genutzt/.exec((await get('/')).body)![0];
    await get('/leistungen/hund-abmelden');
    expect(await first()).toBe('Gleich online erledigen');
    const early = (await get('/')).body;
    expect(early.slice(early.indexOf('Gleich online'), early.indexOf('id="lebenslagen'))).not.toContain('Online anderswo');
    await test.kernel.indicators.count(test.kernel.db, 'portal.visit', 'hund-abmelden', 500);
    expect(await first()).toBe('Häufig genutzt');
    const page = (await get('/')).body;
    expect(/href="(\/leistungen\/[^"?]+)"/.exec(page.slice(page.indexOf('Häufig genutzt')))![1]).toBe('/leistungen/hund-abmelden');
  });

  it('says in Leichte Sprache which services are in standard German only, and hides where facts are from', async () => {
    const leicht = { cookie: '__Host-sprache=de-leicht' };
    expect((await get('/leistungen?amt=steuern', leicht)).body).toContain('In schwerer Sprache');
    expect((await get('/leistungen/bewohnerparkausweis-verlaengern', leicht)).body).not.toContain('Demo-Annahme:');
    expect((await get('/leistungen/bewohnerparkausweis-verlaengern', { cookie: '__Host-sprache=en' })).body).toMatch(/Source: <span lang="de">/);
  });

  it('counts visits by service and nothing else', async () => {
    const key = (await listServices(test.kernel))[0]!.key;
    const period = { from: test.kernel.clock.today(), to: test.kernel.clock.today() };
    const before = (await test.kernel.indicators.sum(test.kernel.db, 'portal.visit', period, key)) ?? 0;
    await get(`/leistungen/${key}`);
    await get('/leistungen/gibt-es-nicht');
    expect(await test.kernel.indicators.sum(test.kernel.db, 'portal.visit', period, key)).toBe(before + 1);
    expect(await test.kernel.indicators.sum(test.kernel.db, 'portal.visit', period, 'gibt-es-nicht')).toBeNull();
  });

  it('comes back to the same search when the language changes', async () => {
    expect((await test.browser().get('/suche?q=hund')).body).toContain('name="zurueck" value="/suche?q=hund"');
  });

  it('says 404 for what there is not', async () => {
    for (const path of ['/leistungen/gibt-es-nicht', '/leistungen/..%2f..', '/leistungen/Ä']) expect((await get(path)).statusCode, path).toBe(404);
  });

  it('shows what was typed as text, never as markup', async () => {
    const response = await get(`/suche?q=${encodeURIComponent('<img src=x onerror=alert(1)>"')}`);
    expect(response.body).not.toContain('<img');
    expect(response.body).toContain('&lt;img src=x');
  });

  it.each([
    ['anwohnerparken', 'verlaengern'],
    ['hund', 'hundesteuer-anmelden'],
    ['auto anmelden', 'fahrzeug-online-zulassen'],
    ['umzug', 'wohnung-anmelden'],
    ['perso verloren', 'ausweis-verlust-melden'],
  ])('finds by »%s« first what people mean', async (words, expected) => {
    const response = await get(`/suche?q=${encodeURIComponent(words)}`);
    expect(/st-card__title"><a href="\/leistungen\/([a-z-]+)"/.exec(response.body)?.[1]).toContain(expected);
  });

  it('leads to the form, to another site with a word on it, or tells the steps', async () => {
    const services = await listServices(test.kernel);
    for (const { key, kind } of services) {
      const { body } = await get(`/leistungen/${key}`);
      expect(body.includes(`/antrag/${key}`), key).toBe(kind === 'online');
      if (kind === 'elsewhere') expect(body).toContain('Zuletzt geprüft: noch nicht');
      if (kind === 'paper') expect(body).toContain('id="ablauf"');
    }
  });

  it('lists all public pages in the sitemap, and keeps the demo out of search engines', async () => {
    const sitemap = (await get('/sitemap.xml')).body;
    for (const { key } of await listServices(test.kernel)) expect(sitemap).toContain(`/leistungen/${key}</loc>`);
    expect((await get('/robots.txt')).body).toContain('Disallow: /\n');
  });
});

describe('choosing', () => {
  it('lists what the chosen office, way and life situation have in common, and nothing else', async () => {
    const services = await listServices(test.kernel);
    const listed = async (query: string) => [...(await get(`/leistungen?${query}`)).body.matchAll(/st-card__title"><a href="\/leistungen\/([a-z-]+)"/g)].map((match) => match[1]).sort();
    const keys = (fits: (entry: (typeof services)[number]) => boolean) => services.filter(fits).map((entry) => entry.key).sort();
    for (const office of new Set(services.map((entry) => entry.office))) expect(await listed(`amt=${office}`), office).toEqual(keys((entry) => entry.office === office));
    for (const kind of ['online', 'elsewhere', 'paper']) expect(await listed(`weg=${kind}`), kind).toEqual(keys((entry) => entry.kind === kind));
    expect(await listed('lebenslage=tiere&weg=online')).toEqual(keys((entry) => entry.lifeSituations.includes('tiere') && entry.kind === 'online'));
  });

  it('counts one service where one is chosen', async () => {
    const [one, other] = (await listServices(test.kernel)).map((entry) => entry.key) as [string, string];
    await test.kernel.indicators.count(test.kernel.db, 'portal.visit', one, 100);
    await test.kernel.indicators.count(test.kernel.db, 'portal.visit', other, 1000);
    const period = { from: test.kernel.clock.today(), to: test.kernel.clock.today() };
    const expected = await test.kernel.indicators.sum(test.kernel.db, 'portal.visit', period, one);
    const reader = test.browser();
    await reader.signInAs({ kind: 'staff', id: '00000000-0000-7000-8000-0000000009f3', name: 'Lea', role: 'lead', permissions: ['figures.read'], offices: ['parken'] });
    const lines = (await reader.get(`/amt/zahlen/csv?leistung=${one}`)).body.split('\r\n').filter((line) => line.startsWith('portal.visits;'));
    expect(lines.map((line) => line.split(';').slice(2, 4))).toEqual([['', String(expected)], [one, String(expected)]]);
  });
});

describe('search engines', () => {
  it('are kept from what is personal where the house is not a demo', async () => {
    const house = await createTestKernel({ modules, env: { STADTTOR_DEMO: 'off' } });
    try {
      const robots = (await house.browser().get('/robots.txt')).body;
      expect(robots).not.toContain('Disallow: /\n');
      for (const path of ['/amt', '/antrag', '/konto', '/postfach']) expect(robots).toContain(`Disallow: ${path}\n`);
    } finally {
      await house.close();
    }
  });
});

describe('reports of visitors', () => {
  const report = (text: string, more: Record<string, string> = {}) => ({ seite: '/leistungen', text, antwort: '', ...more });
  const rows = () => test.kernel.db.selectFrom('portal.feedback').selectAll().orderBy('message').execute();

  beforeEach(() => test.ownerPool.query('delete from portal.feedback'));

  it('are done one by one: the others stand in the list, the done one does not', async () => {
    const visitor = test.browser();
    await visitor.get('/hinweis');
    for (const text of ['Erster Hinweis', 'Zweiter Hinweis']) await visitor.post('/hinweis', report(text, { antwort: 'b@example.org' }));
    const reader = test.browser();
    await reader.signInAs({ kind: 'staff', id: '00000000-0000-7000-8000-0000000009f4', name: 'Lea', role: 'lead', permissions: ['figures.read'], offices: ['parken'] });
    await reader.get('/amt/hinweise');
    const [first] = await rows();
    await reader.post('/amt/hinweise', { id: first!.id });
    const page = (await reader.get('/amt/hinweise')).body;
    expect([page.includes('Erster Hinweis'), page.includes('Zweiter Hinweis')]).toEqual([false, true]);
    expect((await rows()).map((row) => [row.message, row.done_at !== null, row.reply_to])).toEqual([['Erster Hinweis', true, null], ['Zweiter Hinweis', false, 'b@example.org']]);
  });

  it.each(['a@b.de\r\nBcc: c@d.de', 'a@b.de, c@d.de', 'a@b', 'a b@c.de', '<a@b.de>'])('take no address like %j to answer to', async (antwort) => {
    await test.ownerPool.query('delete from kernel.rate_limit');
    const visitor = test.browser();
    await visitor.get('/hinweis');
    expect((await visitor.post('/hinweis', report('Hallo Welt', { antwort }))).statusCode).toBe(422);
    expect(await rows()).toEqual([]);
  });

  it('come from one visitor ten times an hour at most, and are kept for a year', async () => {
    await test.ownerPool.query('delete from kernel.rate_limit');
    const visitor = test.browser();
    await visitor.get('/hinweis');
    const codes = [];
    for (let n = 0; n < 12; n += 1) codes.push((await visitor.post('/hinweis', report(`Hinweis ${n}`))).statusCode);
    expect(codes).toEqual([...Array<number>(10).fill(303), 429, 429]);
    const upkeep = async () => {
      await test.kernel.jobs.enqueue(test.kernel.db, 'portal.delete_old_feedback', {});
      await test.work();
    };
    try {
      test.clock.advance({ days: 364 });
      await upkeep();
      expect(await rows()).toHaveLength(10);
      test.clock.advance({ days: 2 });
      await upkeep();
      expect(await rows()).toEqual([]);
    } finally {
      test.clock.set('2026-11-24T09:00:00Z');
      await test.ownerPool.query('delete from kernel.rate_limit');
    }
  });

  it('are taken without an account, read by those who may, and lose the address when done', async () => {
    const visitor = test.browser();
    await visitor.get('/hinweis?seite=/barrierefreiheit');
    const empty = await visitor.post('/hinweis', { seite: '/barrierefreiheit', text: ' ', antwort: 'keine-adresse' });
    expect(empty.statusCode).toBe(422);
    expect(empty.body).toContain('href="#f-text"');
    expect(empty.body).toContain('value="keine-adresse"');
    const sent = await visitor.post('/hinweis', { seite: '/barrierefreiheit', text: 'Der Knopf ist <b>zu klein</b>.', antwort: 'a@example.org' });
    expect(sent.headers.location).toBe('/hinweis/danke');

    const reader = test.browser();
    await reader.signInAs({ kind: 'staff', id: '00000000-0000-7000-8000-0000000009f1', name: 'Lea', role: 'lead', permissions: ['figures.read'], offices: ['parken'] });
    const page = await reader.get('/amt/hinweise');
    expect(page.body).toContain('&lt;b>zu klein');
    const id = /name="id" value="([^"]+)"/.exec(page.body)![1]!;
    expect((await reader.post('/amt/hinweise', { id })).statusCode).toBe(303);
    const row = await test.kernel.db.selectFrom('portal.feedback').selectAll().executeTakeFirstOrThrow();
    expect(row.reply_to).toBeNull();
    expect(row.done_at).not.toBeNull();
  });

  it('are not for everybody', async () => {
    expect((await get('/amt/hinweise')).headers.location).toMatch(/^\/amt\/anmelden/);
    const clerk = test.browser();
    await clerk.signInAs({ kind: 'staff', id: '00000000-0000-7000-8000-0000000009f2', name: 'Kim', role: 'clerk', permissions: ['cases.work'], offices: ['parken'] });
    expect((await clerk.get('/amt/hinweise')).statusCode).toBe(403);
  });

  it('refuse hostile input calmly', async () => {
    const visitor = test.browser();
    await visitor.get('/hinweis?seite=//evil.example');
    for (const fields of [{ seite: '//evil.example', text: 'Hallo Welt' }, { seite: ['/a', '/b'], text: ['eins zwei', 'drei'] }, { text: 'x'.repeat(3000) }, {}, { unbekannt: 'x', text: 'Hallo Welt', antwort: 'a@b.de\r\nBcc: c@d.de' }]) {
      expect((await visitor.post('/hinweis', fields as Record<string, string>)).statusCode).toBeLessThan(500);
    }
    const stored = await test.kernel.db.selectFrom('portal.feedback').select('page').execute();
    expect(stored.every((row) => /^\/(?!\/)/.test(row.page))).toBe(true);
  });
});
