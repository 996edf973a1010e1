import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../kernel/root.ts';
import { readRegisterData, startRegisterSimulator } from '../../simulators/registers/index.ts';
import type { RegisterSimulator } from '../../simulators/registers/index.ts';
import { confirmKeeper, confirmResident, populationRegister, vehicleRegister } from './index.ts';
import type { PopulationRegister, VehicleRegister } from './index.ts';

const folder = join(projectRoot, 'city', 'halle', 'demo');
const data = readRegisterData(folder);

/** The hand-written table: what people type, and what must come out. */
function readTable(): Record<string, string>[] {
  const lines = readFileSync(join(folder, 'outcomes.csv'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const [head = '', ...rows] = lines;
  const names = head.split(';');
  return rows.map((row) => {
    const cells = row.split(';');
    if (cells.length !== names.length) throw new Error(`outcomes.csv: ${cells.length} columns in "${row}"`);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

const table = readTable();
const context = { purpose: 'test.outcomes', reference: 'T-1' };
let simulator: RegisterSimulator;
let population: PopulationRegister;
let vehicles: VehicleRegister;

beforeAll(async () => {
  simulator = await startRegisterSimulator({ data });
  const config = { url: simulator.url, token: simulator.token, office: 'test' };
  population = populationRegister(config);
  vehicles = vehicleRegister(config);
});
afterAll(() => simulator.close());

function claimOf(row: Record<string, string>) {
  const { givenNames = '', familyName = '', birthDate = '', street = '', houseNumber = '', postcode = '', city = '' } = row;
  return { name: { givenNames, familyName }, birthDate, address: { street, houseNumber, postcode, city } };
}

const keys = (reasons = '') => reasons.split(' ').filter(Boolean).map((reason) => `registers.${reason}`);

describe('outcome table', () => {
  it.each(table.map((row) => [row['id'], row['case'], row] as const))('%s %s: resident', async (_id, _case, row) => {
    const { result, ...rest } = await confirmResident(population, claimOf(row), context);
    expect({ result, reasons: 'reasons' in rest ? rest.reasons : [] }).toEqual({ result: row['resident'], reasons: keys(row['residentReasons']) });
  });
  it.each(table.filter((row) => row['keeper']).map((row) => [row['id'], row['case'], row] as const))('%s %s: keeper', async (_id, _case, row) => {
    const { name, birthDate } = claimOf(row);
    const { result, ...rest } = await confirmKeeper(vehicles, { plate: row['plate'] ?? '', person: { name, birthDate } }, context);
    expect({ result, reasons: 'reasons' in rest ? rest.reasons : [] }).toEqual({ result: row['keeper'], reasons: keys(row['keeperReasons']) });
  });
  it('holds every person of the hand-written core that is a special case, and at least 60 people', () => {
    const inTable = new Set(table.map((row) => row['id']).filter(Boolean));
    const core = data.people.filter(({ id }) => id.startsWith('p')).map(({ id }) => id);
    expect(core.filter((id) => !inTable.has(id))).toEqual([]);
    expect(inTable.size).toBeGreaterThanOrEqual(60);
  });
});

describe('the plain many', () => {
  const plain = data.people.filter(({ id }) => id.startsWith('g'));
  it('are confirmed where they live, with the car they keep; the others fall out by their status', async () => {
    const wrong: string[] = [];
    for (const person of plain) {
      const old = person.addresses.find(({ to }) => to !== undefined);
      const main = person.addresses.find(({ to }) => to === undefined);
      if (!main) throw new Error(`${person.id} lives nowhere`);
      const { givenNames = '', familyName = '', birthDate, status } = person;
      const name = { givenNames, familyName };
      const resident = await confirmResident(population, { name, birthDate, address: main }, context);
      const expected = status === 'active' ? 'confirmed' : `registers.${status}`;
      if ((resident.result === 'doubt' ? resident.reasons.join() : resident.result) !== expected) wrong.push(`${person.id} ${expected}`);
      if (status === 'active' && old) {
        const moved = await confirmResident(population, { name, birthDate, address: old }, context);
        if (moved.result !== 'doubt' || moved.reasons.join() !== 'registers.moved_within_city') wrong.push(`${person.id} old address`);
      }
      for (const plate of person.vehicles) {
        const keeper = await confirmKeeper(vehicles, { plate, person: { name, birthDate } }, context);
        const keeperExpected = status === 'blocked' ? 'doubt' : 'confirmed';
        if (keeper.result !== keeperExpected) wrong.push(`${person.id} ${plate}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(plain.length).toBeGreaterThan(200);
  });
});

describe('demo registers', () => {
  it('are about 300 people, marked as invented, exactly what the script writes', () => {
    expect(data.people).toHaveLength(300);
    for (const file of ['people.json', 'vehicles.json']) expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toMatchObject({ demo: true });
    execFileSync(process.execPath, [join(projectRoot, 'scripts', 'make-demo-registers.mjs'), '--check'], { stdio: 'pipe' });
  });
  it('logged every question with office and purpose', () => {
    expect(simulator.log().length).toBeGreaterThan(table.length);
    for (const entry of simulator.log()) expect(entry).toMatchObject({ office: 'test', purpose: 'test.outcomes', reference: 'T-1' });
  });
});
