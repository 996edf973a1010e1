import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../kernel/log/log.ts';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import { plainDate } from '../../kernel/time/index.ts';
import { demoProjects, startGirocheckoutSimulator, type GirocheckoutSimulator } from '../../simulators/girocheckout/index.ts';
import { hmac } from '../../standards/girocheckout/index.ts';
import { demoStaff, directoryModule, staffPrincipal } from '../directory/index.ts';
import { createClaim, paymentsModule, type Claim } from './index.ts';

/** What must never be found anywhere: passwords of the projects, and what a provider appends about people. */
const passwords = ['neues-Kennwort-4711', 'altes-Kennwort-0815'] as const;
const personal = { gcCardnumber: '411111******1111', gcCardExpDate: '11/2031', gcAccountHolder: 'Käthe Muster-Zahlerin', gcIban: 'DE02120300000000202051' };
const stray = { gcBic: 'BYLADEM1001', gcEmail: 'kaethe@example.org', gcPayerName: 'Zahlerin-Zweitname' };
const hashes: string[] = [];

let t: TestKernel;
let simulator: GirocheckoutSimulator;
let url: string;
const lines: string[] = [];
/** Everything anybody was answered, with its headers. */
const answered: string[] = [];

beforeAll(async () => {
  const projects = demoProjects([...passwords]);
  simulator = await startGirocheckoutSimulator({ projects, faults: [{ kind: 'lost' }] });
  const { merchantId, projectId } = projects[0]!;
  t = await createTestKernel({
    modules: [directoryModule, paymentsModule],
    env: { LOG_LEVEL: 'debug', GIROCHECKOUT_URL: simulator.url, GIROCHECKOUT_PROJECTS: JSON.stringify([{ merchantId, projectId, passwords }]) },
    log: createLog({ logLevel: 'debug' }, { write: (line) => void lines.push(line) }),
  });
  await t.start();
  await t.kernel.http.app.listen({ port: 0, host: '127.0.0.1' });
  url = `http://localhost:${(t.kernel.http.app.server.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  await t.close();
  await simulator.close();
});

let serial = 0;

async function begun(): Promise<{ claim: Claim; query: URLSearchParams }> {
  serial += 1;
  const claim = (await t.kernel.db.transaction().execute((tx) => createClaim(tx, t.kernel, {
    caseId: uuidv7(), caseNumber: `G26-${String(serial).padStart(6, '0')}-1`, accountId: null, amountCents: 3070, purpose: 'Probe', amountLabel: 'normal', legalSource: 'Testsatzung', assumption: true, assignment: {}, pricedOn: plainDate('2026-11-24'), dueOn: plainDate('2026-12-08'),
  })))!;
  const browser = t.browser();
  const path = `/bezahlen/${claim.token}`;
  const page = await browser.get(path);
  const sent = await browser.post(path, { methode: '40', schluessel: /name="schluessel" value="([^"]+)"/.exec(page.body)![1]! });
  const done = simulator.provider.act(/bezahlseite\/(.+)$/.exec(sent.headers.location!)![1]!, 'pay');
  return { claim, query: new URL((done as { redirect: string }).redirect).searchParams };
}

/** The provider's message with what it says about people, signed by `password`. */
function message(genuine: URLSearchParams, password: string, changes: Record<string, string> = {}): string {
  const fields = new URLSearchParams([...[...genuine].filter(([name]) => name !== 'gcHash'), ...Object.entries(personal)]);
  for (const [name, value] of Object.entries(changes)) fields.set(name, value);
  const hash = hmac(password, [...fields.values()].join(''));
  hashes.push(hash, genuine.get('gcHash')!);
  return new URLSearchParams([...fields, ...Object.entries(stray), ['gcHash', hash]]).toString();
}

async function ask(path: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(url + path, { redirect: 'manual', headers });
  answered.push(`${[...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n')}\n${await answer.text()}`);
  return answer.status;
}
const notify = (query: string) => ask(`/api/v1/payments/girocheckout/notify?${query}`);

/** Every row of every table as text. */
async function wholeDatabase(): Promise<string> {
  const { rows } = await t.ownerPool.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
  const texts = await Promise.all(rows.map(async ({ name }) => (await t.ownerPool.query<{ row: string }>(`select r::text as row from ${name} r`)).rows.map(({ row }) => row).join('\n')));
  return texts.join('\n');
}

describe('what a provider sends about people, its hashes and our passwords', () => {
  it('is used and forgotten: not in the database, not on a page, not in a line of the log', async () => {
    const [one, two] = [await begun(), await begun()];
    // the way back, genuine and forged; the message under either password, twice, forged, moved, about nobody, and not a message at all
    expect(await ask(`/bezahlen/${one.claim.token}/zurueck?${message(one.query, passwords[0])}`)).toBe(303);
    expect(await notify(message(one.query, passwords[1]))).toBe(200);
    expect(await notify(message(two.query, 'geraten-1234'))).toBe(400);
    expect(await notify(message(two.query, passwords[0], { gcAmount: '9999' }))).toBe(400);
    expect(await notify(message(two.query, passwords[0], { gcReference: randomUUID() }))).toBe(400);
    expect(await notify(`${message(two.query, passwords[0])}&gcIban=zweimal`)).toBe(400);
    expect(await notify(message(two.query, passwords[1]))).toBe(200);
    expect(await notify(message(two.query, passwords[1]))).toBe(200);
    // addresses that are not there, methods that are not meant, a form with them
    expect(await ask(`/bezahlen/${'A'.repeat(22)}/zurueck?${message(one.query, passwords[0])}`)).toBe(404);
    expect(await ask(`/api/v1/payments/paypal/notify?${message(one.query, passwords[0])}`)).toBe(404);
    expect(await ask(`/bezahlen/${one.claim.token}?${message(one.query, passwords[0])}`)).toBe(303);
    expect((await fetch(`${url}/api/v1/payments/girocheckout/notify?${message(one.query, passwords[0])}`, { method: 'POST', body: 'x' })).status).toBeGreaterThanOrEqual(400);
    // a database that fails in the middle of it
    const three = await begun();
    await t.ownerPool.query('alter table payments.entry rename to entry_gone');
    try {
      expect(await notify(message(three.query, passwords[0]))).toBe(500);
      expect(await ask(`/bezahlen/${three.claim.token}/zurueck?${message(three.query, passwords[0])}`)).toBe(500);
    } finally {
      await t.ownerPool.query('alter table payments.entry_gone rename to entry');
    }
    expect(await notify(message(three.query, passwords[0]))).toBe(200);
    await t.work();

    // what the payer and the treasury see afterwards
    for (const { claim } of [one, two, three]) for (const step of ['', '/stand', '/ueberweisung']) await ask(`/bezahlen/${claim.token}${step}`);
    const treasurer = t.browser();
    await treasurer.signInAs(staffPrincipal({ ...demoStaff.treasurer, offices: [...demoStaff.treasurer.offices] }), 'substantiell');
    for (const path of ['/amt/kasse', '/amt/kasse/abweichungen', '/amt/kasse/erstattungen', '/amt/kasse/abschluesse', ...[one, two, three].map(({ claim }) => `/amt/kasse/forderungen/${claim.id}`)]) {
      const page = await treasurer.get(path);
      expect(page.statusCode, path).toBe(200);
      answered.push(page.body);
    }

    const places = { database: await wholeDatabase(), log: lines.join(''), answers: answered.join('\n') };
    // the search would find something: what may be there is there
    const { rows: attempts } = await t.ownerPool.query<{ state: string; merchant_tx_id: string }>('select state, merchant_tx_id from payments.attempt');
    expect(attempts.map(({ state }) => state)).toEqual(['paid', 'paid', 'paid']);
    for (const { merchant_tx_id } of attempts) expect(places.database).toContain(merchant_tx_id);
    expect(places.log).toContain('a payment message without valid signature');
    expect(places.log).toContain('/api/v1/payments/:provider/notify');
    expect(places.answers).toContain('Vielen Dank, die Zahlung ist da');
    for (const secret of [...passwords, ...Object.values(personal), ...Object.values(stray), ...new Set(hashes)]) {
      for (const [place, text] of Object.entries(places)) {
        for (const form of new Set([secret, encodeURIComponent(secret), new URLSearchParams({ x: secret }).toString().slice(2), Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64').replace(/=+$/, '')])) expect(text.includes(form), `${form} in ${place}`).toBe(false);
      }
    }
    // our own names for the three payments stand in no line of the log either
    for (const { merchant_tx_id } of attempts) expect(places.log).not.toContain(merchant_tx_id);
  }, 60_000);
});
