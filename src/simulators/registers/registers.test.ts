import { afterEach, expect, it } from 'vitest';
import { startRegisterSimulator } from './index.ts';
import type { DemoPerson, RegisterData, RegisterSimulator } from './index.ts';

const home = { kind: 'main' as const, street: 'Musterstraße', houseNumber: '1', postcode: '06108', city: 'Halle (Saale)', from: '2020-01-01' };
const person = (id: string, more: Partial<DemoPerson>): DemoPerson => ({
  id, familyName: 'Probe', givenNames: 'Anna', birthDate: '1980-01-02', status: 'active', addresses: [home], vehicles: [], ...more,
});
const data: RegisterData = {
  people: [person('a', {}), person('b', { givenNames: 'Berta', birthDate: '1981-01-02', status: 'blocked' }), person('c', { givenNames: 'Cora' })],
  vehicles: [
    { plate: 'HAL-P 1E', status: 'registered', keeper: { person: 'a' } },
    { plate: 'HAL-P 2', status: 'seized', keeper: { organisation: 'Muster GmbH' } },
    { plate: 'HAL-P 3', status: 'registered', keeper: { person: 'b' } },
  ],
};

let simulator: RegisterSimulator;
afterEach(() => simulator.close());

async function ask(path: string, body: unknown, token = simulator.token) {
  const response = await fetch(new URL(path, simulator.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { result?: string; persons?: { givenNames: string }[] } };
}
const who = { office: 'amt-1', purpose: 'test', reference: 'T-1' };

it('answers like a population register', async () => {
  simulator = await startRegisterSimulator({ data });
  const find = (more: object) => ask('einwohner/abfrage', { ...who, ...more });
  expect((await find({ familyName: 'PROBE', givenNames: 'anna', birthDate: '1980-01-02' })).body).toMatchObject({ result: 'treffer', persons: [{ givenNames: 'Anna' }] });
  expect((await find({ familyName: 'Probe', birthDate: '1980-01-02' })).body.persons).toHaveLength(2);
  expect((await find({ familyName: 'Probe', birthDate: '1980-01-02', address: { street: 'Musterstr.', houseNumber: '2' } })).body.persons).toHaveLength(2);
  expect((await find({ familyName: 'Probe', birthDate: '1979-01-02' })).body).toEqual({ result: 'kein-treffer' });
  expect((await find({ familyName: 'Probe', givenNames: 'Berta', birthDate: '1981-01-02' })).body).toEqual({ result: 'sperre' });
});

it('answers like a vehicle register', async () => {
  simulator = await startRegisterSimulator({ data });
  const find = (plate: string) => ask('fahrzeuge/abfrage', { ...who, plate });
  expect((await find('hal-p 1')).body).toMatchObject({ result: 'treffer', vehicle: { status: 'zugelassen' }, keeper: { kind: 'natuerliche-person' } });
  expect((await find('HAL-P 2')).body).toMatchObject({ result: 'treffer', vehicle: { status: 'sichergestellt' }, keeper: { name: 'Muster GmbH' } });
  expect((await find('HAL-P 3')).body).toEqual({ result: 'sperre' });
  expect((await find('HAL-P 4')).body).toEqual({ result: 'kein-treffer' });
});

it('wants token, JSON, office, purpose and reference', async () => {
  simulator = await startRegisterSimulator({ data });
  expect((await ask('fahrzeuge/abfrage', { ...who, plate: 'HAL-P 1' }, 'wrong')).status).toBe(401);
  expect((await ask('fahrzeuge/abfrage', '{')).status).toBe(400);
  expect((await ask('fahrzeuge/abfrage', '[]')).status).toBe(400);
  expect((await ask('fahrzeuge/abfrage', { plate: 'HAL-P 1' })).status).toBe(422);
  expect((await ask('fahrzeuge/abfrage', who)).status).toBe(422);
  expect((await ask('einwohner/abfrage', { ...who, familyName: 'Probe' })).status).toBe(422);
  expect((await ask('anderes', who)).status).toBe(404);
  expect(simulator.log()).toEqual([]);
});

it('logs each answer and forgets it after 30 days', async () => {
  let now = new Date('2026-11-24T10:00:00Z');
  simulator = await startRegisterSimulator({ data, clock: () => now });
  await ask('fahrzeuge/abfrage', { ...who, plate: 'HAL-P 2' });
  expect(simulator.log()).toMatchObject([
    { at: '2026-11-24T10:00:00.000Z', register: 'vehicle', office: 'amt-1', purpose: 'test', reference: 'T-1', asked: { plate: 'HAL-P 2' }, answered: { result: 'treffer' } },
  ]);
  now = new Date('2026-12-25T10:00:00Z');
  expect(simulator.log()).toEqual([]);
});

it('goes down and comes back on the same port', async () => {
  simulator = await startRegisterSimulator({ data });
  await simulator.setFault({ kind: 'down' });
  await expect(fetch(simulator.url)).rejects.toThrow();
  await simulator.setFault({ kind: 'status', status: 503, times: 1 });
  expect((await fetch(simulator.url, { method: 'POST' })).status).toBe(503);
  expect((await ask('fahrzeuge/abfrage', { ...who, plate: 'HAL-P 2' })).status).toBe(200);
});
