import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { createTestKernel, type TestKernel } from '../src/kernel/testing/test-kernel.ts';
import { projectRoot } from '../src/kernel/root.ts';
import { demoCitizens, demoStaff, staffPrincipal } from '../src/modules/directory/index.ts';
import { modules } from '../src/modules/index.ts';
import { printedPermit } from '../src/modules/permits/demo.ts';
import { givePermit } from '../src/modules/permits/testing.ts';
import { readRegisterData, startRegisterSimulator, type RegisterSimulator } from '../src/simulators/registers/index.ts';
import { readPdf } from './support/pdf.ts';

// The city's own packages for parking permits, from the form to the letter as it is read.

const key = (service: string) => `bewohnerparkausweis-${service}`;
type Browser = ReturnType<TestKernel['browser']>;
let house: TestKernel;
let registers: RegisterSimulator;

beforeAll(async () => {
  registers = await startRegisterSimulator({ data: readRegisterData(join(projectRoot, 'city', 'halle', 'demo')) });
  house = await createTestKernel({ modules, env: { REGISTERS_URL: registers.url, REGISTERS_TOKEN: registers.token } });
  await house.start();
});
afterAll(async () => {
  await house.close();
  await registers.close();
});
beforeEach(async () => {
  house.clock.set('2026-11-24T09:00:00Z');
  await house.ownerPool.query('truncate kernel.rate_limit');
});

const sql = async <Row = Record<string, string>>(text: string, values: unknown[] = []): Promise<Row[]> => (await house.ownerPool.query(text, values)).rows as Row[];
const words = (body: string) => (/<main[^>]*>([\s\S]*)<\/main>/.exec(body)?.[1] ?? body).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

async function settle(): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await sql(`update graphile_worker._private_jobs set run_at = now() - interval '1 minute' where locked_at is null`);
    await house.work();
  }
}

async function resident(who: keyof typeof demoCitizens): Promise<Browser> {
  const browser = house.browser();
  await browser.signInAs({ kind: 'citizen', id: demoCitizens[who].id, name: who });
  return browser;
}

async function clerk(): Promise<Browser> {
  const browser = house.browser();
  await browser.signInAs(staffPrincipal({ ...demoStaff.clerkParking, offices: [...demoStaff.clerkParking.offices] }));
  return browser;
}

const permitOf = async (who: keyof typeof demoCitizens) => (await sql<{ id: string; number: string }>('select id, number from permits.permit where account_id = $1', [demoCitizens[who].id]))[0]!;

interface Person { given: string; family: string; born: [day: string, month: string, year: string]; number: string }
const lena: Person = { given: 'Lena Marie', family: 'Sommer', born: ['14', '5', '1990'], number: '17' };
const jonas: Person = { given: 'Jonas', family: 'Weidner', born: ['2', '9', '1985'], number: '20' };

const identity = ({ given, family, born: [day, month, year], number }: Person) => ({
  'name.given': given, 'name.family': family, 'geburtsdatum.day': day, 'geburtsdatum.month': month, 'geburtsdatum.year': year,
  'anschrift.street': 'Mansfelder Straße', 'anschrift.number': number, 'anschrift.postcode': '06108', 'anschrift.city': 'Halle (Saale)',
});
const renewal = (person: Person) => ({ sie: identity(person), fahrzeug: { aenderung: 'nichts', halter: 'ich' }, erklaerung: { wohnt_dort: 'ja', kein_stellplatz: 'ja' } });
const replacement = (person: Person) => ({ ausweis: { grund: 'verloren' }, sie: identity(person), erklaerung: { zurueckgeben: 'ja' } });

const firstIssue = (person: Person, kennzeichen: string) => ({ wohnen: identity(person), fahrzeug: { kennzeichen, halter: 'ich', fahrzeugschein: '' }, erklaerung: { wohnt_dort: 'ja', kein_stellplatz: 'ja', nur_einer: 'ja' } });

interface Found { id: string; state: string; reasons: string[] }

/** Fills in and sends an application page by page, and lets the house work; the case as it is then. */
async function apply(browser: Browser, service: string, start: Record<string, string>, pages: Record<string, Record<string, string>>): Promise<Found> {
  await browser.get(`/antrag/${key(service)}`);
  let at = await next(await browser.post(`/antrag/${key(service)}`, start));
  while (!at.endsWith('/pruefen')) {
    const answers = pages[at.split('/').at(-1)!] ?? {};
    const shown = await browser.get(at);
    at = await next('fahrzeugschein' in answers ? await postWithFile(browser, at, shown.body, answers) : await browser.post(at, answers), at);
  }
  await browser.get(at);
  await browser.post(at.replace('/pruefen', '/absenden'));
  await settle();
  return (await sql<Found & Record<string, never>>('select id, state, reasons from cases.case order by id desc limit 1'))[0]!;
}

/** The page with its form as a browser sends it when there is a file. */
function postWithFile(browser: Browser, url: string, shown: string, answers: Record<string, string>) {
  const csrf = /name="_csrf" value="([^"]+)"/.exec(shown)![1]!;
  const parts = Object.entries({ _csrf: csrf, ...answers }).filter(([name]) => name !== 'fahrzeugschein').map(([name, value]) => `--B\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const payload = `${parts.join('')}--B\r\ncontent-disposition: form-data; name="fahrzeugschein"; filename="a.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7 x\n%%EOF\n\r\n--B--\r\n`;
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return house.kernel.http.app.inject({ method: 'POST', url, headers: { host: 'localhost:8080', cookie, 'content-type': 'multipart/form-data; boundary=B' }, payload });
}

async function next(reply: Awaited<ReturnType<Browser['get']>>, from = ''): Promise<string> {
  const to = String(reply.headers.location);
  if (reply.statusCode !== 303 || to === from) throw new Error(`${from} ${reply.statusCode} ${words(reply.body).slice(0, 600)}`);
  return to;
}

/** What the clerk's form does; `schritt` as its buttons. */
async function decide(browser: Browser, id: string, gruende: string, schritt: 'vorschau' | 'entscheiden' = 'entscheiden') {
  const [row] = await sql('select revision from cases.case where id = $1', [id]);
  const reply = await browser.post(`/amt/vorgaenge/${id}/entscheiden`, { revision: String(row!['revision']), ergebnis: 'granted', gruende, schritt });
  if (schritt === 'entscheiden') await settle();
  return reply;
}

async function letterOf(id: string): Promise<string> {
  const [row] = await sql(`select sha256 from cases.document where case_id = $1 and kind = 'letter' order by created_at desc limit 1`, [id]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await house.kernel.objects.open(row!['sha256']!)) chunks.push(chunk as Uint8Array);
  return (await readPdf(Buffer.concat(chunks))).text;
}

describe('renewal', () => {
  it('that is decided after the permit ran out names the period and the gap that really hold, in the preview too', async () => {
    const permit = await permitOf('jonas');
    const found = await apply(await resident('jonas'), 'verlaengern', { gegenstand: permit.id }, renewal(jonas));
    expect(found).toMatchObject({ state: 'review', reasons: ['wohnung:registers.moved_within_city'] });
    house.clock.set('2026-12-30T09:00:00Z');
    const office = await clerk();
    const page = words((await office.get(`/amt/vorgaenge/${found.id}`)).body);
    expect(page).toContain('Parkzone der angegebenen Anschrift: Klaustorvorstadt');
    expect(page).toContain('Anschrift laut Melderegister: Beispielweg 3, 06110 Halle (Saale)');
    expect(page).toMatch(/Parkzone laut Melderegister: Musterviertel/);
    const preview = (await readPdf((await decide(office, found.id, '', 'vorschau')).rawPayload)).text;
    await decide(office, found.id, 'Sie wohnen weiter in der Parkzone.');
    const letter = await letterOf(found.id);
    for (const text of [preview, letter]) {
      expect(text).toContain('30. Dezember 2026 bis 29. Dezember 2027');
      expect(text).toContain('Tage ohne gültigen Ausweis: 15.');
    }
    expect(letter).toContain('Sie wohnen weiter in der Parkzone.');
    expect((await sql('select valid_from::text, valid_until::text from permits.term where permit_id = $1 order by valid_from desc limit 1', [permit.id]))[0]).toEqual({ valid_from: '2026-12-30', valid_until: '2027-12-29' });
  });
});

describe('an automatic renewal', () => {
  it.each([
    ['de', ['/parkausweis', 'wenden Sie sich an das Amt', 'legen Sie Widerspruch ein']],
    ['en', ['/parkausweis', 'contact the office named at the head of this letter', 'or object to the decision']],
    ['de-leicht', ['/parkausweis', 'fragen Sie bei dem Amt nach', 'legen Widerspruch ein']],
  ] as const)('says in its letter how to get the permit without an account, and what works for who wants a person to look: %s', async (lang, shown) => {
    const permit = await givePermit(house.kernel, { until: '2026-12-06' });
    const browser = house.browser();
    browser.cookies.set('__Host-sprache', lang);
    const found = await apply(browser, 'verlaengern', { nummer: permit.number, code: permit.code }, renewal(lena));
    expect(found.state).toBe('granted');
    const letter = await letterOf(found.id);
    for (const text of shown) expect(letter).toContain(text);
    expect(letter).not.toMatch(/antworten Sie uns|answer us/);
  });
});

/** Eight letters and digits as the letter prints them. */
const codeIn = (letter: string) => /Code für die nächste Verlängerung: (\w{4}-\w{4})/.exec(letter)![1]!;
const opens = (number: string, code: string) => house.kernel.parts.getSubject('permit.holder').redeem(house.kernel.db, number, code);

describe('replacement', () => {
  it('keeps the number, tells the new code, and makes the old print worthless', async () => {
    const permit = await permitOf('lena');
    const [before] = await sql('select document_token from permits.permit where id = $1', [permit.id]);
    const found = await apply(await resident('lena'), 'ersatz', { gegenstand: permit.id }, replacement(lena));
    await decide(await clerk(), found.id, 'Sie haben den Verlust angezeigt.');
    const letter = await letterOf(found.id);
    expect(letter).toContain('Sie haben den Verlust angezeigt.');
    expect(letter).toContain(`${permit.number} ersetzt. Die Nummer bleibt gleich.`);
    expect(letter).not.toContain('Neue Nummer');
    expect(letter).toContain('in Ihrem Konto');
    expect(letter).not.toContain('/parkausweis');
    expect(await opens(permit.number, codeIn(letter))).toBe(permit.id);
    const browser = house.browser();
    const old = words((await browser.get(`/pruefen/${before!['document_token']}`)).body);
    expect(old).toContain('Nicht gültig');
    expect(old).toContain('durch einen neuen ersetzt');
    await browser.get('/pruefen');
    expect(words((await browser.post('/pruefen', { number: permit.number })).body), 'the number is still that of a permit in force').toContain('zeigt nur sein QR-Code');
  });
});

describe('first issue', () => {
  it('to somebody, or for a vehicle, with a permit in force is a reason for the clerk, who reads which', async () => {
    const other = await givePermit(house.kernel, { until: '2026-12-20', plate: 'HAL-QP 1', holder: { familyName: 'Probe-Alt', givenNames: 'Karla' } });
    const found = await apply(house.browser(), 'erstausstellung', {}, firstIssue({ ...jonas, given: 'Nils', family: 'Neumann' }, 'HAL-QP 1'));
    expect(found.reasons).toContain('vorhanden:plate_has_permit');
    expect(found.reasons).not.toContain('vorhanden:person_has_permit');
    const page = words((await (await clerk()).get(`/amt/vorgaenge/${found.id}`)).body);
    expect(page).toContain('Für dieses Kennzeichen gilt schon ein Parkausweis.');
    expect(page).toContain(`Schon vorhandene Parkausweise: ${other.number}, HAL-QP 1, Karla Probe-Alt, 20.12.2026`);
    const lenas = await apply(await resident('lena'), 'erstausstellung', {}, firstIssue({ ...lena, given: 'Lena' }, 'HAL-QP 2'));
    expect(lenas).toMatchObject({ state: 'review' });
    expect(lenas.reasons).toContain('vorhanden:person_has_permit');
  });

  it('tells the code that opens the permit without an account', async () => {
    const found = await apply(house.browser(), 'erstausstellung', {}, firstIssue(jonas, 'HAL-JW 86'));
    await decide(await clerk(), found.id, 'Ihre Unterlagen haben gereicht.');
    const letter = await letterOf(found.id);
    expect(letter).toContain('Ihre Unterlagen haben gereicht.');
    const number = /PA26-\d{6}-\d/.exec(letter)![0];
    const id = await opens(number, codeIn(letter));
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(letter, 'no account to look into').not.toContain('in Ihrem Konto');
    expect(letter).toContain('http://localhost:8080/parkausweis');
    const browser = house.browser();
    await browser.get('/parkausweis');
    const document = await browser.post('/parkausweis', { nummer: number, code: codeIn(letter) });
    expect((await readPdf(document.rawPayload)).text).toContain('HAL-JW 86');
    const page = (await (await clerk()).get(`/amt/vorgaenge/${found.id}`)).body;
    expect(page, 'who gets letters by post gets the permit from the office').toContain(`/amt/genehmigungen/${id}/ausweis`);
  });
});

describe('somebody else with number and code', () => {
  it.each([['verlaengern', renewal(lena)], ['ersatz', replacement(lena)]] as const)('%s: comes to a clerk, who reads whose permit it is', async (service, pages) => {
    const permit = (await printedPermit(house.kernel))!;
    const found = await apply(house.browser(), service, { nummer: permit.number, code: permit.code }, pages);
    expect(found.state).toBe('review');
    expect(found.reasons).toContain('inhaber:other_holder');
    const page = words((await (await clerk()).get(`/amt/vorgaenge/${found.id}`)).body);
    expect(page).toContain('einen anderen Namen als den der Inhaberin');
    expect(page).toContain('Inhaberin oder Inhaber: Maria von der Heide');
  });
  it('is not who writes the own name another way, nor the account that holds the permit', async () => {
    const permit = (await printedPermit(house.kernel))!;
    const maria: Person = { given: 'Maria', family: 'v. d. Heide', born: ['30', '3', '1972'], number: '22' };
    expect(await apply(house.browser(), 'verlaengern', { nummer: permit.number, code: permit.code }, renewal(maria))).toMatchObject({ state: 'granted', reasons: [] });
    expect(await apply(await resident('lena'), 'verlaengern', { gegenstand: (await permitOf('lena')).id }, renewal({ ...lena, given: 'Lena' }))).toMatchObject({ state: 'granted', reasons: [] });
  });
});
