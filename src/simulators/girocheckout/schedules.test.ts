import { describe, expect, it } from 'vitest';
import { sameAsStored } from '../../standards/girocheckout/index.ts';
import { callFaults, notifyFaults, payerActs, paymentFaults, type Fault } from './index.ts';
import { merchant } from './merchant.testing.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Everything goes wrong at times. What the provider itself may claim wrongly is another test's matter. */
const storm: Fault[] = [...callFaults, ...notifyFaults, ...paymentFaults].filter((kind) => kind !== 'odd_amount' && kind !== 'odd_currency' && kind !== 'silent').map((kind) => ({ kind, chance: 0.15 }));

/** One payment under the storm: what the books say, what believing each message would have booked, what asking in the end says. */
async function schedule(seed: number) {
  const { world, provider, told, ask, open } = merchant(storm, { seed, pageTimeout: hour / 2 });
  const opening = open().catch(() => null);
  await world.advance(hour / 60);
  const reference = (await opening) ?? provider.payments()[0]?.reference ?? null;
  if (reference !== null) {
    for (let i = 0; i < 3; i++) {
      provider.act(reference, payerActs[Math.floor(world.random() * payerActs.length)] ?? 'pay');
      await world.advance(world.random() * 900_000);
    }
  }
  await world.advance(2 * day);
  const naive = told.filter(({ url }) => new URL(url).searchParams.get('gcResultPayment') === '4000').length;
  const hashOnly = told.filter(({ read }) => read.ok && read.hint.outcome === 'paid').reduce((sum, { read }) => sum + (read.ok ? read.hint.amount : 0), 0);
  let certain: 'paid' | 'failed' | null = reference === null ? 'failed' : null;
  for (let tries = 0; certain === null && tries < 100; tries++) {
    const asking = ask('transaction/status', { reference: reference ?? '' }).catch(() => null);
    await world.advance(hour);
    const read = await asking;
    if (!read?.ok || !sameAsStored(read.answer, { reference, merchantTxId: 'p-1-x', amount: 3070, currency: 'EUR' }).ok) continue;
    if (read.answer.outcome === 'paid' || read.answer.outcome === 'failed') certain = read.answer.outcome;
  }
  return { reference, course: told.map(({ at, url }) => `${at} ${url}`).join('\n'), taken: provider.books.taken('p-1-x'), naive, hashOnly, certain };
}

describe('seeded schedules', () => {
  it('one seed, one course', async () => {
    const [first, again, other] = [await schedule(7), await schedule(7), await schedule(8)];
    expect(again).toEqual(first);
    expect(other.reference).not.toBe(first.reference);
  });

  it('who asks in the end is always right; who believes messages is often wrong', { timeout: 60_000 }, async () => {
    let [paid, naiveWrong, hashOnlyWrong] = [0, 0, 0];
    for (let seed = 1; seed <= 150; seed++) {
      const { taken, naive, hashOnly, certain } = await schedule(seed);
      expect(certain, `seed ${seed}`).toBe(taken === 1 ? 'paid' : 'failed');
      paid += taken;
      if (naive !== taken) naiveWrong += 1;
      if (hashOnly !== taken * 3070) hashOnlyWrong += 1;
    }
    expect(paid).toBeGreaterThan(20);
    expect(naiveWrong).toBeGreaterThan(10);
    expect(hashOnlyWrong).toBeGreaterThan(10);
  });
});
