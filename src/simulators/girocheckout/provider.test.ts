import { describe, expect, it } from 'vitest';
import { buildRequest, readMessage, sameAsStored } from '../../standards/girocheckout/index.ts';
import { merchant, page } from './merchant.testing.ts';

const hour = 3_600_000;
const stored = (reference: string) => ({ reference, merchantTxId: 'p-1-x', amount: 3070, currency: 'EUR' });

describe('the simulated provider and the codec understand each other', () => {
  it('page, payment, redirect, notify, status', async () => {
    const { world, provider, project, told, ask, open } = merchant();
    const reference = await open();
    expect(await ask('transaction/status', { reference })).toMatchObject({ ok: true, answer: { outcome: 'pending' } });
    const done = provider.act(reference, 'pay', '10011');
    expect(done.ok && done.redirect).toMatch(/^https:\/\/portal\.example\/ok\?a=1&gcPaymethod=11&gcType=SALE&gcProjectId=10011&/);
    const redirect = readMessage(project, 'paypage', new URL(done.ok ? (done.redirect ?? '') : '').search);
    await world.advance(hour);
    expect(told).toHaveLength(1);
    expect(told[0]?.read).toEqual(redirect);
    expect(redirect.ok && sameAsStored(redirect.hint, stored(reference))).toEqual({ ok: true });
    const status = await ask('transaction/status', { reference });
    expect(status).toMatchObject({ ok: true, answer: { outcome: 'paid' } });
    expect(status.ok && sameAsStored(status.answer, stored(reference))).toEqual({ ok: true });
    expect(provider.books.entries()).toMatchObject([{ kind: 'sale', reference, merchantTxId: 'p-1-x', kassenzeichen: '4200000000061', amount: 3070, paymethod: 'creditcard' }]);
  });

  it.each([['reject', '4900', 'fail'], ['cancel', '4502', 'fail'], ['unknown', '4500', 'fail']] as const)('%s ends with %s', async (doing, result, where) => {
    const { world, provider, told, open } = merchant();
    const reference = await open();
    const done = provider.act(reference, doing);
    expect(done.ok && done.redirect).toContain(`portal.example/${where}?`);
    await world.advance(5_000);
    expect(told.map(({ read }) => read.ok && read.hint.resultPayment)).toEqual([result]);
    expect(provider.books.entries()).toEqual([]);
  });

  it('an undecided bank decides within the hour, and says so', async () => {
    const { world, provider, told, open } = merchant([], { pageTimeout: 9 * hour });
    provider.act(await open(), 'unknown');
    await world.advance(2 * hour);
    expect(told.map(({ read }) => read.ok && read.hint.outcome)).toEqual(['pending', expect.stringMatching(/paid|failed/)]);
  });

  it('back and a closed window decide nothing; then time runs out', async () => {
    const { world, provider, told, open } = merchant();
    const reference = await open();
    expect(provider.act(reference, 'back')).toEqual({ ok: true, redirect: 'https://portal.example/back' });
    await world.advance(hour);
    expect(told.map(({ read }) => read.ok && read.hint.resultPayment)).toEqual(['4501']);
    expect(provider.act(reference, 'pay')).toEqual({ ok: false, reason: 'closed' });
  });

  it('a page with single 2 is paid once, after any number of tries', async () => {
    const { provider, open } = merchant();
    const reference = await open();
    provider.act(reference, 'cancel');
    provider.act(reference, 'reject');
    expect(provider.act(reference, 'pay').ok).toBe(true);
    expect(provider.act(reference, 'pay')).toEqual({ ok: false, reason: 'closed' });
    expect(provider.books.taken('p-1-x')).toBe(1);
  });

  it('refunds in parts and never more than was paid', async () => {
    const { provider, ask, open } = merchant();
    const reference = await open();
    const refund = (merchantTxId: string, amount: number) => ask('transaction/refund:paypage', { merchantTxId, amount, currency: 'EUR', purpose: 'Teil', reference });
    expect(await refund('r-0-x', 100)).toMatchObject({ ok: false, rc: '5086' });
    provider.act(reference, 'pay');
    const first = await refund('r-1-x', 1000);
    expect(first).toMatchObject({ ok: true, answer: { referenceParent: reference, merchantTxId: 'r-1-x', amount: 1000, outcome: 'paid' } });
    expect(await refund('r-1-x', 1000)).toMatchObject({ ok: false, rc: '4503' });
    expect(await refund('r-2-x', 2071)).toMatchObject({ ok: false, rc: '5030' });
    expect(await refund('r-3-x', 2070)).toMatchObject({ ok: true });
    expect(provider.books.held('p-1-x')).toBe(0);
    expect(await ask('transaction/status', { reference: first.ok ? first.answer.reference : '' })).toMatchObject({ ok: true, answer: { merchantTxId: 'r-1-x', amount: 1000, outcome: 'paid' } });
    expect(await ask('transaction/void', { merchantTxId: 'v-1-x', reference })).toMatchObject({ ok: false, rc: '5086' });
  });

  it('reserves, captures, and drops', async () => {
    const { provider, ask, open } = merchant();
    const reference = await open({ type: 'AUTH' });
    provider.act(reference, 'pay');
    expect(provider.books.held('p-1-x')).toBe(0);
    expect(await ask('transaction/capture:paypage', { merchantTxId: 'c-1-x', amount: 3000, currency: 'EUR', reference })).toMatchObject({ ok: true });
    expect(await ask('transaction/capture:paypage', { merchantTxId: 'c-2-x', amount: 70, currency: 'EUR', reference })).toMatchObject({ ok: false, rc: '5086' });
    expect(provider.books.held('p-1-x')).toBe(3000);
    const other = await open({ merchantTxId: 'p-2-x' });
    provider.act(other, 'pay');
    expect(await ask('transaction/void', { merchantTxId: 'v-1-x', reference: other })).toMatchObject({ ok: true });
    expect(provider.books.held('p-2-x')).toBe(0);
  });

  it('single methods, direct debit without a page, and what is on offer', async () => {
    const { provider, project, ask } = merchant();
    const wero = { ...project, projectId: '10040' };
    const start = await ask('transaction/start:redirect', { merchantTxId: 'w-1-x', amount: 10, currency: 'EUR', purpose: 'Test', urlRedirect: 'https://portal.example/r', urlNotify: 'https://portal.example/n' }, wero);
    const done = provider.act(start.ok ? start.answer.reference : '', 'pay');
    const url = new URL(done.ok ? (done.redirect ?? '') : '');
    expect(readMessage(wero, 'single', url.search)).toMatchObject({ ok: true, hint: { amount: 10, outcome: 'paid' } });
    const debit = (merchantTxId: string, iban: string) => ask('transaction/payment:directdebit', { merchantTxId, amount: 100_000_000, currency: 'EUR', purpose: 'Test', iban, accountHolder: 'Anna Probe' }, { ...project, projectId: '10006' });
    expect(await debit('d-1-x', 'DE87123456781234567890')).toMatchObject({ ok: true, answer: { outcome: 'paid' } });
    expect(await debit('d-2-x', 'DE23690516200012345600')).toMatchObject({ ok: false, rc: '5027' });
    expect(provider.books.held('d-1-x')).toBe(100_000_000);
    const projects = await ask('paypage/projects', {});
    expect(projects.ok && projects.answer.projects.map(({ name, paymethod }) => `${name} ${paymethod}`)).toEqual(['Wero 40', 'Kreditkarte 11', 'PayPal 14', 'Lastschrift 6', 'Direktüberweisung 37']);
  });

  it('refuses what is wrong, signed where it knows with what', async () => {
    const { project, ask, open } = merchant();
    expect(await ask('transaction/status', { reference: '6d2d31b6-c23f-47c4-8f6c-1a0495f35f0f' })).toMatchObject({ rc: '5034', signed: true });
    expect(await ask('transaction/status', { reference: 'x' }, { ...project, passwords: ['wrong', 'simulation'] })).toMatchObject({ rc: '5002', signed: true });
    expect(await ask('transaction/status', { reference: 'x' }, { ...project, merchantId: '9' })).toMatchObject({ rc: '5000', signed: false });
    expect(await ask('transaction/status', { reference: 'x' }, { ...project, projectId: '9' })).toMatchObject({ rc: '5001', signed: false });
    await open();
    await expect(open()).rejects.toThrow('4503');
    await expect(open({ merchantTxId: 'p-2-x', currency: 'CHF' })).rejects.toThrow('5033');
    await expect(open({ merchantTxId: 'p-2-x', paymethods: ['Wero'] })).rejects.toThrow('5097');
  });

  it('refuses a call with any changed character of a hashed value', async () => {
    const { provider, project } = merchant();
    const request = buildRequest(project, 'paypage/init', page);
    if (!request.ok) throw new Error('not built');
    const hashed = request.fields.findIndex(([name]) => name === 'hash');
    for (const [at, [name, value]] of request.fields.slice(0, hashed + 1).entries()) {
      for (let i = 0; i < value.length; i++) {
        const changed = value.slice(0, i) + (value[i] === '7' ? '8' : '7') + value.slice(i + 1);
        const body = new URLSearchParams(request.fields.with(at, [name, changed])).toString();
        const answer = provider.call(request.path, request.contentType, Buffer.from(body)).answer;
        // another project of the merchant may exist: then it is one that knows no pages
        expect(JSON.parse(String(answer?.body)), `${name} ${changed}`).toMatchObject({ reference: null, rc: expect.toSatisfy((rc) => ({ merchantId: /^5000$/, projectId: /^500[14]$/ }[name] ?? /^5002$/).test(String(rc))) });
      }
    }
    expect(provider.payments()).toEqual([]);
  });

  it('lets a password be changed in operation', async () => {
    const { provider, project, ask } = merchant();
    provider.rotate('10032', 'fresh');
    for (const passwords of [['simulation'], ['fresh', 'simulation']] as [string, ...string[]][]) expect((await ask('paypage/projects', {}, { ...project, passwords })).ok).toBe(true);
    provider.rotate('10032', 'fresher');
    expect(await ask('paypage/projects', {}, { ...project, passwords: ['simulation', 'fresher'] })).toMatchObject({ rc: '5002' });
  });
});

describe('notify', () => {
  it('is repeated every half hour, ten times at most', async () => {
    const { world, provider, told, answers, open } = merchant();
    for (let i = 0; i < 20; i++) answers.push(() => { if (i % 2) throw new TypeError('fetch failed'); return 503; });
    provider.act(await open(), 'pay');
    await world.advance(24 * hour);
    expect(told).toHaveLength(11);
    expect(new Set(told.slice(1).map(({ at }, i) => at - (told[i]?.at ?? 0)))).toEqual(new Set([hour / 2]));
    expect(new Set(told.map(({ url }) => url)).size).toBe(1);
  });

  it.each([200, 400])('ends with %i', async (status) => {
    const { world, provider, told, answers, open } = merchant();
    answers.push(() => 500, () => status);
    provider.act(await open(), 'pay');
    await world.advance(24 * hour);
    expect(told).toHaveLength(2);
  });
});
