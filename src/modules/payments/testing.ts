import { randomUUID } from 'node:crypto';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { uuidv7 } from '../../kernel/ids/index.ts';
import { plainDate } from '../../kernel/time/index.ts';
import { directoryModule } from '../directory/index.ts';
import { createClaim } from './claims.ts';
import type { Desk } from './desk.ts';
import { createPaymentsModule } from './index.ts';
import type { Hint, Order, PageProvider, RefundOrder, RefundResult, StartResult, StatusReport } from './providers/provider.ts';
import { claimById, type StoredClaim } from './store/claims.ts';

/** A provider whose answers the test writes itself; every call is kept. */
export interface FakeProvider extends PageProvider {
  orders: Order[];
  refunds: RefundOrder[];
  asked: string[];
  onStart(order: Order): StartResult | Promise<StartResult>;
  onStatus(reference: string): StatusReport | Promise<StatusReport>;
  onRefund(order: RefundOrder): RefundResult | Promise<RefundResult>;
  hint: Hint | undefined;
}

export function fakeProvider(): FakeProvider {
  const byReference = new Map<string, Order>();
  const fake: FakeProvider = {
    key: 'girocheckout',
    project: '1234',
    origins: ['https://pay.example'],
    orders: [],
    refunds: [],
    asked: [],
    hint: undefined,
    onStart: (order) => {
      const reference = randomUUID();
      byReference.set(reference, order);
      return { result: 'open', reference, pageUrl: `https://pay.example/${reference}` };
    },
    onStatus: () => ({ result: 'unreachable' }),
    onRefund: () => ({ result: 'done', reference: randomUUID() }),
    methods: async () => [{ code: '11', name: 'Kreditkarte' }, { code: '40', name: 'Wero' }],
    async start(order) {
      fake.orders.push(order);
      return fake.onStart(order);
    },
    async status({ reference }) {
      fake.asked.push(reference);
      return fake.onStatus(reference);
    },
    async refund(order) {
      fake.refunds.push(order);
      return fake.onRefund(order);
    },
    readHint: () => fake.hint,
  };
  return fake;
}

/** The provider's word on an order, as it would report it. */
export function report(order: { merchantTxId: string; amountCents: number }, outcome: 'paid' | 'failed' | 'pending', code = { paid: '4000', failed: '4502', pending: '4500' }[outcome]): StatusReport {
  return { result: 'known', outcome, code, merchantTxId: order.merchantTxId, amount: String(order.amountCents), currency: 'EUR' };
}

export interface PaymentsTest extends TestKernel {
  fake: FakeProvider;
  desk: Desk;
  claim(options?: { dueOn?: string | null; amountCents?: number; accountId?: string }): Promise<StoredClaim>;
}

export async function createPaymentsTest(provider?: (kernel: TestKernel['kernel']) => PageProvider): Promise<PaymentsTest> {
  const fake = fakeProvider();
  const t = await createTestKernel({ modules: [directoryModule, createPaymentsModule(provider ?? (() => fake))] });
  await t.start();
  let serial = 0;
  return {
    ...t,
    fake,
    desk: { kernel: t.kernel, provider: provider ? provider(t.kernel) : fake },
    async claim({ dueOn = '2026-12-08', amountCents = 3070, accountId } = {}) {
      serial += 1;
      const made = await t.kernel.db.transaction().execute((tx) => createClaim(tx, t.kernel, {
        caseId: uuidv7(), caseNumber: `V26-${String(serial).padStart(6, '0')}-1`, accountId: accountId ?? null, amountCents, purpose: 'Probe', amountLabel: 'normal', legalSource: 'Testsatzung', assumption: true, assignment: { psp: '1.11.1', account: '431100' }, pricedOn: plainDate('2026-11-24'), dueOn: dueOn === null ? null : plainDate(dueOn),
      }));
      return (await claimById(t.kernel.db, made!.id))!;
    },
  };
}
