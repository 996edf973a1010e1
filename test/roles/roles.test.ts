import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnyRoute } from '../../src/kernel/http/types.ts';
import { createTestKernel, type TestBrowser } from '../../src/kernel/testing/test-kernel.ts';
import { modules } from '../../src/modules/index.ts';
import { projectRoot } from '../../src/kernel/root.ts';
import { createTown, roles, type Role, type Town } from '../support/town.ts';

/**
 * table.txt is written by hand: who may open what. `in`: let in (whatever the page then says); `login`: sent to the log-in;
 * `403`: known, but not allowed; `404`: for this person the thing does not exist.
 */
const table = new Map(
  readFileSync(join(projectRoot, 'test', 'roles', 'table.txt'), 'utf8').split('\n').filter((line) => /^(GET|POST)\s/.test(line)).map((line) => {
    const [method, path, ...verdicts] = line.trim().split(/\s+/);
    if (verdicts.length !== roles.length) throw new Error(`table.txt: "${line}" needs ${roles.length} verdicts`);
    return [`${method} ${path}`, verdicts];
  }),
);

let town: Town;
beforeAll(async () => {
  town = await createTown();
}, 120_000);
afterAll(() => town.close());

/** What a form must hold to come as far as the question whose thing it is. A wrong revision keeps the rightful from changing it. */
const bodies: Record<string, Record<string, string>> = {
  '/amt/vorgaenge/:id/abgeben': { revision: '9999', an: '' },
  '/amt/vorgaenge/:id/entscheiden': { revision: '9999', ergebnis: 'granted', gruende: 'x', schritt: 'vorschau' },
  '/amt/vorgaenge/:id/frage': { revision: '9999', frage: 'x' },
  '/amt/vorgaenge/:id/pruefung': { revision: '9999' },
  '/amt/vorgaenge/:id/selbst': { revision: '9999' },
  '/amt/vorgaenge/:id/uebernehmen': { revision: '9999' },
};

const nameOf = (route: Pick<AnyRoute, 'method' | 'path'>) => `${route.method} ${route.path}`;

const browsers: Partial<Record<Role, TestBrowser>> = {};

/** With the token every form needs, also without a log-in. */
async function visitor(role: Role): Promise<TestBrowser> {
  const browser = await town.as(role);
  if (role === 'nobody') await browser.get('/hinweis');
  return browser;
}

async function verdict(route: AnyRoute, role: Role): Promise<string> {
  await town.ownerPool.query('delete from kernel.rate_limit');
  // whoever logs out or ends log-ins does so in a browser of their own
  const browser = /abmelden/.test(route.path) ? await visitor(role) : (browsers[role] ??= await visitor(role));
  const url = town.address(route.path);
  const answer = route.method === 'GET' ? await browser.get(url) : await browser.post(url, bodies[route.path] ?? {});
  if (answer.statusCode >= 500) return `${answer.statusCode}`;
  if (answer.statusCode === 401 || /^\/(konto|amt)\/anmelden(\?weiter=|$)/.test(String(answer.headers['location'] ?? ''))) return 'login';
  return answer.statusCode === 403 || answer.statusCode === 404 ? String(answer.statusCode) : 'in';
}

/** What sends, takes back or gives up the things the others ask for comes last, and the one who may do it last of all. */
const ending = ['/amt/druck/:id', '/antrag/:key/:draft/absenden', '/antrag/:key/:draft/abbrechen', '/konto/vorgaenge/:id/zuruecknehmen', '/amt/personen/:id', '/amt/personen/:id/einladen'];

it('every route stands in the table, and the table names no other', { timeout: 300_000 }, async () => {
  const known = town.kernel.http.routes();
  const missing = [];
  for (const route of known.filter((one) => !table.has(nameOf(one)))) missing.push([nameOf(route), ...(await Promise.all(roles.map((role) => verdict(route, role))))].join(' '));
  expect(missing, 'not in test/roles/table.txt; judge what they answer now before you write it there').toEqual([]);
  expect([...table.keys()].filter((name) => !known.some((route) => nameOf(route) === name))).toEqual([]);
});

it('lets in whom the table says, route by route and role by role', { timeout: 120_000 }, async () => {
  const wrong: string[] = [];
  const order = [...town.kernel.http.routes()].sort((a, b) => ending.indexOf(a.path) - ending.indexOf(b.path));
  for (const route of order) {
    const expected = table.get(nameOf(route));
    if (!expected) continue;
    const everybody = [...roles].sort((a, b) => Number(expected[roles.indexOf(a)] === 'in') - Number(expected[roles.indexOf(b)] === 'in'));
    for (const role of everybody) {
      const found = await verdict(route, role);
      if (found !== expected[roles.indexOf(role)]) wrong.push(`${nameOf(route)} ${role}: ${found}, expected ${expected[roles.indexOf(role)]}`);
    }
  }
  expect(wrong).toEqual([]);
});

it('has no door beside the routes but health, readiness, language and assets', async () => {
  await town.kernel.http.app.ready();
  const above: string[] = [];
  const doors = town.kernel.http.app.printRoutes({ commonPrefix: false, includeHooks: false }).split('\n').flatMap((line) => {
    const found = /^([\s│├└─]*)(\S+)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (!found) return [];
    const depth = found[1]!.length / 4;
    above.splice(depth - 1, above.length, found[2]!);
    const path = above.join('').replace('//', '/');
    return (found[3] ?? '').split(', ').filter((method) => method !== '' && method !== 'HEAD').map((method) => `${method} ${path}`);
  });
  expect(doors.length).toBeGreaterThan(100);
  const known = new Set([...town.kernel.http.routes().map(nameOf), 'GET /healthz', 'GET /readyz', 'POST /sprache', 'GET /assets/*', 'GET /*']);
  expect(doors.filter((door) => !known.has(door))).toEqual([]);
});

it('shows no log-ins and no mails where the house is not a demo', async () => {
  const house = await createTestKernel({ modules, env: { STADTTOR_DEMO: 'off' } });
  try {
    expect(house.kernel.http.routes().map(nameOf).filter((name) => name.includes('/demo'))).toEqual([]);
  } finally {
    await house.close();
  }
});
