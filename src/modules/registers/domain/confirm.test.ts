import { describe, expect, it } from 'vitest';
import { confirmKeeper, confirmResident } from './confirm.ts';
import type { PersonAnswer, RegisteredPerson, Residence, ResidentClaim, VehicleAnswer } from './types.ts';

const home: Residence = { kind: 'main', street: 'Musterstraße', houseNumber: '1', postcode: '06108', city: 'Halle (Saale)', from: '2020-01-01' };
const person: RegisteredPerson = { familyName: 'Probe', givenNames: 'Anna Maria', birthDate: '1980-01-02', status: 'active', residences: [home] };
const claim: ResidentClaim = { name: { familyName: 'Probe', givenNames: 'Anna' }, birthDate: '1980-01-02', address: home };
const context = { purpose: 'test', reference: 'T-1' };
const population = (answer: PersonAnswer) => ({ find: () => Promise.resolve(answer) });
const vehicles = (answer: VehicleAnswer) => ({ find: () => Promise.resolve(answer) });
const found = (more: Partial<RegisteredPerson>): PersonAnswer => ({ kind: 'found', person: { ...person, ...more } });

describe('confirmResident', () => {
  it('gives the residence as registered, and how the spelling was bridged', async () => {
    const result = await confirmResident(population(found({})), { ...claim, address: { ...home, street: 'Musterstr.' } }, context);
    expect(result).toEqual({ result: 'confirmed', reasons: [], details: ['personname.given_left_out', 'address.spelling'], residence: home });
  });
  it('passes on that the register could not be asked', async () => {
    expect(await confirmResident(population({ kind: 'unavailable', reason: 'timeout' }), claim, context)).toEqual({ result: 'unavailable', reason: 'timeout' });
  });
  it('never takes a person with another date of birth, whatever the register answers', async () => {
    expect(await confirmResident(population(found({ birthDate: '1980-02-01' })), claim, context)).toMatchObject({ result: 'doubt', reasons: ['registers.not_found'] });
  });
  it('counts somebody without a main residence as moved away', async () => {
    expect(await confirmResident(population(found({ residences: [{ ...home, to: '2024-01-01' }] })), claim, context)).toMatchObject({ reasons: ['registers.moved_away'] });
    expect(await confirmResident(population(found({ residences: [] })), claim, context)).toMatchObject({ reasons: ['registers.moved_away'] });
  });
  it('takes the main residence, in whatever order the register lists them; a second home is none', async () => {
    const second: Residence = { ...home, kind: 'secondary', street: 'Nebenstraße' };
    for (const residences of [[second, home], [home, second]]) {
      expect(await confirmResident(population(found({ residences })), claim, context)).toMatchObject({ result: 'confirmed', residence: home });
      expect(await confirmResident(population(found({ residences })), { ...claim, address: second }, context)).toMatchObject({ result: 'doubt', reasons: ['registers.secondary_residence'] });
    }
    expect(await confirmResident(population(found({ residences: [second] })), { ...claim, address: second }, context)).toMatchObject({ reasons: ['registers.moved_away'] });
  });
  it('names all reasons at once', async () => {
    const other = { ...home, houseNumber: '9' };
    expect(await confirmResident(population(found({ familyName: 'Probe-Muster' })), { ...claim, address: other }, context)).toMatchObject({
      result: 'doubt', reasons: ['registers.name_doubt', 'registers.address_differs'], details: expect.arrayContaining(['personname.double_shortened']) as unknown,
    });
  });
  it('tells the registered main residence with a doubt about the address, and only where the person is sure', async () => {
    const elsewhere = { ...claim, address: { ...home, houseNumber: '9' } };
    expect(await confirmResident(population(found({})), elsewhere, context)).toMatchObject({ reasons: ['registers.address_differs'], residence: home });
    const untold: PersonAnswer[] = [found({ familyName: 'Probe-Muster' }), found({ status: 'deceased' }), found({ status: 'moved_away' }), { kind: 'blocked' }, { kind: 'none' }, { kind: 'ambiguous', persons: [person, { ...person, givenNames: 'Anna Sophie' }] }];
    for (const answer of untold) {
      const result = await confirmResident(population(answer), elsewhere, context);
      expect([result.result, 'residence' in result]).toEqual(['doubt', false]);
    }
  });
  it('prefers the sure name to the doubtful one, and does not choose between two equally sure', async () => {
    const twin = { ...person, givenNames: 'Anne' };
    const both = (a: RegisteredPerson, b: RegisteredPerson) => confirmResident(population({ kind: 'ambiguous', persons: [a, b] }), claim, context);
    expect(await both(person, twin)).toMatchObject({ result: 'confirmed' });
    expect(await both(person, { ...person, givenNames: 'Anna Sophie' })).toMatchObject({ reasons: ['registers.ambiguous'] });
    expect(await both({ ...person, givenNames: 'Anna' }, person)).toMatchObject({ result: 'confirmed' });
  });
});

describe('confirmKeeper', () => {
  const keeper = { kind: 'person' as const, name: { familyName: 'Probe', givenNames: 'Anna Maria' }, birthDate: '1980-01-02' };
  const ask = (answer: VehicleAnswer, plate = 'hal p 1') =>
    confirmKeeper(vehicles(answer), { plate, person: { name: claim.name, birthDate: claim.birthDate } }, context);
  it('confirms and gives the plate in its usual spelling', async () => {
    expect(await ask({ kind: 'found', vehicle: { plate: 'HAL-P 1', status: 'registered', keeper } })).toEqual({
      result: 'confirmed', reasons: [], details: ['personname.given_left_out'], plate: 'HAL-P 1',
    });
  });
  it('does not ask about a plate that is none', async () => {
    const result = await confirmKeeper({ find: () => Promise.reject(new Error('asked')) }, { plate: '???', person: claim }, context);
    expect(result).toEqual({ result: 'doubt', reasons: ['registers.plate_invalid'], details: ['plate.error.format'] });
  });
  it('says nothing about how the name of another keeper differs', async () => {
    const other = { ...keeper, birthDate: '1981-01-02', name: { familyName: 'Probe-Muster', givenNames: 'Anna' } };
    expect(await ask({ kind: 'found', vehicle: { plate: 'HAL-P 1', status: 'registered', keeper: other } })).toEqual({
      result: 'doubt', reasons: ['registers.other_keeper'], details: [],
    });
  });
  it('names status and keeper together, and passes unavailability on', async () => {
    const firm = { kind: 'organisation' as const, name: 'Muster GmbH' };
    expect(await ask({ kind: 'found', vehicle: { plate: 'HAL-P 1', status: 'seized', keeper: firm } })).toMatchObject({ reasons: ['registers.seized', 'registers.keeper_organisation'] });
    expect(await ask({ kind: 'unavailable', reason: 'circuit_open' })).toEqual({ result: 'unavailable', reason: 'circuit_open' });
  });
});
