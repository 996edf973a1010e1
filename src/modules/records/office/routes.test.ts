import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnyRoute } from '../../../kernel/http/types.ts';
import type { TestBrowser } from '../../../kernel/testing/test-kernel.ts';
import { demoStaff, permissionsOf, roleNames } from '../../directory/index.ts';
import { colleague, createRecordsTest, type RecordsTest } from '../records.testing.ts';

let t: RecordsTest;
const browsers: Record<string, TestBrowser> = {};
beforeAll(async () => {
  t = await createRecordsTest();
  browsers['nobody'] = t.browser();
  await browsers['nobody'].get('/amt/anmelden');
  browsers['citizen'] = t.browser();
  await browsers['citizen'].signInAs({ kind: 'citizen', id: '00000000-0000-7000-8000-000000000001', name: 'Lena' });
  for (const role of roleNames) browsers[role] = await t.as(colleague(['parken'], permissionsOf(role), demoStaff.clerkParking.id));
});
afterAll(() => t.close());

const read = ['clerk', 'lead'];
/** Route by route, who is let in. */
const table: Record<string, string[]> = {
  'GET /amt/akten': read, 'GET /amt/akten/plan/:position': read, 'GET /amt/akten/suche': read, 'POST /amt/akten/suche': read,
  'GET /amt/akten/neu': ['lead'], 'POST /amt/akten/neu': ['lead'], 'GET /amt/akten/akte/:id': read, 'POST /amt/akten/akte/:id/vorgang': read, 'POST /amt/akten/akte/:id/zugriff': ['lead'], 'POST /amt/akten/akte/:id/abschluss': ['lead'],
  'GET /amt/akten/vorgang/:id': read, 'GET /amt/akten/vorgang/:id/export': read, 'POST /amt/akten/vorgang/:id/hochladen': read, 'POST /amt/akten/vorgang/:id/vermerk': read, 'POST /amt/akten/vorgang/:id/verweis': read, 'POST /amt/akten/vorgang/:id/abschluss': read,
  'GET /amt/akten/dokument/:id': read, 'GET /amt/akten/dokument/:id/fassung/:no': read, 'GET /amt/akten/dokument/:id/fassung/:no/seite/:page': read,
  'POST /amt/akten/dokument/:id/fassung': read, 'POST /amt/akten/dokument/:id/vermerk': read, 'POST /amt/akten/dokument/:id/auschecken': read, 'POST /amt/akten/dokument/:id/einchecken': read,
  'GET /amt/akten/schnittstellen': ['operator'], 'POST /amt/akten/schnittstellen': ['operator'], 'GET /amt/akten/schnittstellen/:id': ['operator'], 'POST /amt/akten/schnittstellen/:id/schluessel': ['operator'], 'POST /amt/akten/schnittstellen/:id/schalten': ['operator'],
  'GET /amt/akten/verfahren': ['lead', 'operator', 'auditor'], 'GET /amt/akten/verfahren.pdf': ['lead', 'operator', 'auditor'],
};

const routes = () => t.kernel.http.routes().filter(({ path }) => path.startsWith('/amt/akten'));
const fill = (route: AnyRoute) => route.path.replace(':id', '00000000-0000-7000-8000-00000000dead').replace(':position', '32.2-AG').replace(':no', '1').replace(':page', '1');

it('stands in this table with every route', () => {
  expect(routes().map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(table).sort());
});

it('lets in whom it should, role by role', async () => {
  const wrong: string[] = [];
  for (const route of routes()) {
    const name = `${route.method} ${route.path}`;
    for (const [who, browser] of Object.entries(browsers)) {
      const answer = route.method === 'GET' ? await browser.get(fill(route)) : await browser.post(fill(route), { q: '', titel: '', text: 'x', zu: 'ja', nummer: 'x', position: '', amt: 'parken', name: '', aktiv: 'ja' });
      const toLogin = answer.statusCode === 303 && String(answer.headers['location']).startsWith('/amt/anmelden');
      const verdict = toLogin ? 'login' : answer.statusCode === 403 ? 'forbidden' : 'in';
      const expected = who === 'nobody' || who === 'citizen' ? 'login' : table[name]!.includes(who) ? 'in' : 'forbidden';
      if (verdict !== expected || answer.statusCode >= 500) wrong.push(`${who} ${name}: ${verdict} ${answer.statusCode}, expected ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
});

it('takes no form without its token', async () => {
  for (const route of routes().filter(({ method }) => method === 'POST')) {
    for (const role of table[`POST ${route.path}`]!) expect((await browsers[role]!.post(fill(route), { _csrf: 'stolen' })).statusCode, route.path).toBe(403);
  }
});

it('the documentation of the procedure says what runs, as a page and as PDF/UA', async () => {
  const page = (await browsers['auditor']!.get('/amt/akten/verfahren')).body;
  for (const words of ['Aktenplan', '32.2-BPA', 'records.version', 'nicht belegt', 'Sachbearbeitung', 'create-records']) expect(page).toContain(words);
  const pdf = await browsers['lead']!.get('/amt/akten/verfahren.pdf');
  expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.rawPayload.includes('pdfuaid')).toBe(true);
  const state = /Stand ([0-9a-f]{16})/.exec(page)![1];
  expect((await browsers['lead']!.get('/amt/akten/verfahren')).body).toContain(state);
  // another configuration is another state
  await t.kernel.db.insertInto('records.client').values({ id: '00000000-0000-7000-8000-0000000000aa', name: 'neu', office: 'kfz', positions: ['33.3'], active: true, created_at: new Date() }).execute();
  const changed = (await browsers['lead']!.get('/amt/akten/verfahren')).body;
  expect(changed).not.toContain(state);
  expect(changed).toContain('neu');
});
