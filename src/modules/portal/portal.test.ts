import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('reports of visitors', () => {
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
