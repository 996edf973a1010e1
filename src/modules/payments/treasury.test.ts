import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoStaff, staffPrincipal } from '../directory/index.ts';
import { plainDate } from '../../kernel/time/index.ts';
import { releaseClaim, settleClaim } from './claims.ts';
import { attemptsOfClaim } from './store/attempts.ts';
import { batchContent, batches } from './store/batches.ts';
import { claimById, type StoredClaim } from './store/claims.ts';
import { discrepancies } from './store/discrepancies.ts';
import { balance, balances, checkpoint } from './store/ledger.ts';
import { refundById, refundsOfClaim } from './store/refunds.ts';
import { createPaymentsTest, fakeProvider, report, type PaymentsTest } from './testing.ts';
import { closeDay } from './use-cases/close-day.ts';
import { approveRefund, declineRefund, refundable, requestRefund, retryRefund, settleRefundByHand } from './use-cases/decide-refund.ts';
import { settle } from './use-cases/settle.ts';
import { startAttempt } from './use-cases/start-attempt.ts';
import { sweep } from './use-cases/sweep.ts';

const [uwe, hanna] = [demoStaff.treasurer.id, demoStaff.secondTreasurer.id];
let t: PaymentsTest;
beforeAll(async () => {
  t = await createPaymentsTest();
}, 60_000);
afterAll(() => t.close());

async function paidOnline(amountCents = 3070): Promise<StoredClaim> {
  const claim = await t.claim({ amountCents });
  const started = await startAttempt(t.desk, { claim, method: '11', idempotencyKey: randomUUID(), lang: 'de' });
  if (started.go !== 'page') throw new Error(started.go);
  t.fake.onStatus = () => report(started.attempt, 'paid');
  await settle(t.desk, started.attempt.id, 'poll');
  return (await claimById(t.kernel.db, claim.id))!;
}
const last = async (claim: StoredClaim) => (await refundsOfClaim(t.kernel.db, claim.id)).at(-1)!;
const ask = (claim: StoredClaim, amountCents: number, available = 3070, by = uwe) => requestRefund(t.desk, by, { claimId: claim.id, amountCents, reason: 'Doppelt beantragt', available });

describe('refunds', () => {
  it('need two people', async () => {
    const claim = await paidOnline();
    expect(await ask(claim, 1000)).toEqual({ ok: true });
    const refund = await last(claim);
    expect(await approveRefund(t.desk, uwe, refund.id)).toEqual({ ok: false, key: 'payments.error.four_eyes' });
    expect(await approveRefund(t.desk, hanna, refund.id)).toEqual({ ok: true });
    await t.work();
    expect(await refundById(t.kernel.db, refund.id)).toMatchObject({ state: 'done', decidedBy: hanna });
    expect(t.fake.refunds.at(-1)).toMatchObject({ amountCents: 1000, merchantTxId: refund.merchantTxId });
    expect(await refundable(t.desk, claim.id)).toBe(2070);
  });
  it('two people who ask for the same money at once: one gets it, the other looks again', async () => {
    const claim = await paidOnline();
    const results = await Promise.all([ask(claim, 2000), ask(claim, 2000, 3070, hanna)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toEqual({ ok: false, key: 'payments.error.refund_changed' });
    expect(await ask(claim, 2000, 1070)).toEqual({ ok: false, key: 'payments.error.refund_amount' });
    expect(await ask(claim, 1070, 1070)).toEqual({ ok: true });
  });
  it.each([0, -1, 30.5, 3071])('of %s cents are refused', async (cents) => {
    expect(await ask(await paidOnline(), cents)).toEqual({ ok: false, key: 'payments.error.refund_amount' });
  });
  it('need a reason and a payment', async () => {
    const claim = await paidOnline();
    expect(await requestRefund(t.desk, uwe, { claimId: claim.id, amountCents: 1, reason: '  ', available: 3070 })).toMatchObject({ key: 'payments.error.reason_empty' });
    expect(await requestRefund(t.desk, uwe, { claimId: (await t.claim()).id, amountCents: 1, reason: 'x', available: 0 })).toMatchObject({ key: 'payments.error.not_paid' });
  });
  it('approved twice go out once', async () => {
    const claim = await paidOnline();
    await ask(claim, 3070);
    const refund = await last(claim);
    const before = t.fake.refunds.length;
    const results = await Promise.all([approveRefund(t.desk, hanna, refund.id), approveRefund(t.desk, hanna, refund.id)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    await t.work();
    await t.work();
    expect(t.fake.refunds.length - before).toBe(1);
  });
  it('whose answer is lost are never sent again by themselves; a person finds out', async () => {
    const claim = await paidOnline();
    await ask(claim, 3070);
    const refund = await last(claim);
    t.fake.onRefund = () => ({ result: 'lost' });
    await approveRefund(t.desk, hanna, refund.id);
    const before = t.fake.refunds.length;
    await t.work();
    for (let n = 0; n < 5; n += 1) await sweep(t.desk);
    expect(t.fake.refunds.length - before).toBe(1);
    expect(await refundById(t.kernel.db, refund.id)).toMatchObject({ state: 'unknown' });
    expect((await discrepancies(t.kernel.db, true)).find(({ subject }) => subject === refund.id)).toMatchObject({ kind: 'refund_unknown' });
    expect(await settleRefundByHand(t.desk, uwe, refund.id, true)).toMatchObject({ key: 'payments.error.four_eyes' });
    expect(await settleRefundByHand(t.desk, hanna, refund.id, false)).toEqual({ ok: true });
    t.fake.onRefund = fakeProvider().onRefund;
    expect(await retryRefund(t.desk, hanna, refund.id)).toEqual({ ok: true });
    await t.work();
    expect(await refundById(t.kernel.db, refund.id)).toMatchObject({ state: 'done' });
    expect(t.fake.refunds.at(-1)!.merchantTxId).not.toBe(refund.merchantTxId);
  });
  it('cut off by a crash after they were sent are unknown, not repeated', async () => {
    const claim = await paidOnline();
    await ask(claim, 3070);
    const refund = await last(claim);
    t.fake.onRefund = () => { throw new Error('killed'); };
    await approveRefund(t.desk, hanna, refund.id);
    const before = t.fake.refunds.length;
    await t.work();
    await t.ownerPool.query(`update graphile_worker._private_jobs set run_at = now() - interval '1 minute' where locked_at is null`);
    await t.work();
    expect(t.fake.refunds.length - before).toBe(1);
    t.clock.set(new Date(t.clock.now().getTime() + 180_000));
    await sweep(t.desk);
    expect(await refundById(t.kernel.db, refund.id)).toMatchObject({ state: 'unknown' });
    t.fake.onRefund = fakeProvider().onRefund;
  });
  it('under way are asked about by their own reference', async () => {
    const claim = await paidOnline();
    await ask(claim, 500);
    const refund = await last(claim);
    const reference = randomUUID();
    t.fake.onRefund = () => ({ result: 'pending', reference });
    await approveRefund(t.desk, hanna, refund.id);
    await t.work();
    expect(await refundById(t.kernel.db, refund.id)).toMatchObject({ state: 'sent', reference });
    // what the provider says about another amount or another refund is no answer
    for (const wrong of [{ merchantTxId: refund.merchantTxId, amountCents: 50 }, { merchantTxId: 'r-other-x', amountCents: 500 }]) {
      t.fake.onStatus = () => report(wrong, 'paid');
      t.clock.set(new Date(t.clock.now().getTime() + 300_000));
      await sweep(t.desk);
      expect(await refundById(t.kernel.db, refund.id)).toMatchObject({ state: 'sent' });
    }
    t.fake.onStatus = () => report({ merchantTxId: refund.merchantTxId, amountCents: 500 }, 'paid');
    t.clock.set(new Date(t.clock.now().getTime() + 300_000));
    await sweep(t.desk);
    expect(await refundById(t.kernel.db, refund.id)).toMatchObject({ state: 'done' });
    t.fake.onRefund = fakeProvider().onRefund;
  });
  it('of an ended case are proposed by the machine; a declined one leaves the claim settled', async () => {
    const [one, two] = [await paidOnline(), await paidOnline()];
    for (const claim of [one, two]) await t.kernel.db.transaction().execute((tx) => releaseClaim(tx, t.kernel, claim.caseId));
    expect(await last(one)).toMatchObject({ kind: 'released', state: 'proposed', requestedBy: null, amountCents: 3070 });
    await approveRefund(t.desk, uwe, (await last(one)).id);
    await t.work();
    expect(await claimById(t.kernel.db, one.id)).toMatchObject({ state: 'refunded' });
    await declineRefund(t.desk, uwe, (await last(two)).id);
    expect(await claimById(t.kernel.db, two.id)).toMatchObject({ state: 'settled' });
  });
  it('of a bank transfer are paid by hand', async () => {
    const claim = await t.claim();
    await t.kernel.db.transaction().execute((tx) => settleClaim(tx, t.kernel, claim.caseId, null));
    await ask(claim, 3070);
    const refund = await last(claim);
    await approveRefund(t.desk, hanna, refund.id);
    await t.work();
    expect(await refundById(t.kernel.db, refund.id)).toMatchObject({ state: 'approved' });
    expect(await settleRefundByHand(t.desk, hanna, refund.id, true)).toEqual({ ok: true });
    expect(await refundById(t.kernel.db, refund.id)).toMatchObject({ state: 'done' });
  });
});

describe('the ledger', () => {
  it('takes nothing that does not balance, and nothing that changes what was booked', async () => {
    const one = { posting_id: randomUUID(), account: 'claims', amount_cents: 5 };
    const { db } = t.kernel;
    for (const entries of [[one], [one, { ...one, account: 'revenue', amount_cents: -4 }], [one, { ...one, posting_id: randomUUID(), account: 'revenue', amount_cents: -5 }]]) await expect(db.insertInto('payments.entry').values(entries).execute()).rejects.toThrow('must balance');
    await expect(db.updateTable('payments.entry').set({ amount_cents: 1 }).execute()).rejects.toThrow(/permission denied/);
    await expect(db.deleteFrom('payments.posting').execute()).rejects.toThrow(/permission denied/);
  });
  it('gives the same balance from a checkpoint as from the whole history', async () => {
    const before = new Map((await balances(t.kernel.db)).map(({ account, cents }) => [account, cents]));
    expect(await checkpoint(t.kernel.db, t.clock.now(), 1)).toBe(true);
    expect(await checkpoint(t.kernel.db, t.clock.now(), 1)).toBe(false);
    for (const [account, cents] of before) expect(await balance(t.kernel.db, account as 'claims'), account).toBe(cents);
    await paidOnline(777);
    expect(await balance(t.kernel.db, 'clearing')).toBe((before.get('clearing') ?? 0) + 777);
    await checkpoint(t.kernel.db, t.clock.now(), 1);
    expect((await balances(t.kernel.db)).reduce((sum, { cents }) => sum + cents, 0)).toBe(0);
    for (const { account, cents } of await balances(t.kernel.db)) expect(await balance(t.kernel.db, account as 'claims'), account).toBe(cents);
  });
});

describe('daily closings', () => {
  it('are numbered, never change, hold each booking once, and only of days that are over', async () => {
    const day = plainDate('2026-11-24');
    expect(await closeDay(t.desk, day, uwe)).toBeUndefined();
    t.clock.set('2026-11-25T06:00:00Z');
    const results = await Promise.all([closeDay(t.desk, day, uwe), closeDay(t.desk, day, hanna)]);
    expect(results.filter(Boolean)).toHaveLength(1);
    const first = results.find(Boolean)!;
    const { rows } = await t.ownerPool.query('select count(*)::int as n from payments.posting');
    expect(first).toMatchObject({ number: 1, records: rows[0].n });
    const content = (await batchContent(t.kernel.db, 1))!.content;
    expect(content.split('\r\n').slice(0, 1)).toEqual(['stapel;zeile;kassenzeichen;art;vorgang;buchungstag;faellig_am;soll;haben;betrag;waehrung;psp_element;sachkonto;zahlweg;anbieter_referenz;geschaeftsvorfall']);
    expect(content).toContain(';girocheckout;');
    await expect(t.kernel.db.updateTable('payments.batch').set({ content: '' }).execute()).rejects.toThrow(/permission denied/);
    await paidOnline();
    t.clock.set('2026-11-26T06:00:00Z');
    expect(await closeDay(t.desk, plainDate('2026-11-25'), null)).toMatchObject({ number: 2, records: 2, sumCents: 3070 });
    t.clock.set('2026-11-27T06:00:00Z');
    expect(await closeDay(t.desk, plainDate('2026-11-26'), null)).toMatchObject({ number: 3, records: 0, sumCents: 0 });
    expect((await batches(t.kernel.db)).map(({ number }) => number)).toEqual([3, 2, 1]);
    expect((await batchContent(t.kernel.db, 1))!.content).toBe(content);
  });
});

describe('the pages of the treasury', () => {
  it.each([['treasury', 200], ['auditor', 200], ['clerk', 403], ['operator', 403]] as const)('%s: %i', async (role, status) => {
    const browser = t.browser();
    await browser.signInAs(staffPrincipal({ id: uwe, name: 'Uwe', role, offices: [] }));
    for (const path of ['/amt/kasse', '/amt/kasse/forderungen', '/amt/kasse/erstattungen', '/amt/kasse/abweichungen', '/amt/kasse/abschluesse']) expect((await browser.get(path)).statusCode, path).toBe(status);
    expect((await browser.post('/amt/kasse/abschluesse')).statusCode).toBe(role === 'treasury' ? 303 : 403);
  });
  it('list what is open, the longest wait first, overdue alone, and never what is paid', async () => {
    const [paid, late, open] = [await paidOnline(), await t.claim({ dueOn: '2026-11-02' }), await t.claim({ dueOn: '2026-12-20' })];
    const browser = t.browser();
    await browser.signInAs(staffPrincipal({ id: uwe, name: 'Uwe', role: 'treasury', offices: [] }));
    expect((await browser.get('/amt/kasse')).body).toContain('<a href="/amt/kasse/forderungen">Forderungen offen</a>');
    const all = (await browser.get('/amt/kasse/forderungen')).body;
    expect(all.indexOf(late.id)).toBeLessThan(all.indexOf(open.id));
    expect([all.includes(late.id), all.includes(paid.id), all.includes('überfällig</')]).toEqual([true, false, true]);
    const overdue = (await browser.get('/amt/kasse/forderungen?stand=ueberfaellig')).body;
    expect([overdue.includes(late.id), overdue.includes(open.id)]).toEqual([true, false]);
    expect((await browser.get('/amt/kasse/forderungen?seite=999')).statusCode).toBe(303);
  });
  it('find a claim, ask for a refund with the error beside the field, and let somebody else approve it', async () => {
    const claim = await paidOnline();
    const browser = t.browser();
    await browser.signInAs(staffPrincipal({ id: uwe, name: 'Uwe', role: 'treasury', offices: [] }));
    await browser.get('/amt/kasse');
    expect((await browser.post('/amt/kasse/suche', { zeichen: 'RF00 1' })).statusCode).toBe(422);
    for (const number of [claim.reference.slice(4), claim.reference.slice(4).replace(/^(...)(.*)(.)$/, '$1-$2-$3').toLowerCase()]) {
      expect((await browser.post('/amt/kasse/suche', { zeichen: number })).headers.location).toBe(`/amt/kasse/forderungen/${claim.id}`);
    }
    expect((await browser.post('/amt/kasse/suche', { zeichen: 'V26-999999-1' })).body).toContain('Dazu gibt es keine Forderung.');
    const found = await browser.post('/amt/kasse/suche', { zeichen: claim.reference.toLowerCase() });
    expect(found.headers.location).toBe(`/amt/kasse/forderungen/${claim.id}`);
    expect((await browser.get(found.headers.location!)).body).toContain('1.11.1');
    const wrong = await browser.post(`/amt/kasse/forderungen/${claim.id}/erstatten`, { betrag: '99,00', grund: 'Versehen', frei: '3070' });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('höchstens so hoch');
    expect((await browser.post(`/amt/kasse/forderungen/${claim.id}/erstatten`, { betrag: '10,20', grund: 'Versehen', frei: '3070' })).statusCode).toBe(303);
    const refund = await last(claim);
    expect(refund.amountCents).toBe(1020);
    expect((await browser.post(`/amt/kasse/erstattungen/${refund.id}/freigeben`)).statusCode).toBe(422);
    const other = t.browser();
    await other.signInAs(staffPrincipal({ id: hanna, name: 'Hanna', role: 'treasury', offices: [] }));
    await other.get('/amt/kasse/erstattungen');
    expect((await other.post(`/amt/kasse/erstattungen/${refund.id}/freigeben`)).statusCode).toBe(303);
    const csv = await other.get('/amt/kasse/stapel/1');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect((await other.get('/amt/kasse/stapel/99')).statusCode).toBe(404);
  });
  it('clear up a payment nobody told us of: taken, looked up at the provider, booked', async () => {
    const claim = await t.claim();
    t.fake.onStart = () => ({ result: 'lost' });
    t.clock.set('2026-11-28T09:00:00Z');
    await startAttempt(t.desk, { claim: (await claimById(t.kernel.db, claim.id))!, method: '11', idempotencyKey: randomUUID(), lang: 'de' });
    const [lost] = await attemptsOfClaim(t.kernel.db, claim.id);
    t.clock.set('2026-11-29T10:00:00Z');
    await sweep(t.desk);
    const { id } = (await discrepancies(t.kernel.db, true)).find(({ subject }) => subject === lost!.id)!;
    const browser = t.browser();
    await browser.signInAs(staffPrincipal({ id: uwe, name: 'Uwe', role: 'treasury', offices: [] }));
    const at = `/amt/kasse/abweichungen/${id}`;
    expect((await browser.get(at)).body).not.toContain('name="referenz"');
    expect((await browser.post(`${at}/uebernehmen`)).headers.location).toBe(at);
    expect((await browser.get(at)).body).toContain('Beim Zahlungsdienst gefunden?');
    const say = async (referenz: string) => browser.post(`${at}/referenz`, { referenz });
    expect((await say('12345')).body).toContain('Eine Referenz besteht aus');
    t.fake.onStatus = () => ({ result: 'unknown' });
    const wrong = await say(randomUUID());
    expect([wrong.statusCode, wrong.body]).toEqual([422, expect.stringContaining('kennt diese Referenz nicht')]);
    expect((await browser.post(`${at}/erledigt`, { vermerk: ' ' })).body).toContain('was Sie herausgefunden haben.');
    t.fake.onStatus = () => report(lost!, 'paid');
    expect((await say(` ${randomUUID().toUpperCase()} `)).statusCode).toBe(303);
    const done = (await browser.get(at)).body;
    expect(done).not.toContain('name="referenz"');
    expect(done).toContain('30,70');
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'settled' });
    expect((await say(randomUUID())).statusCode).toBe(404);
  });
});
