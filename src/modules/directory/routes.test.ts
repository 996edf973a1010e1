import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnyRoute } from '../../kernel/http/types.ts';
import type { TestBrowser, TestKernel } from '../../kernel/testing/test-kernel.ts';
import { staffPrincipal } from './account.ts';
import { demoCitizens, demoStaff } from './index.ts';
import { startHouse } from './test-support.ts';

let house: TestKernel;
const browsers: Record<string, TestBrowser> = {};

beforeAll(async () => {
  house = await startHouse();
  await house.start();
  for (const name of ['nobody', 'citizen', 'operator', 'clerk', 'lead', 'designer', 'auditor']) browsers[name] = house.browser();
  await browsers['citizen']!.signInAs({ kind: 'citizen', id: demoCitizens.lena.id, name: 'Lena' });
  const staff = { operator: demoStaff.operator, clerk: demoStaff.clerkParking, lead: demoStaff.leadParking, designer: demoStaff.designer, auditor: demoStaff.auditor };
  for (const [name, person] of Object.entries(staff)) await browsers[name]!.signInAs(staffPrincipal({ ...person, offices: [...person.offices] }));
});
afterAll(() => house.close());

const citizenOnly = ['/konto', '/konto/profil', '/konto/sicherheit', '/konto/sicherheit/passwort', '/konto/sicherheit/e-mail', '/konto/sicherheit/einmalcode', '/konto/sicherheit/einmalcode/beginnen', '/konto/sicherheit/einmalcode/bestaetigen', '/konto/sicherheit/einmalcode/aus', '/konto/sicherheit/abmelden', '/konto/daten', '/konto/daten/herunterladen', '/konto/daten/loeschen'];
const operatorOnly = ['/amt/personen', '/amt/personen/neu', '/amt/personen/:id', '/amt/personen/:id/einladen', '/amt/post'];
const open = ['/konto/anmelden', '/konto/anmelden/code', '/konto/registrieren', '/konto/registrieren/gesendet', '/konto/bestaetigen/:token', '/konto/passwort-vergessen', '/konto/passwort-vergessen/gesendet', '/konto/neues-passwort/:token', '/konto/neue-adresse/:token', '/konto/geloescht', '/abmelden', '/amt/anmelden', '/amt/anmelden/einrichten', '/amt/einladung/:token', '/demo', '/demo/post'];

const fill = (route: AnyRoute) => route.path.replace(':id', demoStaff.auditor.id).replace(':token', 'A'.repeat(43));

it('stands in this table with every route', () => {
  expect([...new Set(house.kernel.http.routes().map((route) => route.path))].sort()).toEqual([...citizenOnly, ...operatorOnly, ...open].sort());
});

it('lets in whom it should, route by route', async () => {
  const table: string[] = [];
  for (const route of house.kernel.http.routes().filter((entry) => entry.method === 'GET')) {
    for (const [name, browser] of Object.entries(browsers)) {
      const answer = await browser.get(fill(route));
      const toLogin = /^\/(konto|amt)\/anmelden\?weiter=/.test(String(answer.headers['location'] ?? ''));
      const verdict = toLogin ? 'login' : answer.statusCode === 403 ? 'forbidden' : 'in';
      const expected = open.includes(route.path) ? 'in' : citizenOnly.includes(route.path) ? (name === 'citizen' ? 'in' : 'login') : name === 'operator' ? 'in' : name === 'citizen' || name === 'nobody' ? 'login' : 'forbidden';
      if (verdict !== expected) table.push(`${name} ${route.path}: ${verdict} (${answer.statusCode}), expected ${expected}`);
      if (answer.statusCode >= 500) table.push(`${name} ${route.path}: ${answer.statusCode}`);
    }
  }
  expect(table).toEqual([]);
});

it('takes no form without its token, whoever sends it', async () => {
  for (const route of house.kernel.http.routes().filter((entry) => entry.method === 'POST')) {
    for (const [name, browser] of Object.entries(browsers)) {
      const answer = await browser.post(fill(route), { _csrf: 'stolen' });
      expect([303, 403], `${name} ${route.path}`).toContain(answer.statusCode);
      if (answer.statusCode === 303) expect(String(answer.headers['location']), `${name} ${route.path}`).toMatch(/^\/(konto|amt)\/anmelden$/);
    }
  }
});

it('answers hostile bodies with 4xx', async () => {
  const browser = browsers['nobody']!;
  await browser.get('/konto/anmelden');
  const hostile: Record<string, string | string[]>[] = [{ email: ['a', 'b'] }, { email: 'x'.repeat(3000) }, { email: '\u0000' }, { password: ['x', 'y'] }, { weiter: ['/', '/'] }];
  for (const fields of hostile) {
    expect((await browser.post('/konto/anmelden', fields)).statusCode).toBe(400);
  }
});
