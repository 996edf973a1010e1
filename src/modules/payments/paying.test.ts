import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { releaseClaim, settleClaim } from './claims.ts';
import { attemptById, attemptsOfClaim } from './store/attempts.ts';
import { claimById } from './store/claims.ts';
import { discrepancies } from './store/discrepancies.ts';
import { balances } from './store/ledger.ts';
import { receiptOfClaim } from './store/receipts.ts';
import { refundsOfClaim } from './store/refunds.ts';
import { createPaymentsTest, fakeProvider, report, type PaymentsTest } from './testing.ts';
import { nameReference } from './use-cases/adopt-reference.ts';
import { compareWithProvider } from './use-cases/compare.ts';
import { receiveHint } from './use-cases/receive-hint.ts';
import { settle } from './use-cases/settle.ts';
import { startAttempt, type Started } from './use-cases/start-attempt.ts';
import { sweep } from './use-cases/sweep.ts';

let t: PaymentsTest;
beforeAll(async () => {
  t = await createPaymentsTest();
}, 60_000);
afterAll(() => t.close());
beforeEach(() => {
  Object.assign(t.fake, { ...fakeProvider(), orders: t.fake.orders, asked: t.fake.asked, refunds: t.fake.refunds, start: t.fake.start, status: t.fake.status, refund: t.fake.refund, readHint: t.fake.readHint });
  t.clock.set('2026-11-24T09:00:00Z');
});

const start = (claim: { id: string }, options: { method?: string | null; key?: string } = {}) => claimById(t.kernel.db, claim.id).then((one) => startAttempt(t.desk, { claim: one!, method: options.method ?? '11', idempotencyKey: options.key ?? randomUUID(), lang: 'de' }));
function attemptOf(started: Started) {
  if (started.go !== 'page') throw new Error(started.go);
  return started.attempt;
}
const stateOf = async (id: string) => (await attemptById(t.kernel.db, id))!.state;
const hintOf = (attempt: { reference: string | null; merchantTxId: string; amountCents: number; project: string }, code = '4000') => ({ project: attempt.project, reference: attempt.reference ?? randomUUID(), merchantTxId: attempt.merchantTxId, amount: String(attempt.amountCents), currency: 'EUR', code });

describe('starting to pay', () => {
  it('the same form twice, and two tabs, are one payment', async () => {
    const claim = await t.claim();
    const before = t.fake.orders.length;
    t.fake.onStatus = (reference) => report(t.fake.orders.at(-1)!, 'pending', reference ? '4500' : '');
    const key = randomUUID();
    const [one, two] = [await start(claim, { key }), await start(claim, { key })];
    expect(attemptOf(one).pageUrl).toBe(attemptOf(two).pageUrl);
    expect(attemptOf(await start(claim)).pageUrl).toBe(attemptOf(one).pageUrl);
    expect(t.fake.orders.length - before).toBe(1);
    expect(t.fake.orders.at(-1)).toMatchObject({ amountCents: 3070, reference: claim.reference, method: '11' });
  });
  it('many at once call the provider once', async () => {
    const claim = await t.claim();
    const before = t.fake.orders.length;
    const results = await Promise.all(Array.from({ length: 10 }, () => start(claim)));
    expect(t.fake.orders.length - before).toBe(1);
    expect(results.filter(({ go }) => go === 'page').length).toBeGreaterThanOrEqual(1);
    expect(results.every(({ go }) => go === 'page' || go === 'unknown' || go === 'nothing')).toBe(true);
    expect(await attemptsOfClaim(t.kernel.db, claim.id)).toHaveLength(1);
  });
  it('another way to pay replaces the first, which stays watched; if both are paid, one is to be paid back', async () => {
    const claim = await t.claim();
    t.fake.onStatus = () => report(t.fake.orders.at(-1)!, 'pending');
    const card = attemptOf(await start(claim));
    const cardOrder = t.fake.orders.at(-1)!;
    const wero = attemptOf(await start(claim, { method: '40' }));
    expect(wero.id).not.toBe(card.id);
    t.fake.onStatus = (reference) => report(reference === card.reference ? cardOrder : t.fake.orders.at(-1)!, 'paid');
    await settle(t.desk, wero.id, 'notify');
    await settle(t.desk, card.id, 'poll');
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'settled' });
    expect(await receiptOfClaim(t.kernel.db, claim.id)).toMatchObject({ attemptId: wero.id });
    expect(await refundsOfClaim(t.kernel.db, claim.id)).toMatchObject([{ kind: 'overpaid', attemptId: card.id, amountCents: 3070, state: 'proposed' }]);
    expect((await discrepancies(t.kernel.db, true)).find(({ subject }) => subject === card.id)).toMatchObject({ kind: 'overpaid' });
  });
  it('asks about an earlier payment first: a day later it turns out to be paid, and nothing new begins', async () => {
    const claim = await t.claim();
    const first = attemptOf(await start(claim));
    t.clock.set('2026-11-25T09:00:00Z');
    t.fake.onStatus = () => report({ merchantTxId: first.merchantTxId, amountCents: 3070 }, 'paid');
    const before = t.fake.orders.length;
    expect(await start(claim)).toEqual({ go: 'nothing' });
    expect(t.fake.orders).toHaveLength(before);
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'settled' });
  });
  it('refused or unreachable: nothing happened, and one may try again', async () => {
    const claim = await t.claim();
    t.fake.onStart = () => ({ result: 'refused', code: '5034' });
    expect(await start(claim)).toEqual({ go: 'unavailable' });
    t.fake.onStart = fakeProvider().onStart;
    expect((await start(claim)).go).toBe('page');
  });
  it('an answer that was lost is watched, not repeated; a message that names it makes it certain', async () => {
    const claim = await t.claim();
    t.fake.onStart = () => ({ result: 'lost' });
    expect(await start(claim)).toEqual({ go: 'unknown' });
    const [lost] = await attemptsOfClaim(t.kernel.db, claim.id);
    expect(lost).toMatchObject({ state: 'lost', reference: null });
    t.fake.hint = hintOf(lost!);
    t.fake.onStatus = () => report(lost!, 'paid');
    expect(await receiveHint(t.desk, 'notify', 'x')).toMatchObject({ result: 'taken', attempt: { state: 'paid', reference: t.fake.hint.reference } });
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'settled' });
  });
  it('what a crash left behind is found: lost after two minutes, over after a day', async () => {
    const claim = await t.claim();
    t.fake.onStart = () => new Promise(() => undefined);
    void start(claim);
    await expect.poll(async () => (await attemptsOfClaim(t.kernel.db, claim.id)).length).toBe(1);
    const [left] = await attemptsOfClaim(t.kernel.db, claim.id);
    expect(left!.state).toBe('created');
    t.clock.set('2026-11-24T09:03:00Z');
    await sweep(t.desk);
    expect(await stateOf(left!.id)).toBe('lost');
    t.clock.set('2026-11-25T10:00:00Z');
    await sweep(t.desk);
    expect(await stateOf(left!.id)).toBe('expired');
    expect((await attemptById(t.kernel.db, left!.id))!.nextPollAt).toBeNull();
    // a message that comes even then is not in vain
    t.fake.hint = hintOf(left!);
    t.fake.onStatus = () => report(left!, 'paid');
    expect(await receiveHint(t.desk, 'notify', 'x')).toMatchObject({ result: 'taken', attempt: { state: 'paid' } });
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'settled' });
  });
  it('a payment nobody told us of is booked when a person finds it at the provider, and only that one', async () => {
    const claim = await t.claim();
    t.fake.onStart = () => ({ result: 'lost' });
    await start(claim);
    const [lost] = await attemptsOfClaim(t.kernel.db, claim.id);
    t.clock.set('2026-11-25T10:00:00Z');
    await sweep(t.desk);
    const heard = async () => (await discrepancies(t.kernel.db, true)).find(({ kind, subject }) => kind === 'never_heard' && subject === lost!.id);
    expect(await heard()).toBeDefined();
    const reference = randomUUID();
    const by = randomUUID();
    for (const [result, status] of [['unreachable', { result: 'unreachable' }], ['unknown', { result: 'unknown' }], ['other', report({ merchantTxId: 'p-of-somebody-else-x', amountCents: 3070 }, 'paid')]] as const) {
      t.fake.onStatus = () => status;
      expect(await nameReference(t.desk, lost!.id, reference, by), result).toEqual({ result });
      expect(await attemptById(t.kernel.db, lost!.id), result).toMatchObject({ state: 'expired', reference: null });
    }
    t.fake.onStatus = () => report(lost!, 'paid');
    expect(await nameReference(t.desk, lost!.id, reference, by)).toMatchObject({ result: 'taken', attempt: { state: 'paid', reference } });
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'settled' });
    expect(await heard()).toBeUndefined();
    expect(await nameReference(t.desk, lost!.id, reference, by)).toEqual({ result: 'other' });
  });
  it('whose page has had its time leads to a new one, even while the provider cannot say what became of the first', async () => {
    const claim = await t.claim();
    const first = attemptOf(await start(claim));
    t.clock.set('2026-11-24T09:29:00Z');
    expect(attemptOf(await start(claim)).id).toBe(first.id);
    t.clock.set('2026-11-24T09:31:00Z');
    const second = attemptOf(await start(claim));
    expect(second.id).not.toBe(first.id);
    // the first is still watched: paid late, it counts
    t.fake.onStatus = () => report(first, 'paid');
    expect(await settle(t.desk, first.id, 'poll')).toMatchObject({ state: 'paid', superseded: true });
  });
  it('of a form that was used for another claim begins nothing', async () => {
    const [one, two, key] = [await t.claim(), await t.claim(), randomUUID()];
    await start(one, { key });
    expect(await start(two, { key })).toEqual({ go: 'nothing' });
    expect(await attemptsOfClaim(t.kernel.db, two.id)).toHaveLength(0);
  });
  it('a claim that is not due cannot be paid', async () => {
    expect(await start(await t.claim({ dueOn: null }))).toEqual({ go: 'nothing' });
  });
});

describe('becoming certain', () => {
  it.each([1020, 3070, 100_000_000])('%i cents survive every border', async (amountCents) => {
    const claim = await t.claim({ amountCents });
    const attempt = attemptOf(await start(claim));
    expect(t.fake.orders.at(-1)!.amountCents).toBe(amountCents);
    t.fake.onStatus = () => report(attempt, 'paid');
    await settle(t.desk, attempt.id, 'notify');
    expect(await receiptOfClaim(t.kernel.db, claim.id)).toMatchObject({ amountCents });
  });
  it('fifty at once book once, tell once, and give one receipt', async () => {
    const told: string[] = [];
    t.kernel.events.on<{ claimId: string }>('payments.settled', 'test', async ({ claimId }) => void told.push(claimId));
    const claim = await t.claim();
    const attempt = attemptOf(await start(claim));
    t.fake.onStatus = () => report(attempt, 'paid');
    await Promise.all(Array.from({ length: 50 }, (_, n) => settle(t.desk, attempt.id, n % 2 ? 'notify' : 'redirect')));
    await t.work();
    expect(told.filter((id) => id === claim.id)).toHaveLength(1);
    const { rows } = await t.ownerPool.query(`select count(*)::int as n from payments.posting where subject = $1`, [attempt.id]);
    expect(rows[0].n).toBe(1);
  });
  it('failed first, paid later is paid; paid never goes back', async () => {
    const claim = await t.claim();
    const attempt = attemptOf(await start(claim));
    t.fake.onStatus = () => report(attempt, 'failed');
    expect(await settle(t.desk, attempt.id, 'poll')).toMatchObject({ state: 'failed', result: '4502' });
    t.fake.onStatus = () => report(attempt, 'paid');
    expect(await settle(t.desk, attempt.id, 'poll')).toMatchObject({ state: 'paid' });
    t.fake.onStatus = () => report(attempt, 'failed');
    expect(await settle(t.desk, attempt.id, 'poll')).toMatchObject({ state: 'paid' });
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'settled' });
  });
  it('expires only after the provider was asked, and a late success still counts', async () => {
    const claim = await t.claim();
    const attempt = attemptOf(await start(claim));
    t.clock.set('2026-11-24T09:31:00Z');
    await settle(t.desk, attempt.id, 'poll');
    expect(await stateOf(attempt.id)).toBe('open');
    t.fake.onStatus = () => report(attempt, 'pending');
    await settle(t.desk, attempt.id, 'poll');
    expect(await stateOf(attempt.id)).toBe('expired');
    t.fake.onStatus = () => report(attempt, 'paid');
    t.clock.set('2026-11-24T10:05:00Z');
    await sweep(t.desk);
    expect(await stateOf(attempt.id)).toBe('paid');
  });
  it.each([
    ['another amount', { amount: '307' }],
    ['a leading zero', { amount: '03070' }],
    ['foreign money', { currency: 'USD' }],
    ['another name', { merchantTxId: 'p-other-x' }],
  ])('%s is refused and seen', async (_what, wrong) => {
    const claim = await t.claim();
    const attempt = attemptOf(await start(claim));
    t.fake.onStatus = () => ({ ...report(attempt, 'paid'), ...wrong }) as never;
    expect(await settle(t.desk, attempt.id, 'notify')).toMatchObject({ state: 'review' });
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'due' });
    expect((await discrepancies(t.kernel.db, true)).filter(({ subject }) => subject === attempt.id)).toMatchObject([{ kind: 'mismatch' }]);
  });
  it('money for a claim that fell away is to be paid back', async () => {
    const claim = await t.claim();
    const attempt = attemptOf(await start(claim));
    await t.kernel.db.transaction().execute((tx) => releaseClaim(tx, t.kernel, claim.caseId));
    t.fake.onStatus = () => report(attempt, 'paid');
    await settle(t.desk, attempt.id, 'poll');
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'cancelled' });
    expect(await refundsOfClaim(t.kernel.db, claim.id)).toMatchObject([{ kind: 'late', amountCents: 3070 }]);
  });
  it('transferred and paid online: the second money is to be paid back', async () => {
    const claim = await t.claim();
    const attempt = attemptOf(await start(claim));
    await t.kernel.db.transaction().execute((tx) => settleClaim(tx, t.kernel, claim.caseId, null));
    t.fake.onStatus = () => report(attempt, 'paid');
    await settle(t.desk, attempt.id, 'poll');
    expect(await refundsOfClaim(t.kernel.db, claim.id)).toMatchObject([{ kind: 'overpaid' }]);
    expect(await receiptOfClaim(t.kernel.db, claim.id)).toMatchObject({ attemptId: null });
  });
  it('hours of outage later it is still asked', async () => {
    const claim = await t.claim();
    const attempt = attemptOf(await start(claim));
    for (let hour = 9; hour < 20; hour += 1) {
      t.clock.set(`2026-11-24T${String(hour).padStart(2, '0')}:59:00Z`);
      await sweep(t.desk);
    }
    expect(await stateOf(attempt.id)).toBe('open');
    t.fake.onStatus = () => report(attempt, 'paid');
    t.clock.set('2026-11-24T22:00:00Z');
    await sweep(t.desk);
    expect(await stateOf(attempt.id)).toBe('paid');
  });
});

describe('messages', () => {
  it('without a valid signature leave nothing but a count', async () => {
    t.fake.hint = undefined;
    const { rows: before } = await t.ownerPool.query('select count(*)::int as n from payments.message');
    const today = { from: t.kernel.clock.today(), to: t.kernel.clock.today() };
    const counted = (await t.kernel.indicators.sum(t.kernel.db, 'payments.forged', today, 'notify')) ?? 0;
    expect(await receiveHint(t.desk, 'notify', 'gcReference=x')).toEqual({ result: 'forged' });
    const { rows: after } = await t.ownerPool.query('select count(*)::int as n from payments.message');
    expect(after).toEqual(before);
    expect(await t.kernel.indicators.sum(t.kernel.db, 'payments.forged', today, 'notify')).toBe(counted + 1);
  });
  it.each([
    ['shifted digits', (hint: ReturnType<typeof hintOf>) => ({ ...hint, amount: '307100' })],
    ['a shifted name', (hint: ReturnType<typeof hintOf>) => ({ ...hint, merchantTxId: hint.merchantTxId.slice(0, -1) })],
    ['another reference', (hint: ReturnType<typeof hintOf>) => ({ ...hint, reference: randomUUID() })],
    ['another project', (hint: ReturnType<typeof hintOf>) => ({ ...hint, project: '99' })],
    ['other money', (hint: ReturnType<typeof hintOf>) => ({ ...hint, currency: 'CHF' })],
  ])('with %s book nothing, even though they are signed, and the provider is not even asked', async (_what, change) => {
    const claim = await t.claim();
    const attempt = attemptOf(await start(claim));
    t.fake.onStatus = () => report(attempt, 'paid');
    t.fake.hint = change(hintOf(attempt));
    const asked = t.fake.asked.length;
    expect(await receiveHint(t.desk, 'notify', 'x')).toEqual({ result: 'strange' });
    expect(t.fake.asked).toHaveLength(asked);
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'due' });
  });
  it('said a hundred times are one row and one booking', async () => {
    const claim = await t.claim();
    const attempt = attemptOf(await start(claim));
    t.fake.onStatus = () => report(attempt, 'paid');
    t.fake.hint = hintOf(attempt);
    for (let n = 0; n < 100; n += 1) expect((await receiveHint(t.desk, 'notify', 'x')).result).toBe('taken');
    const { rows } = await t.ownerPool.query('select count(*)::int as n from payments.message where attempt_id = $1', [attempt.id]);
    expect(rows[0].n).toBe(1);
  });
  it('claim success, but the provider says no: not paid', async () => {
    const claim = await t.claim();
    const attempt = attemptOf(await start(claim));
    t.fake.hint = hintOf(attempt, '4000');
    t.fake.onStatus = () => report(attempt, 'failed');
    await receiveHint(t.desk, 'redirect', 'x');
    expect(await stateOf(attempt.id)).toBe('failed');
    expect(await claimById(t.kernel.db, claim.id)).toMatchObject({ state: 'due' });
  });
});

describe('the comparison of the night', () => {
  it('finds what is booked here and not paid there, and books what was missed', async () => {
    const [booked, missed] = [await t.claim(), await t.claim()];
    const [one, two] = [attemptOf(await start(booked)), attemptOf(await start(missed))];
    t.fake.onStatus = () => report(one, 'paid');
    await settle(t.desk, one.id, 'poll');
    t.fake.onStatus = (reference) => reference === two.reference ? report(two, 'paid') : reference === one.reference ? report(one, 'failed') : { result: 'unreachable' };
    t.clock.set('2026-11-24T10:00:00Z');
    expect((await compareWithProvider(t.desk)).differences).toBeGreaterThanOrEqual(2);
    expect(await stateOf(two.id)).toBe('paid');
    expect((await discrepancies(t.kernel.db, true)).find(({ subject }) => subject === one.id)).toMatchObject({ kind: 'not_paid' });
  });
});

it('after all this the ledger balances, and nobody can bend it', async () => {
  expect((await balances(t.kernel.db)).reduce((sum, { cents }) => sum + cents, 0)).toBe(0);
  await expect(t.kernel.db.updateTable('payments.entry').set({ amount_cents: 1 }).execute()).rejects.toThrow(/permission denied/);
  await expect(t.kernel.db.insertInto('payments.entry').values({ posting_id: randomUUID(), account: 'bank', amount_cents: 5 }).execute()).rejects.toThrow(/must balance/);
});
