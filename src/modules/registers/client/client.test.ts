import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRegisterSimulator } from '../../../simulators/registers/index.ts';
import type { Fault, RegisterSimulator } from '../../../simulators/registers/index.ts';
import { populationRegister, vehicleRegister } from '../index.ts';
import type { Attempt, RegisterConfig } from '../index.ts';

const secretName = 'Geheimnisvoll';
const context = { purpose: 'test.client', reference: 'T-1' };
const query = { name: { familyName: secretName, givenNames: 'Vera' }, birthDate: '1980-01-02' };

let simulator: RegisterSimulator;
let attempts: Attempt[] = [];

beforeAll(async () => {
  const address = { kind: 'main' as const, street: 'Musterstraße', houseNumber: '1', postcode: '06108', city: 'Halle (Saale)', from: '2020-01-01' };
  simulator = await startRegisterSimulator({
    data: {
      people: [{ id: 'a', familyName: secretName, givenNames: 'Vera', birthDate: '1980-01-02', status: 'active', addresses: [address], vehicles: ['HAL-V 1'] }],
      vehicles: [{ plate: 'HAL-V 1', status: 'registered', keeper: { person: 'a' } }],
    },
  });
});
afterAll(() => simulator.close());
afterEach(async () => {
  attempts = [];
  await simulator.setFault({ kind: 'none' });
});

function client(more: Partial<RegisterConfig> = {}) {
  const config: RegisterConfig = {
    url: simulator.url, token: simulator.token, office: 'amt-1', timeoutMs: 250, retryWaitMs: 5, onAttempt: (attempt) => attempts.push(attempt), ...more,
  };
  return { population: populationRegister(config), vehicles: vehicleRegister(config) };
}

describe('register clients', () => {
  it('read what the registers answer', async () => {
    const { population, vehicles } = client();
    expect(await population.find(query, context)).toMatchObject({
      kind: 'found', person: { familyName: secretName, status: 'active', residences: [{ kind: 'main', street: 'Musterstraße', from: '2020-01-01' }] },
    });
    expect(await population.find({ ...query, birthDate: '1980-01-03' }, context)).toEqual({ kind: 'none' });
    expect(await vehicles.find('HAL-V 1', context)).toMatchObject({ kind: 'found', vehicle: { status: 'registered', keeper: { kind: 'person', birthDate: '1980-01-02' } } });
    expect(await vehicles.find('HAL-V 2', context)).toEqual({ kind: 'none' });
    expect(simulator.log().at(-1)).toMatchObject({ office: 'amt-1', purpose: 'test.client', reference: 'T-1', asked: { plate: 'HAL-V 2' } });
  });

  it('work below a path', async () => {
    const { population } = client({ url: new URL('unterpfad/', simulator.url).href });
    expect(await population.find(query, context)).toEqual({ kind: 'unavailable', reason: 'refused' });
  });

  it.each<[string, Fault, string, number]>([
    ['down', { kind: 'down' }, 'unreachable', 2],
    ['hanging up', { kind: 'hang_up' }, 'unreachable', 2],
    ['silent', { kind: 'silent' }, 'timeout', 2],
    ['too slow', { kind: 'slow', ms: 2000 }, 'timeout', 2],
    ['503', { kind: 'status', status: 503 }, 'server_error', 2],
    ['500', { kind: 'status', status: 500 }, 'server_error', 2],
    ['429', { kind: 'status', status: 429 }, 'rate_limited', 1],
    ['403', { kind: 'status', status: 403 }, 'unauthorised', 1],
    ['404', { kind: 'status', status: 404 }, 'refused', 1],
    ['wrong JSON', { kind: 'wrong_json' }, 'bad_answer', 1],
    ['no JSON', { kind: 'no_json' }, 'bad_answer', 1],
    ['broken off', { kind: 'cut_off' }, 'unreachable', 2],
    ['endless', { kind: 'endless' }, 'bad_answer', 1],
    ['redirecting', { kind: 'redirect', to: 'http://127.0.0.1:9/' }, 'unreachable', 2],
  ])('answer unavailable when the register is %s', async (_name, fault, reason, tries) => {
    await simulator.setFault(fault);
    const { population } = client();
    expect(await population.find(query, context)).toEqual({ kind: 'unavailable', reason });
    expect(attempts.map(({ outcome }) => outcome)).toEqual(Array<string>(tries).fill(reason));
  });

  const anna = { familyName: 'A', birthDate: '1980-01-02', status: 'aktiv', residences: [] };
  it.each<[string, unknown]>([
    ['a hit without a person', { result: 'treffer', persons: [] }],
    ['a hit with two people', { result: 'treffer', persons: [anna, anna] }],
    ['several hits with one person', { result: 'mehrere-treffer', persons: [anna] }],
    ['a status nobody agreed on', { result: 'treffer', persons: [{ ...anna, status: 'unbekannt' }] }],
    ['a date of another calendar', { result: 'treffer', persons: [{ ...anna, birthDate: '2.1.1980' }] }],
    ['a name as long as a book', { result: 'treffer', persons: [{ ...anna, familyName: 'x'.repeat(301) }] }],
    ['a result of another interface', { result: 'ok' }],
    ['nothing', null],
  ])('take %s for no answer: nobody is confirmed or refused by it', async (_name, body) => {
    const { population } = client({ fetch: async () => new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } }) });
    expect(await population.find(query, context)).toEqual({ kind: 'unavailable', reason: 'bad_answer' });
  });

  it.each<[string, Fault]>([
    ['hang-up', { kind: 'hang_up', times: 1 }],
    ['503', { kind: 'status', status: 503, times: 1 }],
    ['silence', { kind: 'silent', times: 1 }],
  ])('get over one %s by asking again', async (_name, fault) => {
    await simulator.setFault(fault);
    expect(await client().population.find(query, context)).toMatchObject({ kind: 'found' });
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('are unavailable with a wrong token', async () => {
    expect(await client({ token: 'wrong' }).vehicles.find('HAL-V 1', context)).toEqual({ kind: 'unavailable', reason: 'unauthorised' });
  });

  it('never carry the question or the token to another address', async () => {
    const stranger = await startRegisterSimulator({ data: { people: [], vehicles: [] } });
    await simulator.setFault({ kind: 'redirect', to: new URL('einwohner/abfrage', stranger.url).href });
    expect(await client().population.find(query, context)).toEqual({ kind: 'unavailable', reason: 'unreachable' });
    expect(stranger.requests()).toBe(0);
    await stranger.close();
  });

  it('wait longer than once and at most twice the configured time before asking again', async () => {
    await simulator.setFault({ kind: 'hang_up', times: 1 });
    const started = performance.now();
    await client({ retryWaitMs: 40, random: () => 0.5 }).population.find(query, context);
    expect(performance.now() - started).toBeGreaterThanOrEqual(58);
  });

  it('stop asking a dead register, then try once, and go on when it lives', async () => {
    let now = 0;
    await simulator.setFault({ kind: 'status', status: 429 });
    const { population } = client({ now: () => now, breaker: { failures: 3, openMs: 1000 } });
    const find = async () => {
      const answer = await population.find(query, context);
      return answer.kind === 'unavailable' ? answer.reason : answer.kind;
    };
    expect([await find(), await find(), await find(), await find()]).toEqual(['rate_limited', 'rate_limited', 'rate_limited', 'circuit_open']);
    const before = simulator.requests();
    expect(await find()).toBe('circuit_open');
    expect(simulator.requests()).toBe(before);
    now = 1000;
    expect(await Promise.all([find(), find()])).toEqual(['rate_limited', 'circuit_open']);
    expect(await find()).toBe('circuit_open');
    await simulator.setFault({ kind: 'none' });
    now = 2000;
    expect([await find(), await find()]).toEqual(['found', 'found']);
  });

  it('tell the log nothing about the person, whatever happens', async () => {
    const { population, vehicles } = client();
    for (const fault of [{ kind: 'none' }, { kind: 'hang_up' }, { kind: 'wrong_json' }, { kind: 'no_json' }] as const) {
      await simulator.setFault(fault);
      await population.find(query, context);
      await vehicles.find('HAL-V 1', context);
    }
    const told = JSON.stringify(attempts);
    expect(attempts.length).toBeGreaterThan(8);
    for (const secret of [secretName, 'Vera', '1980', 'HAL-V']) expect(told).not.toContain(secret);
  });
});
