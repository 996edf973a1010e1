import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { PartContext, PartValues } from '../../../kernel/parts/parts.ts';
import { createTestKernel, type TestKernel } from '../../../kernel/testing/test-kernel.ts';
import { addDays, addMonths, plainDate, type PlainDate } from '../../../kernel/time/index.ts';
import { directoryModule } from '../../directory/index.ts';
import { permitState } from '../domain/terms.ts';
import { permitsModule } from '../index.ts';
import { permitById, permitByNumber, permitByToken } from '../store.ts';
import { contextFor, givePermit } from '../testing.ts';

const today = plainDate('2026-11-24');
const account = '00000000-0000-7000-8000-000000000001';
let world: TestKernel;

beforeAll(async () => {
  world = await createTestKernel({ modules: [directoryModule, permitsModule], env: { STADTTOR_DEMO: 'off' } });
});
afterAll(() => world.close());

const apply = (name: string, context: PartContext, inputs: PartValues) =>
  world.kernel.db.transaction().execute((tx) => world.kernel.parts.getEffect(name).apply(tx, context, inputs));
const subject = () => world.kernel.parts.getSubject('permit.holder');
const termsOf = async (id: string) => (await permitById(world.kernel.db, id))!.terms;
const applicant = { family_name: 'Sommer', given_names: 'Lena', street: 'Mansfelder Straße', house_number: '17', plate: 'hal ls 90', area: 'klaustorvorstadt' };

describe('permit.extend', () => {
  it('appends a term the day after the last one and gives a code that opens the permit', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    const out = await apply('permit.extend', contextFor(today), { number: permit.number, from: '2026-12-07', until: '2027-12-06' });
    expect(out).toMatchObject({ permit_number: permit.number, valid_from: '2026-12-07', valid_until: '2027-12-06', gap_days: 0 });
    expect((await termsOf(permit.id)).map(({ kind, from, until }) => ({ kind, from, until })).at(-1)).toEqual({ kind: 'extension', from: '2026-12-07', until: '2027-12-06' });
    expect(await subject().redeem(world.kernel.db, permit.number, out['access_code'] as string)).toBe(permit.id);
    expect(await subject().redeem(world.kernel.db, permit.number, permit.code), 'code of the letter before').toBeUndefined();
  });
  it('never begins in the past: decided after it was checked, it begins on the day of decision', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-11-20' });
    const out = await apply('permit.extend', contextFor(plainDate('2026-12-01')), { number: permit.number, from: '2026-11-24', until: '2027-11-23' });
    expect(out).toMatchObject({ valid_from: '2026-12-01', valid_until: '2027-11-30', gap_days: 10 });
    expect((await termsOf(permit.id)).at(-1)!.from).toBe('2026-12-01');
  });
  it('does not renew twice what two cases asked for: the second is checked again', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    const inputs = { number: permit.number, from: '2026-12-07', until: '2027-12-06' };
    const both = await Promise.allSettled([apply('permit.extend', contextFor(today), inputs), apply('permit.extend', contextFor(today), inputs)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'PERMIT_TERM_TAKEN' } });
    expect(await termsOf(permit.id)).toHaveLength(2);
    expect(await world.kernel.parts.getCheck('permit.current').run(contextFor(today), { number: permit.number })).toMatchObject({ result: 'doubt', reasons: ['too_early'] });
  });
  it.each([
    ['PERMIT_UNKNOWN', 'PA20-000001-0', undefined],
    ['PERMIT_REVOKED', undefined, '2026-11-01'],
  ] as const)('refuses with %s', async (code, number, revokedOn) => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06', ...(revokedOn ? { revokedOn } : {}) });
    await expect(apply('permit.extend', contextFor(today), { number: number ?? permit.number, from: '2026-12-07', until: '2027-12-06' })).rejects.toMatchObject({ code });
  });
  it('touches the permit that was opened and no other, whatever number is sent', async () => {
    const mine = await givePermit(world.kernel, { until: '2026-12-06' });
    const other = await givePermit(world.kernel, { until: '2026-12-06' });
    await expect(apply('permit.extend', contextFor(today, { subjectRef: mine.id }), { number: other.number, from: '2026-12-07', until: '2027-12-06' })).rejects.toMatchObject({ code: 'PERMIT_UNKNOWN' });
  });
});

describe('applied again after a kill', () => {
  it('commits once and answers the same, however often and at whatever point it broke off', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('kill', 'commit'), { minLength: 1, maxLength: 6 }), fc.constantFrom('permit.extend', 'permit.issue', 'permit.replace'), async (attempts, name) => {
      const late = name === 'permit.extend';
      const permit = await givePermit(world.kernel, { until: late ? '2026-11-20' : '2026-12-06' });
      const context = contextFor(today, { accountId: account });
      const inputs: Record<string, PartValues> = {
        'permit.extend': { number: permit.number, from: '2026-11-24', until: '2027-11-23' },
        'permit.issue': applicant,
        'permit.replace': { number: permit.number, reason: 'verloren' },
      };
      const answers: PartValues[] = [];
      for (const attempt of attempts) {
        // a killed process leaves an open transaction, which PostgreSQL rolls back
        const run = world.kernel.db.transaction().execute(async (tx) => {
          const out = await world.kernel.parts.getEffect(name).apply(tx, context, inputs[name]!);
          if (attempt === 'kill') throw new Error('killed');
          return out;
        });
        const out = await run.catch(() => undefined);
        if (out) answers.push(out);
      }
      const count = Number((await world.ownerPool.query('select count(*) from permits.term where case_id = $1', [context.caseId])).rows[0].count);
      expect(count).toBe(attempts.includes('commit') ? 1 : 0);
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBeLessThanOrEqual(1);
      for (const answer of answers) expect(answer['gap_days']).toBe(late ? 3 : 0);
    }), { numRuns: 25 });
  });
  it('is done once by sixteen workers at a time', async () => {
    const context = contextFor(today, { accountId: account });
    const answers = await Promise.all(Array.from({ length: 16 }, () => apply('permit.issue', context, applicant)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(Number((await world.ownerPool.query('select count(*) from permits.term where case_id = $1', [context.caseId])).rows[0].count)).toBe(1);
  });
});

describe('permit.issue', () => {
  it('gives number, plate and a year from the day of decision, to the account', async () => {
    const out = await apply('permit.issue', contextFor(today, { accountId: account }), applicant);
    const permit = (await permitByNumber(world.kernel.db, out['permit_number'] as string))!;
    expect(out).toMatchObject({ permit_number: expect.stringMatching(/^PA26-\d{6}-\d$/), valid_until: '2027-11-23' });
    expect(permit).toMatchObject({ plate: 'HAL-LS 90', area: 'klaustorvorstadt', accountId: account, holder: { familyName: 'Sommer' } });
    expect(await subject().belongsTo(world.kernel.db, permit.id, account)).toBe(true);
    expect(await subject().belongsTo(world.kernel.db, permit.id, uuidv7())).toBe(false);
  });
  it.each([['PERMIT_PLATE', { plate: 'mein Auto' }], ['PERMIT_AREA', { area: 'anderswo' }]])('refuses with %s', async (code, change) => {
    await expect(apply('permit.issue', contextFor(today), { ...applicant, ...change })).rejects.toMatchObject({ code });
  });
});

describe('permit.replace', () => {
  it('keeps number and end, and makes the lost document worthless', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    const out = await apply('permit.replace', contextFor(today), { number: permit.number, reason: 'verloren' });
    expect(out).toMatchObject({ permit_number: permit.number, valid_from: '2026-11-24', valid_until: '2026-12-06', gap_days: 0 });
    expect(await permitByToken(world.kernel.db, permit.token)).toBeUndefined();
    expect(permitState((await permitById(world.kernel.db, permit.id))!, today)).toBe('valid');
  });
  it('is only for a permit in force', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-11-01' });
    await expect(apply('permit.replace', contextFor(today), { number: permit.number, reason: 'verloren' })).rejects.toMatchObject({ code: 'PERMIT_NOT_IN_FORCE' });
  });
});

describe('a chain of renewals', () => {
  it('leaves terms that never overlap and never begin in the past', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: -30, max: 85 }), { minLength: 1, maxLength: 5 }), async (shifts) => {
      const permit = await givePermit(world.kernel, { until: '2026-12-06' });
      let expiry: PlainDate = plainDate('2026-12-06');
      for (const shift of shifts) {
        const day = addDays(expiry, shift);
        const check = await world.kernel.parts.getCheck('permit.current').run(contextFor(day), { number: permit.number });
        if (check.result !== 'ok') throw new Error(`not open ${shift}`);
        const out = await apply('permit.extend', contextFor(day), { number: permit.number, from: check.outputs['new_from']!, until: check.outputs['new_until']! });
        expect(out['valid_until']).toBe(check.outputs['new_until']);
        expiry = plainDate(out['valid_until'] as string);
      }
      const terms = await termsOf(permit.id);
      for (const [at, term] of terms.entries()) if (at > 0) expect(term.from > terms[at - 1]!.until).toBe(true);
    }), { numRuns: 15 });
  });
  it('closes three months after the end', () => {
    expect(addMonths(plainDate('2026-12-06'), 3)).toBe('2027-03-06');
  });
});
