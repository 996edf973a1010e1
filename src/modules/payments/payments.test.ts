import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../kernel/ids/index.ts';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { plainDate } from '../../kernel/time/index.ts';
import { claimForCase, createClaim, makeDue, paymentsModule, releaseClaim, settleClaim, type Claim } from './index.ts';

let t: TestKernel;
const settled: string[] = [];
beforeAll(async () => {
  t = await createTestKernel({ modules: [paymentsModule] });
  t.kernel.events.on<{ caseId: string }>('payments.settled', 'test', async ({ caseId }) => void settled.push(caseId));
}, 60_000);
afterAll(() => t.close());

let serial = 0;
const inTx = <R>(work: Parameters<ReturnType<TestKernel['kernel']['db']['transaction']>['execute']>[0] extends (tx: infer Tx) => unknown ? (tx: Tx) => Promise<R> : never) => t.kernel.db.transaction().execute(work);

async function claim(dueOn: string | null, amountCents = 3070): Promise<{ caseId: string; claim: Claim | undefined }> {
  const caseId = uuidv7();
  serial += 1;
  const made = await inTx((tx) => createClaim(tx, t.kernel, {
    caseId, caseNumber: `V26-${String(serial).padStart(6, '0')}-1`, accountId: uuidv7(), amountCents, purpose: 'Probe', amountLabel: 'normal', legalSource: 'Testsatzung', assumption: true, assignment: {}, pricedOn: plainDate('2026-11-24'), dueOn: dueOn === null ? null : plainDate(dueOn),
  }));
  return { caseId, claim: made };
}

describe('claims', () => {
  it('are read back as they were written', async () => {
    const { caseId, claim: made } = await claim('2026-12-08');
    expect(await claimForCase(t.kernel.db, caseId)).toMatchObject({ ...made, state: 'due', dueOn: '2026-12-08', amountCents: 3070 });
    expect(made?.reference).toMatch(/^RF\d\dV26\d{6}1$/);
  });
  it('exist once per case, and not at all for nothing', async () => {
    expect((await claim('2026-12-08', 0)).claim).toBeUndefined();
    const { caseId } = await claim(null);
    await expect(inTx((tx) => createClaim(tx, t.kernel, { caseId, caseNumber: 'V26-999999-1', accountId: null, amountCents: 1, purpose: '', amountLabel: '', legalSource: '', assumption: false, assignment: {}, pricedOn: plainDate('2026-11-24'), dueOn: null }))).rejects.toThrow();
  });
  it('are settled once by two at the same time, told once', async () => {
    const { caseId } = await claim('2026-12-08');
    const results = await Promise.all([1, 2, 3].map(() => inTx((tx) => settleClaim(tx, t.kernel, caseId, null))));
    expect(results.filter(Boolean)).toHaveLength(1);
    await t.work();
    expect(settled.filter((id) => id === caseId)).toHaveLength(1);
  });
  it('fall due with the decision, not before, and cannot be settled until then', async () => {
    const { caseId } = await claim(null);
    expect(await inTx((tx) => settleClaim(tx, t.kernel, caseId, null))).toBeUndefined();
    await inTx((tx) => makeDue(tx, t.kernel, caseId, plainDate('2027-01-04')));
    expect(await claimForCase(t.kernel.db, caseId)).toMatchObject({ state: 'due', dueOn: '2027-01-04' });
    expect(await inTx((tx) => makeDue(tx, t.kernel, caseId, plainDate('2027-02-01')))).toBeUndefined();
  });
  it('fall away when unpaid, and are to be paid back when paid', async () => {
    const open = await claim('2026-12-08');
    await inTx((tx) => releaseClaim(tx, t.kernel, open.caseId));
    expect(await claimForCase(t.kernel.db, open.caseId)).toMatchObject({ state: 'cancelled' });
    const paid = await claim('2026-12-08');
    await inTx((tx) => settleClaim(tx, t.kernel, paid.caseId, null));
    await inTx((tx) => releaseClaim(tx, t.kernel, paid.caseId));
    expect(await claimForCase(t.kernel.db, paid.caseId)).toMatchObject({ state: 'refund_due', dueOn: '2026-12-08' });
  });
  it('keep their history from the application', async () => {
    const { claim: made } = await claim('2026-12-08');
    await expect(t.kernel.db.deleteFrom('payments.claim_event').where('claim_id', '=', made!.id).execute()).rejects.toThrow(/permission denied/);
  });
});
