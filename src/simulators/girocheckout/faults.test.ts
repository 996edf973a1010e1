import { describe, expect, it } from 'vitest';
import { sameAsStored } from '../../standards/girocheckout/index.ts';
import { readFaults, type Fault } from './index.ts';
import { merchant } from './merchant.testing.ts';

const hour = 3_600_000;
const stored = (reference: string) => ({ reference, merchantTxId: 'p-1-x', amount: 3070, currency: 'EUR' });
const results = (told: ReturnType<typeof merchant>['told']) => told.map(({ read }) => (read.ok ? read.hint.resultPayment : read.key.slice(19)));

describe('faults of a call', () => {
  it.each<[Fault['kind'], boolean]>([['reset_before', false], ['reset_after', true], ['cut_off', true]])('%s: no answer; carried out: %s', async (kind, done) => {
    const { provider, open } = merchant([{ kind, call: 'paypage/init', times: 1 }]);
    await expect(open()).rejects.toThrow('fetch failed');
    expect(provider.payments()).toHaveLength(done ? 1 : 0);
    if (done) await expect(open()).rejects.toThrow('4503');
    else await open();
  });
  it('a refund whose answer is lost has happened all the same', async () => {
    const { provider, ask, open } = merchant([{ kind: 'reset_after', call: 'transaction/refund' }]);
    const reference = await open();
    provider.act(reference, 'pay');
    await expect(ask('transaction/refund:paypage', { merchantTxId: 'r-1-x', amount: 70, currency: 'EUR', reference })).rejects.toThrow('fetch failed');
    expect(provider.books.held('p-1-x')).toBe(3000);
  });
  it('status: nothing happened, and nothing to read', async () => {
    const { provider, open } = merchant([{ kind: 'status', status: 502 }]);
    await expect(open()).rejects.toThrow('hash_missing');
    expect(provider.payments()).toHaveLength(0);
  });
  it.each<[Fault['kind'], string]>([['wrong_hash', 'girocheckout.error.hash'], ['no_hash', 'girocheckout.error.hash_missing']])('%s is noticed', async (kind, key) => {
    const { ask } = merchant([{ kind }]);
    expect(await ask('paypage/projects', {})).toEqual({ ok: false, key });
  });
  it('slow takes the world\'s time; silent only ends with the patience of the one who asks', async () => {
    const { world, provider } = merchant([{ kind: 'slow', ms: 9_000, times: 1 }, { kind: 'silent', times: 1, call: 'transaction/status' }]);
    let answered = false;
    const slow = provider.fetch('https://p.example/girocheckout/api/v2/paypage/projects', { method: 'POST' }).then(() => (answered = true));
    await world.advance(8_999);
    expect(answered).toBe(false);
    await world.advance(1);
    await slow;
    const patience = new AbortController();
    const silent = provider.fetch('https://p.example/girocheckout/api/v2/transaction/status', { method: 'POST', signal: patience.signal });
    patience.abort(new Error('enough'));
    await expect(silent).rejects.toThrow('enough');
  });
});

describe('faults of a notify', () => {
  const pay = async (...faults: Fault[]) => {
    const there = merchant(faults);
    const reference = await there.open();
    there.provider.act(reference, 'pay');
    await there.world.advance(48 * hour);
    return { ...there, reference };
  };
  it('lost: never comes', async () => expect((await pay({ kind: 'lost' })).told).toEqual([]));
  it('late: comes hours later', async () => {
    const { told, world } = await pay({ kind: 'late', ms: 5 * hour });
    expect(world.now() - (told[0]?.at ?? 0)).toBeLessThanOrEqual(43 * hour);
  });
  it('doubled: comes as often as said, each the same', async () => {
    const { told } = await pay({ kind: 'doubled', count: 5 });
    expect(told).toHaveLength(5);
    expect(new Set(told.map(({ url }) => url)).size).toBe(1);
  });
  it('reordered: the failure is told after the success', async () => {
    const { world, provider, told, open } = merchant([{ kind: 'reordered', times: 1, ms: hour }], { notifyDelay: [10, 10] });
    const reference = await open();
    provider.act(reference, 'cancel');
    await world.advance(60_000);
    expect(told).toEqual([]);
    provider.act(reference, 'pay');
    await world.advance(60_000);
    expect(results(told)).toEqual(['4000', '4502']);
  });
  it('forged: every kind of forgery is caught by hash, canon or what was stored', async () => {
    const caught = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const { world, provider, told, open } = merchant([{ kind: 'forged' }], { seed });
      const reference = await open();
      provider.act(reference, seed % 2 ? 'pay' : 'cancel');
      await world.advance(10_000);
      const verdicts = told.map(({ read }) => {
        if (!read.ok) return read.key;
        const compared = sameAsStored(read.hint, stored(reference));
        return compared.ok ? 'genuine' : `stored ${compared.field}`;
      });
      expect(verdicts.filter((verdict) => verdict === 'genuine')).toHaveLength(1);
      for (const verdict of verdicts) caught.add(verdict);
    }
    expect([...caught].sort()).toEqual(['genuine', 'girocheckout.error.hash', 'girocheckout.error.not_canonical', 'stored amount', 'stored merchantTxId']);
  });
  it('old_password: signed with the one before, which a careful merchant still knows', async () => {
    const { world, provider, project, told, open } = merchant([{ kind: 'old_password', times: 1 }]);
    const reference = await open();
    provider.rotate('10032', 'fresh');
    provider.act(reference, 'pay');
    await world.advance(10_000);
    expect(project.passwords).toEqual(['simulation']);
    expect(results(told)).toEqual(['4000']);
  });
});

describe('faults of a payment', () => {
  it('late_success: failed, then paid after all, told and booked once', async () => {
    const { world, provider, told, ask, open } = merchant([{ kind: 'late_success', ms: 3 * hour, payment: 'p-1-x' }]);
    const reference = await open();
    provider.act(reference, 'time_out');
    await world.advance(2 * hour);
    expect(provider.books.taken('p-1-x')).toBe(0);
    expect(await ask('transaction/status', { reference })).toMatchObject({ answer: { outcome: 'failed' } });
    await world.advance(2 * hour);
    expect(results(told)).toEqual(['4501', '4000']);
    expect(await ask('transaction/status', { reference })).toMatchObject({ answer: { outcome: 'paid' } });
    expect(provider.books.taken('p-1-x')).toBe(1);
  });
  it('late_success never pays a page twice', async () => {
    const { world, provider, open } = merchant([{ kind: 'late_success', ms: hour / 4 }]);
    const reference = await open();
    for (const doing of ['cancel', 'reject', 'pay'] as const) provider.act(reference, doing);
    await world.advance(24 * hour);
    expect(provider.books.taken('p-1-x')).toBe(1);
  });
  it('status_lags: paid and told, but status does not know yet', async () => {
    const { world, provider, told, ask, open } = merchant([{ kind: 'status_lags', ms: 600_000 }]);
    const reference = await open();
    provider.act(reference, 'pay');
    await world.advance(10_000);
    expect(results(told)).toEqual(['4000']);
    expect(await ask('transaction/status', { reference })).toMatchObject({ answer: { outcome: 'pending', amount: 3070 } });
    await world.advance(600_000);
    expect(await ask('transaction/status', { reference })).toMatchObject({ answer: { outcome: 'paid' } });
  });
  it.each<[Fault['kind'], string]>([['odd_amount', 'amount'], ['odd_currency', 'currency']])('%s: the provider itself says another %s', async (kind, field) => {
    const { world, provider, told, ask, open } = merchant([{ kind }]);
    const reference = await open();
    provider.act(reference, 'pay');
    await world.advance(10_000);
    const [status, read] = [await ask('transaction/status', { reference }), told[0]?.read];
    expect(status.ok && sameAsStored(status.answer, stored(reference))).toMatchObject({ ok: false, field });
    expect(read?.ok && sameAsStored(read.hint, stored(reference))).toMatchObject({ ok: false, field });
  });
  it('rejects: a refund is answered, and not paid out', async () => {
    const { provider, ask, open } = merchant([{ kind: 'rejects', call: 'transaction/refund' }]);
    const reference = await open();
    provider.act(reference, 'pay');
    expect(await ask('transaction/refund:paypage', { merchantTxId: 'r-1-x', amount: 70, currency: 'EUR', reference })).toMatchObject({ ok: true, answer: { outcome: 'failed' } });
    expect(provider.books.held('p-1-x')).toBe(3070);
  });
  it('early: a message arrives before the answer that names its reference', async () => {
    const { world, told, open } = merchant([{ kind: 'early' }, { kind: 'slow', ms: 20_000, call: 'paypage/init' }]);
    const opening = open();
    await world.advance(10_000);
    expect(results(told)).toEqual(['4500']);
    await world.advance(10_000);
    expect(await opening).toBe(told[0]?.read.ok && told[0].read.hint.reference);
  });
});

describe('faults', () => {
  it('strike as often as said, only where said, by chance from the seed', async () => {
    const { provider, ask } = merchant([{ kind: 'no_hash', times: 2 }, { kind: 'wrong_hash', call: 'transaction/void' }]);
    const ok = async () => (await ask('paypage/projects', {})).ok;
    expect([await ok(), await ok(), await ok()]).toEqual([false, false, true]);
    expect(provider.faults.list()).toEqual([{ kind: 'wrong_hash', call: 'transaction/void' }]);
    provider.faults.add({ kind: 'no_hash', chance: 0.5 }, { kind: 'lost', payment: 'p-9-x' });
    let struck = 0;
    for (let i = 0; i < 200; i++) if (!(await ok())) struck += 1;
    expect(struck).toBeGreaterThan(70);
    expect(struck).toBeLessThan(130);
    provider.faults.clear('p-9-x');
    expect(provider.faults.list()).toHaveLength(2);
    provider.faults.clear();
    expect(provider.faults.list()).toEqual([]);
  });
  it('from outside are read strictly', () => {
    expect(readFaults({ kind: 'late', ms: [1, 2], chance: 0.5 })).toHaveLength(1);
    for (const wrong of [null, 'late', {}, { kind: 'x' }, { kind: 'late', ms: -1 }, { kind: 'late', chance: 2 }, { kind: 'late', times: 0 }, { kind: 'late', extra: 1 }, [{ kind: 'late' }, 1]]) expect(readFaults(wrong)).toBeNull();
  });
});
