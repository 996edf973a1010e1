import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import { createTestKernel, type TestKernel } from '../../../kernel/testing/test-kernel.ts';
import { plainDate } from '../../../kernel/time/index.ts';
import { readRegisterData, startRegisterSimulator, type RegisterSimulator } from '../../../simulators/registers/index.ts';
import { projectRoot } from '../../../kernel/root.ts';
import { directoryModule } from '../../directory/index.ts';
import { permitsModule } from '../index.ts';
import { contextFor, givePermit } from '../testing.ts';

const today = plainDate('2026-11-24');
const renewal = 'bewohnerparkausweis-verlaengern';
let world: TestKernel;
let simulator: RegisterSimulator;

beforeAll(async () => {
  simulator = await startRegisterSimulator({ data: readRegisterData(`${projectRoot}/city/halle/demo`) });
  world = await createTestKernel({ modules: [directoryModule, permitsModule], env: { STADTTOR_DEMO: 'off', REGISTERS_URL: simulator.url, REGISTERS_TOKEN: simulator.token } });
});
afterAll(async () => {
  await world.close();
  await simulator.close();
});

const subject = () => world.kernel.parts.getSubject('permit.holder');

describe('permit.holder', () => {
  it('lists and loads what the account holds, and nobody else’s', async () => {
    const account = uuidv7();
    const permit = await givePermit(world.kernel, { until: '2026-12-06', accountId: account });
    expect(await subject().listFor(world.kernel.db, account)).toEqual([{ ref: permit.id, label: `HAL-LS 90 · Klaustorvorstadt · ${permit.number}`, hint: { key: 'permits.subject.valid_until', params: { until: '06.12.2026' } } }]);
    expect(await subject().listFor(world.kernel.db, uuidv7())).toEqual([]);
    const values = (await subject().load(world.kernel.db, permit.id))!;
    expect(values).toEqual({ number: permit.number, plate: 'HAL-LS 90', area: 'klaustorvorstadt', area_name: 'Klaustorvorstadt', valid_until: '2026-12-06', holder_name: 'Lena Marie Sommer', street: 'Mansfelder Straße', house_number: '17', postcode: '06108', city: 'Halle (Saale)' });
    expect(subject().nameOf(values)).toBe(`HAL-LS 90 · ${permit.number}`);
    expect(Object.keys(values).sort()).toEqual(Object.keys(subject().fields).sort());
    expect(await subject().load(world.kernel.db, uuidv7())).toBeUndefined();
  });
  it('opens with number and code as people type them, and with nothing less', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    const other = await givePermit(world.kernel, { until: '2026-12-06' });
    const redeem = (number: string, code: string) => subject().redeem(world.kernel.db, number, code);
    expect(await redeem(permit.number, permit.code)).toBe(permit.id);
    expect(await redeem(permit.number.toLowerCase().replaceAll('-', ' '), permit.code.toLowerCase().replace('-', ''))).toBe(permit.id);
    for (const [number, code] of [[permit.number, other.code], [other.number, permit.code], [permit.number, ''], ['', permit.code], ['PA20-000001-0', permit.code], ['x'.repeat(10_000), 'y'.repeat(10_000)]] as const) {
      expect(await redeem(number, code)).toBeUndefined();
    }
  });
  it('keeps no code, only its keyed hash', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-12-06' });
    const { rows } = await world.ownerPool.query('select * from permits.access_code where permit_id = $1', [permit.id]);
    expect(JSON.stringify(rows)).not.toContain(permit.code.replace('-', ''));
    expect(JSON.stringify(rows)).not.toContain(permit.code);
  });
  it.each([
    ['2026-12-25', 'permits.refuse.too_early', { until: '25.12.2026', from: '25.11.2026' }],
    ['2026-12-24', undefined, undefined],
    ['2026-08-24', undefined, undefined],
    ['2026-08-23', 'permits.refuse.too_late', { until: '23.08.2026', last: '23.11.2026' }],
  ])('renewal of a permit until %s: %s', async (until, key, params) => {
    const permit = await givePermit(world.kernel, { until });
    expect(await subject().refuse(world.kernel.db, permit.id, renewal, today)).toEqual(key ? { key, params } : undefined);
  });
  it('refuses a revoked one, one that is gone, and a replacement for one not in force', async () => {
    const revoked = await givePermit(world.kernel, { until: '2026-12-06', revokedOn: '2026-11-01' });
    const ended = await givePermit(world.kernel, { until: '2026-11-20' });
    const refuse = async (ref: string, service: string) => (await subject().refuse(world.kernel.db, ref, service, today))?.key;
    expect(await refuse(revoked.id, renewal)).toBe('permits.refuse.revoked');
    expect(await refuse(uuidv7(), renewal)).toBe('permits.refuse.gone');
    expect(await refuse(ended.id, 'bewohnerparkausweis-ersatz')).toBe('permits.refuse.not_in_force');
    expect(await refuse(ended.id, renewal)).toBeUndefined();
  });
});

describe('checks', () => {
  const lena = { family_name: 'Sommer', given_names: 'Lena', birth_date: '1990-05-14', street: 'Mansfelder Str.', house_number: '17', postcode: '06108', city: 'Halle' };
  const check = (name: string) => world.kernel.parts.getCheck(name);

  it('permit.current computes the new term and the gap', async () => {
    const permit = await givePermit(world.kernel, { until: '2026-11-10' });
    expect(await check('permit.current').run(contextFor(today), { number: permit.number })).toEqual({
      result: 'ok', outputs: { number: permit.number, area: 'klaustorvorstadt', area_name: 'Klaustorvorstadt', plate: 'HAL-LS 90', valid_until: '2026-11-10', new_from: '2026-11-24', new_until: '2027-11-23', gap_days: 13 },
    });
  });
  it('permit.current tells nothing about a permit that was not opened', async () => {
    const mine = await givePermit(world.kernel, { until: '2026-12-06' });
    const other = await givePermit(world.kernel, { until: '2026-12-06' });
    expect(await check('permit.current').run(contextFor(today, { subjectRef: mine.id }), { number: other.number })).toEqual({ result: 'doubt', reasons: ['not_found'], outputs: {} });
  });
  it('declare every output they give, and a text for every reason of their own', async () => {
    const names = ['permit.current', 'permit.applicant', 'permit.none_yet', 'resident.confirmed', 'vehicle.keeper'];
    const translate = world.kernel.i18n;
    for (const reason of names.flatMap((name) => check(name).reasons)) {
      const key = reason.startsWith('registers.') ? reason : `permits.reason.${reason}`;
      expect([key, translate.has('de', key), translate.has('en', key)]).toEqual([key, true, true]);
    }
  });
  it('have a word for every value a clerk sees of them', () => {
    const values = ['permit.current', 'permit.applicant', 'permit.none_yet', 'resident.confirmed', 'vehicle.keeper'].map(check).flatMap(({ inputs, outputs }) => [...Object.keys(inputs), ...Object.keys(outputs)]);
    const keys = [...values, ...['registered', 'deregistered', 'seized', 'unknown'].map((status) => `status.${status}`)].map((name) => `permits.value.${name}`);
    expect(keys.filter((key) => !world.kernel.i18n.has('de', key) || !world.kernel.i18n.has('en', key))).toEqual([]);
  });
  it('ask no register without a date of birth or a name: that could never be answered', async () => {
    const before = simulator.requests();
    for (const change of [{ birth_date: '' }, { birth_date: 'gestern' }, { family_name: ' ', given_names: '' }]) {
      expect(await check('resident.confirmed').run(contextFor(today), { ...lena, ...change })).toMatchObject({ result: 'doubt', reasons: ['registers.not_found'] });
    }
    expect(simulator.requests()).toBe(before);
  });
  it('permit.none_yet finds a permit in force by plate, account or name however written, and no ended one', async () => {
    const account = uuidv7();
    const holder = { familyName: 'van Einzig', givenNames: 'Ottilie Maria' };
    const street = { street: 'Mansfelder Straße', house_number: '17' };
    await givePermit(world.kernel, { until: '2026-12-06', plate: 'HAL-OE 1', accountId: account, holder });
    await givePermit(world.kernel, { until: '2026-11-23', plate: 'HAL-OE 2', holder: { familyName: 'Vorbei', givenNames: 'Vera' } });
    await givePermit(world.kernel, { until: '2026-12-06', plate: 'HAL-OE 3', revokedOn: '2026-11-01', holder: { familyName: 'Widerruf', givenNames: 'Willi' } });
    const ask = async (inputs: Record<string, string>, more = {}) => {
      const outcome = await check('permit.none_yet').run(contextFor(today, more), { plate: 'HAL-ZY 9', family_name: 'Niemand', given_names: 'Nora', ...street, ...inputs });
      return outcome.result === 'doubt' ? outcome.reasons : [outcome.result];
    };
    expect(await ask({})).toEqual(['ok']);
    expect(await ask({ plate: 'hal oe 1' })).toEqual(['plate_has_permit']);
    expect(await ask({}, { accountId: account })).toEqual(['person_has_permit']);
    expect(await ask({ family_name: 'Van Einzig', given_names: 'Ottilie', house_number: '99' }), 'same name, moved').toEqual(['person_has_permit']);
    expect(await ask({ family_name: 'v. Einzig', given_names: 'Ottilie' }), 'written otherwise, same address').toEqual(['person_has_permit']);
    expect(await ask({ plate: 'HAL-OE 2', family_name: 'Vorbei', given_names: 'Vera' })).toEqual(['ok']);
    expect(await ask({ plate: 'HAL-OE 3', family_name: 'Widerruf', given_names: 'Willi' })).toEqual(['ok']);
  });
  it('resident.confirmed names the area of the register’s address', async () => {
    expect(await check('resident.confirmed').run(contextFor(today), lena)).toEqual({ result: 'ok', outputs: { area: 'klaustorvorstadt', area_name: 'Klaustorvorstadt', main_residence: true } });
  });
  it('wait for a register that is down, and go on when it is back', async () => {
    for (const fault of [{ kind: 'down' }, { kind: 'status', status: 503 }, { kind: 'no_json' }] as const) {
      const own = await createTestKernel({ modules: [directoryModule, permitsModule], env: { STADTTOR_DEMO: 'off', REGISTERS_URL: simulator.url, REGISTERS_TOKEN: simulator.token } });
      try {
        await simulator.setFault(fault);
        expect(await own.kernel.parts.getCheck('resident.confirmed').run(contextFor(today), lena)).toEqual({ result: 'unavailable', neighbour: 'permits.neighbour.population' });
        expect(await own.kernel.parts.getCheck('vehicle.keeper').run(contextFor(today), { ...lena, plate: 'HAL-LS 90' })).toEqual({ result: 'unavailable', neighbour: 'permits.neighbour.vehicle' });
        await simulator.setFault({ kind: 'none' });
        expect(await own.kernel.parts.getCheck('vehicle.keeper').run(contextFor(today), { ...lena, plate: 'HAL-LS 90' })).toEqual({ result: 'ok', outputs: { status: 'registered' } });
      } finally {
        await simulator.setFault({ kind: 'none' });
        await own.close();
      }
    }
  });
  it('wait too when no register is configured', async () => {
    const own = await createTestKernel({ modules: [directoryModule, permitsModule], env: { STADTTOR_DEMO: 'off' } });
    expect(await own.kernel.parts.getCheck('resident.confirmed').run(contextFor(today), lena)).toMatchObject({ result: 'unavailable' });
    await own.close();
  });
});
