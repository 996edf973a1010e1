import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoCitizens } from '../../directory/index.ts';
import { releaseClaim, settleClaim } from '../claims.ts';
import { createPaymentsTest, fakeProvider, report, type PaymentsTest } from '../testing.ts';
import { attemptsOfClaim } from '../store/attempts.ts';
import { discrepancies } from '../store/discrepancies.ts';
import type { Hint } from '../providers/provider.ts';
import { viewOf } from './return.tsx';

let t: PaymentsTest;
beforeAll(async () => {
  t = await createPaymentsTest();
}, 60_000);
afterAll(() => t.close());
beforeEach(() => {
  const fresh = fakeProvider();
  Object.assign(t.fake, { hint: undefined, onStart: fresh.onStart, onStatus: fresh.onStatus, methods: fresh.methods });
});

async function begin(options: { methode?: string } = {}) {
  const claim = await t.claim();
  const browser = t.browser();
  const path = `/bezahlen/${claim.token}`;
  const form = await browser.get(path);
  const key = /name="schluessel" value="([^"]+)"/.exec(form.body)![1]!;
  const pay = (methode = options.methode ?? '11', schluessel = key) => browser.post(path, { methode, schluessel });
  return { claim, browser, path, form, pay };
}

describe('what is to do', () => {
  it('names open fees on the account’s page, with their day, and nobody else’s', async () => {
    const { lena } = demoCitizens;
    const browser = t.browser();
    await browser.signInAs({ kind: 'citizen', id: lena.id, name: 'Lena' });
    expect((await browser.get('/konto')).body).not.toContain('Das ist zu tun');
    const open = await t.claim({ accountId: lena.id });
    await t.claim({ accountId: lena.id, dueOn: '2026-11-01', amountCents: 1234 });
    const others = await t.claim();
    const announced = await t.claim({ accountId: lena.id, dueOn: null });
    const { body } = await browser.get('/konto');
    expect(body.replace(/[\u00a0\u202f]/g, ' ')).toContain(`<a href="/bezahlen/${open.token}">30,70 € bezahlen: Probe</a>`);
    for (const words of ['fällig am 8. Dezember 2026', 'war fällig am 1. November 2026']) expect(body).toContain(words);
    for (const claim of [others, announced]) expect(body).not.toContain(claim.token);
  });
});

describe('the payment page', () => {
  it('says what, how much and by which law before anybody pays, and sends nobody away without a choice', async () => {
    const { form, browser, path } = await begin();
    expect(form.statusCode).toBe(200);
    for (const words of ['30,70', 'Testsatzung', 'Kreditkarte', 'Wero', 'Überweisung']) expect(form.body).toContain(words);
    const none = await browser.post(path, { schluessel: '0198b6a0-0000-7000-8000-000000000000' });
    expect(none.statusCode).toBe(422);
    expect(none.body).toContain('Bitte wählen Sie, wie Sie bezahlen möchten.');
  });
  it('leads to the provider, and names it to the browser', async () => {
    const { pay, form } = await begin();
    const answer = await pay();
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toMatch(/^https:\/\/pay\.example\//);
    expect(form.headers['content-security-policy']).toContain("form-action 'self' https://pay.example;");
  });
  it('never leads anywhere that was not named', async () => {
    t.fake.onStart = () => ({ result: 'open', reference: crypto.randomUUID(), pageUrl: 'https://evil.example/' });
    expect((await (await begin()).pay()).statusCode).toBe(500);
  });
  it('when the provider is down says so kindly, charges nothing, and offers the transfer', async () => {
    const { pay } = await begin();
    t.fake.onStart = () => ({ result: 'refused', code: 'unreachable' });
    const answer = await pay();
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('Es wurde nichts abgebucht');
    expect(answer.body).toContain('ueberweisung');
  });
  it('without any method still offers the transfer', async () => {
    t.fake.methods = async () => [];
    const { form, browser, path } = await begin();
    expect(form.body).toContain('Online bezahlen geht gerade nicht');
    const answer = await browser.post(path, { methode: 'ueberweisung', schluessel: crypto.randomUUID() });
    expect(answer.headers.location).toBe(`${path}/ueberweisung`);
    const transfer = await browser.get(`${path}/ueberweisung`);
    expect(transfer.body).toContain('DE89 3704 0044 0532 0130 00');
    expect(transfer.body).toContain('Bitte überweisen Sie nichts');
    expect(transfer.body).toContain('data:image/svg+xml;base64,');
  });
  it.each(['', 'x', 'A'.repeat(22), '..%2Fkonto', `${'A'.repeat(21)}%00`])('does not know the address %j', async (token) => {
    const browser = t.browser();
    for (const step of ['', '/stand', '/zurueck', '/ueberweisung', '/quittung']) expect([404, 400]).toContain((await browser.get(`/bezahlen/${token}${step}`)).statusCode);
  });
});

describe('coming back', () => {
  const hint = (over: Partial<Hint>): Hint => ({ project: '1234', reference: '', merchantTxId: '', amount: '3070', currency: 'EUR', code: '4000', ...over });
  it('with data leads at once to an address without, and shows what the provider says', async () => {
    const { claim, browser, path, pay } = await begin();
    await pay();
    const [attempt] = await attemptsOfClaim(t.kernel.db, claim.id);
    t.fake.hint = hint({ reference: attempt!.reference!, merchantTxId: attempt!.merchantTxId });
    t.fake.onStatus = () => report(attempt!, 'paid');
    const back = await browser.get(`${path}/zurueck?gcReference=x&gcIban=DE1&gcAccountHolder=Erika`);
    expect(back.statusCode).toBe(303);
    expect(back.headers.location).toBe(`${path}/stand`);
    const stand = await browser.get(`${path}/stand`);
    expect(stand.body).toContain('Vielen Dank, die Zahlung ist da');
    const receipt = await browser.get(`${path}/quittung`);
    expect(receipt.headers['content-type']).toBe('application/pdf');
    expect(receipt.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await browser.get(path)).headers.location).toBe(`${path}/stand`);
  }, 40_000);
  it('with a forged success is still not paid', async () => {
    const { browser, path, pay } = await begin();
    await pay();
    await browser.get(`${path}/zurueck?gcResultPayment=4000&gcHash=0`);
    expect((await browser.get(`${path}/stand`)).body).toContain('Wir warten auf den Zahlungsdienst');
    expect((await browser.get(`${path}/quittung`)).statusCode).toBe(404);
  });
  it.each([
    ['failed', '4900', 'Die Zahlung hat nicht geklappt'],
    ['failed', '4502', 'Sie haben die Zahlung abgebrochen'],
    ['pending', '4500', 'Wir warten auf den Zahlungsdienst'],
  ] as const)('%s (%s) reads: %s', async (outcome, code, words) => {
    const { claim, browser, path, pay } = await begin();
    await pay();
    const [attempt] = await attemptsOfClaim(t.kernel.db, claim.id);
    t.fake.onStatus = () => report(attempt!, outcome, code);
    expect((await browser.get(`${path}/stand`)).body).toContain(words);
  });
  it('after an answer that was lost reads: we ask the bank', async () => {
    const { browser, path, pay } = await begin();
    t.fake.onStart = () => ({ result: 'lost' });
    expect((await pay()).headers.location).toBe(`${path}/stand`);
    expect((await browser.get(`${path}/stand`)).body).toContain('Wir fragen bei der Bank nach');
  });
  it('reads right in every state of the claim', async () => {
    expect(viewOf({ state: 'announced' }, undefined)).toBe('not_due');
    expect(viewOf({ state: 'due' }, undefined)).toBe('due');
    expect(viewOf({ state: 'cancelled' }, { state: 'open', result: null })).toBe('gone');
    const [gone, paid] = [await t.claim(), await t.claim()];
    await t.kernel.db.transaction().execute((tx) => releaseClaim(tx, t.kernel, gone.caseId));
    await t.kernel.db.transaction().execute((tx) => settleClaim(tx, t.kernel, paid.caseId, null));
    const browser = t.browser();
    expect((await browser.get(`/bezahlen/${gone.token}/stand`)).body).toContain('nicht mehr offen');
    expect((await browser.get(`/bezahlen/${paid.token}/stand`)).body).toContain('Vielen Dank');
    expect((await browser.post(`/bezahlen/${gone.token}`, { methode: '11', schluessel: crypto.randomUUID() })).headers.location).toBe(`/bezahlen/${gone.token}/stand`);
  });
});

describe('the public message address', () => {
  const notify = (query: string, provider = 'girocheckout') => t.kernel.http.app.inject({ method: 'GET', url: `/api/v1/payments/${provider}/notify?${query}`, headers: { host: 'localhost:8080' } });
  it.each(['', 'gcReference=1', 'gcHash=00', `gcMerchantTxId=${'x'.repeat(5000)}`, 'gcAmount=%FF', 'a=b&a=c'])('answers %j with "need not come again", books nothing, sets no cookie', async (query) => {
    const answer = await notify(query);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
  it('does not know other providers', async () => {
    expect((await notify('x', 'paypal')).statusCode).toBe(404);
  });
  it('about an unknown payment is kept for people to look at', async () => {
    t.fake.hint = { project: '1234', reference: crypto.randomUUID(), merchantTxId: 'p-nobody-x', amount: '100', currency: 'EUR', code: '4000' };
    expect((await notify('x')).statusCode).toBe(400);
    expect((await discrepancies(t.kernel.db, true)).find(({ subject }) => subject === t.fake.hint!.reference)).toMatchObject({ kind: 'stranger' });
  });
  it('asks the provider to repeat when the database is down', async () => {
    const claim = await t.claim();
    t.fake.hint = { project: '1234', reference: crypto.randomUUID(), merchantTxId: 'p-x-x', amount: '3070', currency: 'EUR', code: '4000' };
    await t.ownerPool.query('alter table payments.message rename to message_gone');
    try {
      expect((await notify('x')).statusCode).toBe(500);
    } finally {
      await t.ownerPool.query('alter table payments.message_gone rename to message');
    }
    expect(claim.state).toBe('due');
  });
  it('is held back when it floods', async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < 700; n += 1) statuses.add((await notify(`n=${n}`)).statusCode);
    expect([...statuses].sort()).toEqual([400, 429]);
  }, 60_000);
});
