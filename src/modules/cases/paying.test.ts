import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBrowser } from '../../kernel/testing/test-kernel.ts';
import { demoProjects, startGirocheckoutSimulator, type GirocheckoutSimulator } from '../../simulators/girocheckout/index.ts';
import { demoStaff, staffPrincipal } from '../directory/index.ts';
import { claimForCase } from '../payments/index.ts';
import { citizenId, citizenViewer, createCasesTest, type CasesTest } from './cases.testing.ts';
import { fold } from './domain/fold.ts';
import { loadHistory } from './store.ts';
import { withdrawCase } from './use-cases/withdraw-case.ts';

/** Cases and payments together, with the simulated provider over HTTP; it tells nobody by itself, payers come back. */
let simulator: GirocheckoutSimulator;
let t: CasesTest;
let lena: TestBrowser;
beforeAll(async () => {
  const projects = demoProjects();
  simulator = await startGirocheckoutSimulator({ projects, faults: [{ kind: 'lost' }] });
  const { merchantId, projectId, passwords } = projects[0]!;
  t = await createCasesTest({ GIROCHECKOUT_URL: simulator.url, GIROCHECKOUT_PROJECTS: JSON.stringify([{ merchantId, projectId, passwords }]) });
  lena = t.browser();
  await lena.signInAs({ kind: 'citizen', id: citizenId, name: 'Lena Marie Sommer' });
}, 120_000);
afterAll(async () => {
  await t.close();
  await simulator.close();
});

const kinds = async (id: string) => (await loadHistory(t.kernel.db, id)).map(({ kind }) => kind);
const claimOf = async (caseId: string) => (await claimForCase(t.kernel.db, caseId))!;
const refunds = async (caseId: string) => (await t.ownerPool.query<{ id: string; kind: string; state: string; amount_cents: number }>('select r.id, r.kind, r.state, r.amount_cents::int from payments.refund r join payments.claim c on c.id = r.claim_id where c.case_id = $1 order by r.requested_at', [caseId])).rows;
/** What the provider holds for a case, in cents. */
const held = async (caseId: string) => (await t.ownerPool.query<{ name: string }>('select a.merchant_tx_id as name from payments.attempt a join payments.claim c on c.id = a.claim_id where c.case_id = $1', [caseId])).rows.reduce((sum, { name }) => sum + simulator.provider.books.held(name), 0);

/** From "Jetzt bezahlen" to the provider's page. */
async function choose(caseId: string, methode: string): Promise<string> {
  const path = `/bezahlen/${(await claimOf(caseId)).token}`;
  const page = await lena.get(path);
  const sent = await lena.post(path, { methode, schluessel: /name="schluessel" value="([^"]+)"/.exec(page.body)![1]! });
  return /bezahlseite\/(.+)$/.exec(sent.headers.location!)![1]!;
}

/** Pays there; back home only when asked. */
function payThere(reference: string): () => Promise<void> {
  const done = simulator.provider.act(reference, 'pay');
  if (!done.ok) throw new Error(done.reason);
  const back = new URL(done.redirect!);
  return async () => expect((await lena.get(back.pathname + back.search)).statusCode).toBe(303);
}

async function waiting(): Promise<string> {
  const id = await t.submit({ service: 'probe-vorher' });
  await t.workAll();
  expect(await t.file(id)).toMatchObject({ state: 'waiting_payment' });
  return id;
}

describe('a fee before the decision', () => {
  it('paid online lets the case go on by itself, to the decision and the letter', async () => {
    const id = await waiting();
    expect((await lena.get(`/konto/vorgaenge/${id}`)).body).toContain('Jetzt bezahlen');
    await payThere(await choose(id, '40'))();
    expect(await claimOf(id)).toMatchObject({ state: 'settled', amountCents: 1000 });
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'granted', automatic: true });
    expect(await kinds(id)).toEqual(['received', 'check_started', 'payment_awaited', 'payment_settled', 'granted', 'letter_provided']);
    expect(await t.file(id)).toMatchObject({ ...fold(await loadHistory(t.kernel.db, id)) });
    const page = await lena.get(`/konto/vorgaenge/${id}`);
    expect(page.body).not.toContain('Jetzt bezahlen');
    expect(page.body).toContain('bewilligt');
  });

  it('cancelled at the provider, or only said to be paid, keeps it waiting', async () => {
    const id = await waiting();
    const reference = await choose(id, '40');
    const done = simulator.provider.act(reference, 'cancel');
    const back = new URL((done as { redirect: string }).redirect);
    await lena.get(back.pathname + back.search);
    await lena.get(`${back.pathname}?${back.search.slice(1).replace('gcResultPayment=4502', 'gcResultPayment=4000')}`);
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'waiting_payment' });
    expect(await claimOf(id)).toMatchObject({ state: 'due' });
    expect(await held(id)).toBe(0);
  });

  it('paid on two pages is one decision and one letter; the second money is to be paid back', async () => {
    const id = await waiting();
    const [card, wero] = [await choose(id, '11'), await choose(id, '40')];
    expect(card).not.toBe(wero);
    const [first, second] = [payThere(wero), payThere(card)];
    await Promise.all([first(), second()]);
    await t.workAll();
    await second();
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'granted' });
    expect((await kinds(id)).filter((kind) => kind.startsWith('payment') || kind === 'granted' || kind === 'letter_provided')).toEqual(['payment_awaited', 'payment_settled', 'granted', 'letter_provided']);
    expect(await refunds(id)).toMatchObject([{ kind: 'overpaid', state: 'proposed', amount_cents: 1000 }]);
    expect(await held(id)).toBe(2000);
  });
});

describe('an application that is taken back', () => {
  const treasurer = async () => {
    const browser = t.browser();
    await browser.signInAs(staffPrincipal({ ...demoStaff.treasurer, offices: [...demoStaff.treasurer.offices] }), 'substantiell');
    return browser;
  };
  const approve = async (id: string) => {
    const uwe = await treasurer();
    const page = await uwe.get('/amt/kasse/erstattungen');
    const action = new RegExp(`action="(/amt/kasse/erstattungen/${id}/[^"]+)"`).exec(page.body)![1]!;
    expect((await uwe.post(action)).statusCode).toBe(303);
    await t.workAll();
  };

  it('after it was paid: the treasury approves, the money goes back, nothing is granted', async () => {
    const id = await waiting();
    await payThere(await choose(id, '40'))();
    // withdrawn before anybody has told the case of the money
    expect(await withdrawCase(t.kernel, { caseId: id, viewer: citizenViewer() })).toEqual({ ok: true });
    expect(await claimOf(id)).toMatchObject({ state: 'refund_due' });
    await t.workAll();
    expect(await t.file(id)).toMatchObject({ state: 'withdrawn' });
    const [refund] = await refunds(id);
    expect(refund).toMatchObject({ kind: 'released', state: 'proposed', amount_cents: 1000 });
    expect(await held(id)).toBe(1000);
    await approve(refund!.id);
    expect(await refunds(id)).toMatchObject([{ state: 'done' }]);
    expect(await claimOf(id)).toMatchObject({ state: 'refunded' });
    expect(await held(id)).toBe(0);
    // the file says how it ended: its record has been written again since the money went back
    const { rows: [filed] } = await t.ownerPool.query<{ sha256: string; no: number }>(`select v.sha256, v.no from records.version v join records.document d on d.id = v.document_id and d.current = v.no join records.case_file c on c.id = d.case_file_id where c.source_ref = $1 and d.ref = 'data'`, [id]);
    const chunks: Buffer[] = [];
    for await (const chunk of await t.kernel.objects.open(filed!.sha256)) chunks.push(chunk as Buffer);
    expect(JSON.parse(Buffer.concat(chunks).toString('utf8'))).toMatchObject({ case: { state: 'withdrawn' }, payment: { state: 'refunded' } });
    expect(filed!.no).toBeGreaterThan(1);
    expect(await t.file(id)).toMatchObject({ state: 'withdrawn', ...fold(await loadHistory(t.kernel.db, id)) });
  });

  it('and then paid all the same on a page still open: the claim stays gone, the money goes back', async () => {
    const id = await waiting();
    const reference = await choose(id, '40');
    expect(await withdrawCase(t.kernel, { caseId: id, viewer: citizenViewer() })).toEqual({ ok: true });
    await payThere(reference)();
    await t.workAll();
    expect(await claimOf(id)).toMatchObject({ state: 'cancelled' });
    expect(await t.file(id)).toMatchObject({ state: 'withdrawn' });
    const [refund] = await refunds(id);
    expect(refund).toMatchObject({ kind: 'late', state: 'proposed' });
    await approve(refund!.id);
    expect(await refunds(id)).toMatchObject([{ state: 'done' }]);
    expect(await held(id)).toBe(0);
  });
});
