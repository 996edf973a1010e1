import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { citizenId, clerk, createCasesTest, ok, otherCitizenId, type CasesTest } from './cases.testing.ts';
import { outputsOf } from './context.ts';
import type { CheckRun } from './store-file.ts';
import { decideCase } from './use-cases/decide-case.ts';
import { withdrawCase } from './use-cases/withdraw-case.ts';

let t: CasesTest;
beforeAll(async () => {
  t = await createCasesTest();
}, 120_000);
afterAll(() => t.close());

const upkeep = async () => {
  await t.kernel.jobs.enqueue(t.kernel.db, 'cases.upkeep', {});
  await t.workAll();
};
const kept = async (id: string) => Number((await t.ownerPool.query('select count(*) as n from cases.submission where case_id = $1', [id])).rows[0].n) === 1;
const retainUntil = async (id: string) => (await t.ownerPool.query('select retain_until::text as day from cases.case where id = $1', [id])).rows[0].day as string | null;

describe('the years of the filing plan', () => {
  it('count from the end of the year in which the case ended, however it ended; nothing goes a day early', async () => {
    t.clock.set('2026-11-24T09:00:00Z');
    const granted = await t.submit();
    const withdrawn = await t.submit({ service: 'probe-vorher' });
    await t.workAll();
    t.probe.answer = () => ({ result: 'doubt', reasons: ['strange'], outputs: { code: 'C', good: true } });
    const [rejected, open] = [await t.submit(), await t.submit()];
    await t.workAll();
    t.probe.answer = () => ok;
    await withdrawCase(t.kernel, { caseId: withdrawn, viewer: { principal: { kind: 'citizen', id: citizenId, name: 'Lena' } } });
    t.clock.set('2027-01-04T09:00:00Z');
    expect(await decideCase(t.kernel, clerk, { caseId: rejected, outcome: 'rejected', reasons: 'Zu jung.' })).toEqual({ ok: true });
    await t.workAll();
    expect(await Promise.all([granted, withdrawn, rejected, open].map(retainUntil))).toEqual(['2028-12-31', '2028-12-31', '2029-12-31', null]);
    t.clock.set('2028-12-31T12:00:00Z');
    await upkeep();
    expect(await Promise.all([granted, withdrawn, rejected, open].map(kept))).toEqual([true, true, true, true]);
    t.clock.set('2029-01-01T12:00:00Z');
    await upkeep();
    expect(await Promise.all([granted, withdrawn, rejected, open].map(kept))).toEqual([false, false, true, true]);
    t.clock.set('2030-01-01T12:00:00Z');
    await upkeep();
    expect(await Promise.all([rejected, open].map(kept))).toEqual([false, true]);
    t.clock.set('2026-11-24T09:00:00Z');
  });
});

describe('privacy', () => {
  it('exports a person’s own cases and nothing of anybody else’s', async () => {
    const [mine, his, nobodys] = [await t.submit(), await t.submit({ accountId: otherCitizenId }), await t.submit({ accountId: null })];
    await t.workAll();
    const numbers = await Promise.all([mine, his, nobodys].map(async (id) => (await t.file(id)).number));
    const exported = JSON.stringify((await t.kernel.privacy.exportAll(t.kernel.db, citizenId))['cases']);
    expect(numbers.map((number) => exported.includes(number))).toEqual([true, false, false]);
  });
});

describe('what the checks found', () => {
  const run = (round: number, checkId: string, result: CheckRun['result'], found: Record<string, string> = {}): CheckRun => ({ id: `${round}${checkId}`, round, position: 0, checkId, use: 'x', result, reasons: [], neighbour: null, inputs: {}, outputs: found, at: new Date() });
  it('counts from the latest round only: an older answer of a register never decides', () => {
    expect(outputsOf([])).toEqual({});
    expect(outputsOf([run(2, 'a', 'ok', { v: 'old' }), run(2, 'b', 'ok', { v: 'old' }), run(5, 'a', 'doubt', { v: 'new' }), run(5, 'b', 'skipped'), run(5, 'c', 'unavailable')])).toEqual({ a: { v: 'new' } });
  });
});
