import type { LightMyRequestResponse } from 'fastify';
import { createTestKernel, type TestBrowser, type TestKernel } from '../../src/kernel/testing/test-kernel.ts';
import { permissions } from '../../src/kernel/access/access.ts';
import type { Principal } from '../../src/kernel/session/sessions.ts';
import { demoCitizens, demoStaff, staffPrincipal } from '../../src/modules/directory/index.ts';
import { modules } from '../../src/modules/index.ts';

/** Who knocks at every door. `owner` has a case at the tax office, `steuern` works there, `parken` and `lead` do not. */
export const roles = ['nobody', 'owner', 'citizen', 'steuern', 'parken', 'lead', 'designer', 'operator', 'auditor', 'everything'] as const;
export type Role = (typeof roles)[number];

const staffOf: Partial<Record<Role, (typeof demoStaff)[keyof typeof demoStaff]>> = {
  steuern: demoStaff.clerkTaxes, parken: demoStaff.clerkParking, lead: demoStaff.leadParking, designer: demoStaff.designer, operator: demoStaff.operator, auditor: demoStaff.auditor,
};

function principalOf(role: Role): Exclude<Principal, { kind: 'anonymous' }> | undefined {
  if (role === 'nobody') return undefined;
  if (role === 'owner') return { kind: 'citizen', id: demoCitizens.lena.id, name: 'Lena' };
  if (role === 'citizen') return { kind: 'citizen', id: demoCitizens.jonas.id, name: 'Jonas' };
  // nobody is like this: let in at every door of the staff, to see what the doors do
  if (role === 'everything') return { ...staffPrincipal({ ...demoStaff.clerkTaxes, offices: ['steuern', 'parken'] }), permissions: [...permissions] };
  const person = staffOf[role]!;
  return staffPrincipal({ ...person, offices: [...person.offices] });
}

export interface Town extends TestKernel {
  /** A browser of this role with a session of its own. */
  as(role: Role): Promise<TestBrowser>;
  /** The address behind a route's pattern, with the things of `owner`. */
  address(path: string): string;
  /** A request with anything in it. */
  send(browser: TestBrowser, request: { method: 'GET' | 'POST'; url: string; headers?: Record<string, string>; payload?: string | Buffer }): Promise<LightMyRequestResponse>;
}

/**
 * The whole house with the demo in it. Lena has sent a dog tax application with a file, was asked a question, and has begun a
 * second one; somebody without an account has sent one too, and their letter waits for the post.
 */
export async function createTown(): Promise<Town> {
  const house = await createTestKernel({ modules });
  await house.start();
  const as: Town['as'] = async (role) => {
    const browser = house.browser();
    const principal = principalOf(role);
    if (principal) await browser.signInAs(principal);
    return browser;
  };
  const send: Town['send'] = (browser, { method, url, headers = {}, payload }) =>
    house.kernel.http.app.inject({ method, url, headers: { host: 'localhost:8080', cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...headers }, ...(payload === undefined ? {} : { payload }) });
  const owner = await as('owner');
  for (const browser of [owner, house.browser()]) {
    const sent = await fillInDogTax(browser, send);
    await browser.get(`${sent}/pruefen`);
    const done = await browser.post(`${sent}/absenden`);
    if (done.headers.location !== `${sent}/fertig`) throw new Error(`Sending answered ${done.statusCode} ${String(done.headers.location)}`);
  }
  await settle(house);
  const one = async (query: string, values: unknown[] = []): Promise<string> => String(Object.values((await house.ownerPool.query(query, values)).rows[0] as Record<string, unknown>)[0]);
  const caseId = await one('select id from cases.case where account_id = $1', [demoCitizens.lena.id]);
  const clerk = await as('steuern');
  for (const id of [caseId, await one('select id from cases.case where account_id is null')]) {
    const asked = await clerk.post(`/amt/vorgaenge/${id}/frage`, { revision: await one('select revision from cases.case where id = $1', [id]), frage: 'Wie groß ist der Hund?', art: 'text' });
    if (asked.statusCode !== 303) throw new Error(`Asking answered ${asked.statusCode}`);
  }
  await settle(house);
  const draft = await fillInDogTax(owner, send);
  const things: Record<string, string> = {
    case: caseId,
    draft: draft.split('/')[3]!,
    message: await one('select id from mailbox.message where case_id = $1', [caseId]),
    document: await one(`select id from cases.document where case_id = $1 and kind = 'copy'`, [caseId]),
    upload: await one(`select u ->> 'id' from cases.submission s, jsonb_array_elements(s.frozen -> 'uploads') u where s.case_id = $1`, [caseId]),
    permit: await one('select id from permits.permit where account_id = $1', [demoCitizens.lena.id]),
    print: await one('select id from cases.print_item'),
    token: 'A'.repeat(43),
  };
  return {
    ...house,
    as,
    send,
    address: (path) => path.replace(/:(\w+)/g, (_whole, name: string) => {
      if (name !== 'id') return { key: 'hundesteuer-anmelden', draft: things['draft']!, page: 'halter', document: things['document']!, upload: things['upload']!, token: things['token']! }[name] ?? 'x';
      if (path.startsWith('/postfach')) return things['message']!;
      if (path.startsWith('/amt/druck')) return things['print']!;
      if (path.startsWith('/amt/personen')) return demoStaff.auditor.id;
      if (/parkausweise|genehmigungen/.test(path)) return things['permit']!;
      return things['case']!;
    }),
  };
}

async function settle(house: TestKernel): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await house.ownerPool.query(`update graphile_worker._private_jobs set run_at = now() - interval '1 minute' where locked_at is null`);
    await house.work();
  }
}

/** Up to the review page, with one file; returns the draft's address. */
async function fillInDogTax(browser: TestBrowser, send: Town['send']): Promise<string> {
  await browser.get('/antrag/hundesteuer-anmelden');
  let at = String((await browser.post('/antrag/hundesteuer-anmelden')).headers.location);
  const draft = at.split('/').slice(0, 4).join('/');
  const answers: Record<string, Record<string, string>> = {
    halter: { 'name.given': 'Lena', 'name.family': 'Sommer', 'anschrift.street': 'Mansfelder Straße', 'anschrift.number': '17', 'anschrift.postcode': '06108', 'anschrift.city': 'Halle (Saale)', anlass: 'neu', anzahl: '1' },
    hund_1: { rufname_1: 'Rex', rasse_1: 'andere', 'geburt_1.day': '1', 'geburt_1.month': '5', 'geburt_1.year': '2025', 'seit_1.day': '1', 'seit_1.month': '11', 'seit_1.year': '2026', chip_1: '276098100000000' },
    erklaerung: { richtig: 'ja' },
  };
  for (let guard = 0; !at.endsWith('/pruefen'); guard += 1) {
    const page = at.split('/').at(-1)!;
    const shown = await browser.get(at);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(shown.body)![1]!;
    const reply = page === 'belege'
      ? await send(browser, { method: 'POST', url: at, headers: { 'content-type': 'multipart/form-data; boundary=B' }, payload: `--B\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n--B\r\ncontent-disposition: form-data; name="kaufvertrag"; filename="vertrag.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7 Vertrag\n%%EOF\n\r\n--B--\r\n` })
      : await browser.post(at, answers[page] ?? {});
    if (reply.statusCode !== 303 || guard > 9) throw new Error(`The page ${page} answered ${reply.statusCode}: ${reply.body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 600)}`);
    at = String(reply.headers.location);
  }
  return draft;
}
