import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnyRoute } from '../src/kernel/http/types.ts';
import { projectRoot } from '../src/kernel/root.ts';
import { createTestKernel, type TestBrowser, type TestKernel } from '../src/kernel/testing/test-kernel.ts';
import type { Principal } from '../src/kernel/session/sessions.ts';
import { demoCitizens, demoStaff, staffPrincipal } from '../src/modules/directory/index.ts';
import { modules } from '../src/modules/index.ts';
import { fillInRenewal, ownPermit, service, type Client, type Reply } from './support/renewals.ts';

/**
 * Every route of the house, asked by everybody, about one real application of Lena's: test/routes.csv says who comes in.
 * `in`: answered; `login`: sent to the log-in; `forbidden`: 403; `unknown`: 404, as if it did not exist.
 * UPDATE_ROUTES=1 writes the table anew; whoever does so reads what changed.
 */
const file = join(projectRoot, 'test', 'routes.csv');

const staffOf = (person: (typeof demoStaff)[keyof typeof demoStaff]) => staffPrincipal({ ...person, offices: [...person.offices] });
const citizenOf = (key: keyof typeof demoCitizens): Principal => ({ kind: 'citizen', id: demoCitizens[key].id, name: key });
const people: Record<string, Principal> = {
  nobody: { kind: 'anonymous' },
  owner: citizenOf('lena'),
  neighbour: citizenOf('jonas'),
  clerk: staffOf(demoStaff.clerkParking),
  'other office': staffOf(demoStaff.clerkTaxes),
  lead: staffOf(demoStaff.leadParking),
  operator: staffOf(demoStaff.operator),
  designer: staffOf(demoStaff.designer),
  auditor: staffOf(demoStaff.auditor),
  treasury: staffOf(demoStaff.treasurer),
  council: staffOf(demoStaff.department),
};

let house: TestKernel;
let browsers: Record<string, TestBrowser>;
let ids: { draft: string; sent: string; case: string; message: string; permit: string; letter: string; copy: string; claim: string; pay: string; entry: string };

const one = async (query: string) => String((await house.ownerPool.query<{ id: string }>(query)).rows[0]?.id);

/** Signs in anew each time: a step such as logging out must not reach the next one. */
async function come(who: string): Promise<TestBrowser> {
  const browser = browsers[who]!;
  const principal = people[who]!;
  browser.cookies.clear();
  // eleven people from one address: the limits are not what is asked here
  await house.ownerPool.query('truncate kernel.rate_limit');
  if (principal.kind === 'anonymous') await browser.get('/konto/anmelden');
  else await browser.signInAs(principal);
  return browser;
}

function clientOf(browser: TestBrowser): Client {
  const reply = (answer: { statusCode: number; headers: Record<string, unknown>; body: string }): Reply => ({ status: answer.statusCode, location: String(answer.headers['location'] ?? ''), body: answer.body });
  return { url: '', headers: () => ({}), csrf: () => '', get: async (path) => reply(await browser.get(path)), post: async (path, fields) => reply(await browser.post(path, fields)) };
}

beforeAll(async () => {
  house = await createTestKernel({ modules });
  await house.start();
  browsers = Object.fromEntries(Object.keys(people).map((who) => [who, house.browser()]));
  const permit = await ownPermit(house.ownerPool);
  const lena = await come('owner');
  const sent = await fillInRenewal(clientOf(lena), permit);
  expect(String((await lena.post(`/antrag/${service}/${sent}/absenden`)).headers.location)).toMatch(/fertig$/);
  await house.work(); // no register answers here: the case waits, and a clerk takes it
  const id = await one('select id from cases.case');
  const clerk = await come('clerk');
  const revision = async () => String((await house.ownerPool.query<{ revision: number }>('select revision from cases.case')).rows[0]!.revision);
  expect((await clerk.post(`/amt/vorgaenge/${id}/selbst`, { revision: await revision() })).statusCode).toBe(303);
  expect((await clerk.post(`/amt/vorgaenge/${id}/frage`, { revision: await revision(), frage: 'Wohnen Sie noch dort?' })).statusCode).toBe(303);
  await house.work();
  const open = await fillInRenewal(clientOf(await come('owner')), permit);
  ids = { draft: open, sent, case: id, permit, message: await one('select id from mailbox.message'), letter: await one(`select id from cases.document where kind = 'letter'`), copy: await one(`select id from cases.document where kind = 'copy'`), claim: await one('select id from payments.claim'), pay: await one('select token as id from payments.claim'), entry: await one(`select entry_id as id from kernel.evidence_opening where content ->> 'case' is not null limit 1`) };
}, 60_000);
afterAll(() => house.close());

/** The address with Lena's things in it; what nobody has is a well-formed id. */
function addressOf({ path }: AnyRoute): string {
  const id = path.startsWith('/postfach') ? ids.message : path.startsWith('/amt/genehmigungen') || path.startsWith('/konto/parkausweise') ? ids.permit : path.startsWith('/amt/personen') ? demoStaff.auditor.id : path.startsWith('/amt/kasse/forderungen') ? ids.claim : ids.case;
  const draft = /fertig|kopie|absenden/.test(path) ? ids.sent : ids.draft;
  const named = { ':plan': '2013-2020', ':measure': 'a3', ':law': 'ozg', ':indicator': 'forms.satisfaction', ':paper': 'vi-2019-04886', ':position': '32.2-BPA' };
  for (const [parameter, value] of Object.entries(named)) path = path.replace(parameter, value);
  return path.replace(':id', id).replace(':document', path.startsWith('/konto') ? ids.copy : ids.letter).replace(':upload', ids.letter).replace(':key', service).replace(':draft', draft).replace(':page', 'sie').replace(':token', path.startsWith('/bezahlen') ? ids.pay : 'A'.repeat(43)).replace(':number', '1').replace(':provider', 'girocheckout').replace(':entry', ids.entry);
}

/** Well-formed, and changing nothing: an old revision, an empty text, no tick. */
const harmless = { revision: '1', ergebnis: 'granted', an: '', id: '00000000-0000-7000-8000-000000000999', number: '', q: '', current: '', email: '', password: '', betrag: '', grund: '', frei: '0', vermerk: 'x', zeichen: '', schluessel: '00000000-0000-7000-8000-000000000999' };

async function verdictOf(route: AnyRoute, who: string): Promise<string> {
  const browser = await come(who);
  const answer = route.method === 'GET' ? await browser.get(addressOf(route)) : await browser.post(addressOf(route), harmless);
  if (answer.statusCode >= 500 || answer.statusCode === 429) return `BROKEN ${answer.statusCode}`;
  if (/^\/(konto|amt)\/anmelden(\?weiter=|$)/.test(String(answer.headers['location'] ?? '')) && !/^\/(konto\/anmelden|amt\/anmelden|abmelden)/.test(route.path)) return 'login';
  if (answer.statusCode === 401) return 'login';
  return answer.statusCode === 403 ? 'forbidden' : answer.statusCode === 404 ? 'unknown' : 'in';
}

it('lets in whom the table says, route by route and role by role', { timeout: 120_000 }, async () => {
  const order = (route: AnyRoute) => `${route.method === 'GET' ? 0 : 1}${route.path}`;
  const lines = [['method', 'path', ...Object.keys(people)].join(',')];
  for (const route of [...house.kernel.http.routes()].sort((a, b) => order(a).localeCompare(order(b)))) {
    const verdicts = [];
    for (const who of Object.keys(people)) verdicts.push(await verdictOf(route, who));
    lines.push([route.method, route.path, ...verdicts].join(','));
  }
  const table = `${lines.join('\n')}\n`;
  if (process.env['UPDATE_ROUTES']) writeFileSync(file, table);
  expect(table).not.toContain('BROKEN');
  expect(table).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '');
});

it('keeps what every table must keep, whoever wrote it', () => {
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\n').map((line) => line.split(','));
  const wrong = rows.filter((row) => {
    const at = (who: string) => row[head!.indexOf(who)]!;
    const path = row[1]!;
    const doors = /^\/amt\/(anmelden|einladung)/.test(path);
    if (path.startsWith('/amt') && !doors && ['nobody', 'owner', 'neighbour'].some((who) => at(who) !== 'login')) return true;
    if (/^\/amt\/vorgaenge\/:id/.test(path) && (at('other office') !== 'unknown' || ['operator', 'designer', 'auditor', 'treasury'].some((who) => at(who) !== 'forbidden'))) return true;
    // the answer page only leads on to the message, which does not exist for others
    if (/^\/(konto\/vorgaenge\/:id|postfach\/:id|konto\/parkausweise\/:id)/.test(path) && `${row[0]} ${path}` !== 'GET /postfach/:id/antwort' && (at('nobody') !== 'login' || at('neighbour') !== 'unknown')) return true;
    return /^\/antrag\/:key\/:draft/.test(path) && Object.keys(people).some((who) => who !== 'owner' && at(who) !== 'unknown');
  });
  expect(wrong).toEqual([]);
});

const nameOf = (route: Pick<AnyRoute, 'method' | 'path'>) => `${route.method} ${route.path}`;

it('has no door beside the routes but health, readiness, language and assets', async () => {
  await house.kernel.http.app.ready();
  const above: string[] = [];
  const doors = house.kernel.http.app.printRoutes({ commonPrefix: false, includeHooks: false }).split('\n').flatMap((line) => {
    const found = /^([\s│├└─]*)(\S+)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (!found) return [];
    const depth = found[1]!.length / 4;
    above.splice(depth - 1, above.length, found[2]!);
    const path = above.join('').replace('//', '/');
    return (found[3] ?? '').split(', ').filter((method) => method !== '' && method !== 'HEAD').map((method) => `${method} ${path}`);
  });
  expect(doors.length).toBeGreaterThan(100);
  const known = new Set([...house.kernel.http.routes().map(nameOf), 'GET /healthz', 'GET /readyz', 'POST /sprache', 'GET /assets/*', 'GET /*']);
  expect(doors.filter((door) => !known.has(door))).toEqual([]);
});

it('shows no log-ins and no mails where the house is not a demo', async () => {
  const real = await createTestKernel({ modules, env: { STADTTOR_DEMO: 'off' } });
  try {
    expect(real.kernel.http.routes().map(nameOf).filter((name) => name.includes('/demo'))).toEqual([]);
  } finally {
    await real.close();
  }
});
