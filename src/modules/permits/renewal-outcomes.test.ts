import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../kernel/root.ts';
import { createTestKernel, type TestKernel } from '../../kernel/testing/test-kernel.ts';
import { addDays, plainDate } from '../../kernel/time/index.ts';
import { readRegisterData, startRegisterSimulator, type RegisterSimulator } from '../../simulators/registers/index.ts';
import { directoryModule } from '../directory/index.ts';
import { permitsModule } from './index.ts';
import { contextFor, givePermit } from './testing.ts';

const folder = join(projectRoot, 'city', 'halle', 'demo');
const today = plainDate('2026-11-24');

/** The hand-written table: what people type when they renew, and what must come out. */
function readTable(): Record<string, string>[] {
  const lines = readFileSync(join(folder, 'renewal-outcomes.csv'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const [head = '', ...rows] = lines;
  const names = head.split(';');
  return rows.map((row) => {
    const cells = row.split(';');
    if (cells.length !== names.length) throw new Error(`renewal-outcomes.csv: ${cells.length} columns in "${row}"`);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

const table = readTable();
const { people } = readRegisterData(folder);
let world: TestKernel;
let simulator: RegisterSimulator;

beforeAll(async () => {
  simulator = await startRegisterSimulator({ data: readRegisterData(folder) });
  world = await createTestKernel({ modules: [directoryModule, permitsModule], env: { STADTTOR_DEMO: 'off', REGISTERS_URL: simulator.url, REGISTERS_TOKEN: simulator.token } });
});
afterAll(async () => {
  await world.close();
  await simulator.close();
});

/** The name the permit was granted to: the register's, of the row's person or of who holds it instead. */
function holderOf(row: Record<string, string>): { familyName: string; givenNames: string } {
  const person = people.find(({ id }) => id === (row['holder'] || row['id']));
  return { familyName: person?.familyName ?? row['familyName']!, givenNames: person?.givenNames ?? (person ? '' : row['givenNames']!) };
}

/** The renewal's four checks in the package's order, as the engine runs them, through the registry and over HTTP. */
async function renew(row: Record<string, string>): Promise<{ outcome: string; reasons: string[] }> {
  const { parts } = world.kernel;
  const [, days, revoked] = /^(-?\d+)(r?)$/.exec(row['permitDays']!) ?? [];
  const permit = days === undefined ? undefined : await givePermit(world.kernel, { until: addDays(today, Number(days)), area: row['permitArea']!, holder: holderOf(row), ...(revoked ? { revokedOn: '2026-11-01' } : {}) });
  const context = contextFor(today, { subjectRef: permit?.id ?? null });
  const person = { family_name: row['familyName']!, given_names: row['givenNames']!, birth_date: row['birthDate']! };
  const results = [
    await parts.getCheck('permit.current').run(context, { number: permit?.number ?? 'PA20-000001-0' }),
    await parts.getCheck('permit.applicant').run(context, { family_name: row['familyName']!, given_names: row['givenNames']! }),
    await parts.getCheck('resident.confirmed').run(context, { ...person, street: row['street']!, house_number: row['houseNumber']!, postcode: row['postcode']!, city: row['city']! }),
    await parts.getCheck('vehicle.keeper').run(context, { ...person, plate: row['plate']! }),
  ];
  const reasons = results.flatMap((result) => (result.result === 'ok' ? [] : result.result === 'doubt' ? result.reasons : ['unavailable']));
  return { outcome: results.every((result) => result.result === 'ok') ? 'granted' : 'fallout', reasons: reasons.map((reason) => reason.replace('registers.', '')) };
}

describe('renewal outcomes', () => {
  it.each(table.map((row) => [row['id'], row['case'], row] as const))('%s %s', async (_id, _case, row) => {
    expect(await renew(row)).toEqual({ outcome: row['outcome'], reasons: row['reasons']!.split(' ').filter(Boolean) });
  });
  it('table holds every core person with a vehicle, and both outcomes', () => {
    const core = people.filter((person) => person.id.startsWith('p') && person.vehicles.length > 0).map((person) => person.id);
    const ids = new Set(table.map((row) => row['id']));
    expect(core.filter((id) => !ids.has(id))).toEqual([]);
    expect(new Set(table.map((row) => row['outcome']))).toEqual(new Set(['granted', 'fallout']));
  });
  it('asks the registers in the name of the office, with the case as reference and a purpose', () => {
    for (const entry of simulator.log()) expect(entry).toMatchObject({ office: 'parken', purpose: expect.stringMatching(/^permits\.(resident|keeper)$/), reference: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(simulator.log().length).toBeGreaterThan(table.length);
  });
});
