import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../kernel/ids/index.ts';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { plainDate } from '../../kernel/time/index.ts';
import { claimForCase, createClaim, makeDue, paymentsModule, releaseClaim, settleClaim, type Claim } from './index.ts';

let t: TestKernel;
beforeAll(async () => {
  t = await createTestKernel({ modules: [paymentsModule] });
}, 60_000);
afterAll(() => t.close());

let serial = 700;

async function claim(dueOn: string | null, accountId = uuidv7()): Promise<{ caseId: string; accountId: string; claim: Claim }> {
  const caseId = uuidv7();
  serial += 1;
  const made = await t.kernel.db.transaction().execute((tx) => createClaim(tx, t.kernel, {
    caseId, caseNumber: `V26-${String(serial).padStart(6, '0')}-1`, accountId, amountCents: 3070, purpose: `Zweck ${serial}`, amountLabel: 'normal', legalSource: 'Testsatzung', assumption: true, assignment: {}, pricedOn: plainDate('2026-11-24'), dueOn: dueOn === null ? null : plainDate(dueOn),
  }));
  return { caseId, accountId, claim: made! };
}
const settle = (caseId: string, actor: string | null = null) => t.kernel.db.transaction().execute((tx) => settleClaim(tx, t.kernel, caseId, actor));
const release = (caseId: string) => t.kernel.db.transaction().execute((tx) => releaseClaim(tx, t.kernel, caseId));
const events = async (claimId: string) => (await t.ownerPool.query('select seq, kind, actor_id from payments.claim_event where claim_id = $1 order by seq', [claimId])).rows;

describe('the life of a claim', () => {
  it('begins announced where the fee comes with the decision, due where it comes before', async () => {
    expect((await claim(null)).claim).toMatchObject({ state: 'announced', dueOn: null });
    expect((await claim('2026-12-08')).claim).toMatchObject({ state: 'due', dueOn: '2026-12-08' });
  });

  it('ends with cancelling: nothing is due, paid or paid back afterwards', async () => {
    const { caseId, claim: made } = await claim('2026-12-08');
    await release(caseId);
    expect(await settle(caseId)).toBeUndefined();
    expect(await release(caseId)).toBeUndefined();
    expect(await t.kernel.db.transaction().execute((tx) => makeDue(tx, t.kernel, caseId, plainDate('2027-01-01')))).toBeUndefined();
    expect((await claimForCase(t.kernel.db, caseId))?.state).toBe('cancelled');
    expect((await events(made.id)).map(({ kind }) => kind)).toEqual(['due', 'cancelled']);
  });

  it('is paid back once', async () => {
    const { caseId, claim: made } = await claim('2026-12-08');
    await settle(caseId);
    await Promise.all([release(caseId), release(caseId), release(caseId)]);
    expect((await events(made.id)).map(({ kind }) => kind)).toEqual(['due', 'settled', 'refund_due']);
  });

  it('keeps who noted the payment', async () => {
    const [{ caseId, claim: made }, clerk] = [await claim('2026-12-08'), uuidv7()];
    await settle(caseId, clerk);
    expect((await events(made.id)).at(-1)).toEqual({ seq: 2, kind: 'settled', actor_id: clerk });
  });
});

describe('privacy', () => {
  it('shows a person their own claims, unties them at erasure, and touches nobody else’s', async () => {
    const [mine, other] = [await claim('2026-12-08'), await claim('2026-12-08')];
    const part = t.kernel.privacy.parts().find(({ module }) => module === 'payments')!;
    const exported = JSON.stringify(await part.export(t.kernel.db, mine.accountId));
    expect(exported).toContain(mine.claim.reference);
    expect(exported).not.toContain(other.claim.reference);
    expect(await t.kernel.db.transaction().execute((tx) => part.erase(tx, mine.accountId))).toEqual({ kept: ['payments.privacy.kept'] });
    const owners = await t.ownerPool.query('select id, account_id from payments.claim where id = any($1)', [[mine.claim.id, other.claim.id]]);
    expect(Object.fromEntries(owners.rows.map((row) => [row.id, row.account_id]))).toEqual({ [mine.claim.id]: null, [other.claim.id]: other.accountId });
    expect(await t.kernel.db.transaction().execute((tx) => part.erase(tx, uuidv7()))).toEqual({ kept: [] });
  });
});
