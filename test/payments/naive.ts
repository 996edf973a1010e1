import { buildRequest, readAnswer, readMessage, type Project } from '../../src/standards/girocheckout/index.ts';
import { createPool } from '../../src/kernel/db/db.ts';
import type { Provider } from '../../src/simulators/girocheckout/index.ts';
import type { SimulatedTime } from './clock.ts';
import type { Life } from './process.ts';
import { runCourse, type Merchant, type Setting } from './schedule.ts';

/**
 * How payments are often taken: the call first, the row afterwards; the message is believed when its hash is right; every
 * success is booked, every failure believed, nobody asks again. It goes through the same courses, to show that they can fail.
 */
export async function naiveCourse(pool: ReturnType<typeof createPool>, seed: number): Promise<string[]> {
  const project: Project = { merchantId: '1000001', projectId: '10032', passwords: ['simulation'] };
  const booked = new Map<string, { cents: number; times: number; state: 'open' | 'paid' | 'failed' }>();
  let serial = 0;
  const build = async (world: { time: () => SimulatedTime; provider: () => Provider }) => {
    const tell = async (life: Life, query: string) => {
      const read = readMessage(project, 'paypage', query);
      if (!read.ok) return 400;
      const { merchantTxId, amount, outcome } = read.hint;
      const row = await life.step(async () => booked.get(merchantTxId));
      if (!row) return 200;
      if (outcome === 'paid') await life.step(async () => void booked.set(merchantTxId, { cents: amount, times: row.times + 1, state: 'paid' }));
      else await life.step(async () => void booked.set(merchantTxId, { ...row, state: 'failed' }));
      return 200;
    };
    const merchant: Merchant = {
      async start(life) {
        serial += 1;
        const merchantTxId = `${seed}-${serial}`;
        const request = buildRequest(project, 'paypage/init', {
          merchantTxId, amount: 3070, currency: 'EUR', purpose: 'x', pagetype: 1, single: 2, test: true, successUrl: 'https://portal.example/ok', failUrl: 'https://portal.example/fail', backUrl: 'https://portal.example/', notifyUrl: 'https://portal.example/notify',
        });
        if (!request.ok) throw new Error('request');
        const response = await life.step(() => world.provider().fetch(`https://provider.example/girocheckout/api/v2/${request.path}`, { method: 'POST', body: request.body, headers: { 'content-type': request.contentType } }));
        const read = readAnswer(project, 'paypage/init', new Uint8Array(await response.arrayBuffer()), response.headers.get('hash'));
        if (!read.ok) return undefined;
        await life.step(async () => void booked.set(merchantTxId, { cents: 0, times: 0, state: 'open' }));
        return read.answer.reference;
      },
      notify: tell,
      back: async (life, query) => void (await tell(life, query)),
      look: async () => undefined,
      sweep: async () => undefined,
      release: async () => undefined,
      transfer: async () => undefined,
    };
    return { merchant, claimId: '', dueAt: async () => Number.POSITIVE_INFINITY };
  };
  const course = await runCourse({ pool } as unknown as Setting, seed, build);
  const found: string[] = [];
  for (const payment of course.provider.payments()) {
    const taken = course.provider.books.taken(payment.merchantTxId);
    const row = booked.get(payment.merchantTxId);
    if ((row?.times ?? 0) !== taken) found.push(`seed ${seed}: the provider took ${taken}, booked ${row?.times ?? 'nowhere'}`);
    else if (row && row.state === 'paid' && row.cents !== 3070) found.push(`seed ${seed}: booked ${row.cents} cents`);
    else if (row && (row.state === 'paid') !== (taken > 0)) found.push(`seed ${seed}: ${row.state}, but the provider took ${taken}`);
  }
  return found;
}
