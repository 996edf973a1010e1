import type { Kernel } from '../../../kernel/kernel.ts';
import type { CheckOutcome, CheckPart, PartContext, PartValues } from '../../../kernel/parts/parts.ts';
import { formatDateShort, isPlainDate, type PlainDate } from '../../../kernel/time/index.ts';
import { cityKey } from '../../../standards/address/index.ts';
import { parseNumber } from '../../../standards/checkdigit/index.ts';
import { matchNames, rank } from '../../../standards/personname/index.ts';
import { parsePlate, plateKey } from '../../../standards/plate/index.ts';
import { confirmKeeper, confirmResident, doubtReasons, populationRegister, vehicleRegister, type PersonName, type PopulationRegister, type Residence, type VehicleRegister } from '../../registers/index.ts';
import { areas, permitOffice } from '../city.ts';
import { expiryOf, nextTerm, permitState, windowState } from '../domain/terms.ts';
import { permitById, permitByNumber, permitsByPlate, permitsOfAccount, permitsOfLikely, type Permit } from '../store.ts';
import { settingField } from './setting.ts';
import { holderName } from './subject.ts';

const textOf = (inputs: PartValues, name: string): string => {
  const value = inputs[name];
  return typeof value === 'string' ? value : '';
};

/**
 * Is there such a permit, and may it be renewed today? `plate_changed` is for packages' own rules that compare the plate
 * typed with the output `plate`; the check itself is told the number only.
 */
export function permitCurrent(kernel: Kernel): CheckPart {
  return {
    inputs: { number: 'string' },
    outputs: { number: 'string', area: 'string', area_name: 'string', plate: 'string', valid_until: 'date', new_from: 'date', new_until: 'date', gap_days: 'int' },
    reasons: ['too_early', 'too_late', 'revoked', 'not_found', 'plate_changed'],
    async run(context, inputs) {
      const parsed = parseNumber(textOf(inputs, 'number'), { prefix: 'PA' });
      const permit = parsed.ok ? await permitByNumber(kernel.db, parsed.canonical) : undefined;
      // a number that is not the permit opened at the start tells nothing about somebody else's
      if (!permit?.holder || (context.subjectRef !== null && context.subjectRef !== permit.id)) return { result: 'doubt', reasons: ['not_found'], outputs: {} };
      const { number, area, plate } = permit;
      return renewable({ number, area, plate: plate ?? '', expiry: expiryOf(permit.terms)!, revoked: permitState(permit, context.today) === 'revoked' }, context.today);
    },
    rehearse(setting, inputs) {
      const [number, until] = [settingField(setting, 'number'), settingField(setting, 'valid_until')];
      if (number === '' || number !== textOf(inputs, 'number') || !isPlainDate(until)) return { result: 'doubt', reasons: ['not_found'], outputs: {} };
      return renewable({ number, area: settingField(setting, 'area'), plate: settingField(setting, 'plate'), expiry: until, revoked: false }, setting.today);
    },
  };

  function renewable(permit: { number: string; area: string; plate: string; expiry: PlainDate; revoked: boolean }, today: PlainDate): CheckOutcome {
    const next = nextTerm(permit.expiry, today);
    const outputs: PartValues = { number: permit.number, area: permit.area, area_name: areas(kernel).name(permit.area), plate: permit.plate, valid_until: permit.expiry, new_from: next.from, new_until: next.until, gap_days: next.gapDays };
    if (permit.revoked) return { result: 'doubt', reasons: ['revoked'], outputs };
    const window = windowState(permit.expiry, today);
    return window === 'open' ? { result: 'ok', outputs } : { result: 'doubt', reasons: [window], outputs };
  }
}

/**
 * Is the applicant the permit's holder? Number and code open a permit for whoever reads the letter. Compared is the name, as
 * with the registers: spelling variants are the same person (the register of permits holds no date of birth).
 */
export function permitApplicant(kernel: Kernel): CheckPart {
  return {
    inputs: { family_name: 'string', given_names: 'string' },
    outputs: { holder_name: 'string' },
    reasons: ['other_holder', 'holder_unknown'],
    async run(context, inputs) {
      const permit = context.subjectRef === null ? undefined : await permitById(kernel.db, context.subjectRef);
      if (!permit?.holder) return { result: 'doubt', reasons: ['holder_unknown'], outputs: {} };
      return isHolder(permit.holder, holderName(permit.holder), { familyName: textOf(inputs, 'family_name'), givenNames: textOf(inputs, 'given_names') });
    },
    rehearse(setting, inputs) {
      const name = settingField(setting, 'holder_name');
      if (name === '') return { result: 'doubt', reasons: ['holder_unknown'], outputs: {} };
      // an example tells the holder's name in one piece
      return isHolder({ familyName: name, givenNames: '' }, name, { familyName: `${textOf(inputs, 'given_names')} ${textOf(inputs, 'family_name')}`.trim(), givenNames: '' });
    },
  };
}

function isHolder(holder: PersonName, name: string, applicant: PersonName): CheckOutcome {
  const outputs = { holder_name: name };
  return rank(matchNames(holder, applicant).result) <= rank('variant') ? { result: 'ok', outputs } : { result: 'doubt', reasons: ['other_holder'], outputs };
}

/**
 * One permit per person, for one vehicle: is there one in force already for this plate, this account or this name? The
 * register of permits holds no date of birth, so that a namesake is a reason to look too, never one to refuse.
 */
export function permitNoneYet(kernel: Kernel): CheckPart {
  return {
    inputs: { plate: 'string', family_name: 'string', given_names: 'string', street: 'string', house_number: 'string' },
    outputs: { other_permits: 'string' },
    reasons: ['plate_has_permit', 'person_has_permit'],
    async run(context, inputs): Promise<CheckOutcome> {
      const plate = parsePlate(textOf(inputs, 'plate'));
      const inForce = (permits: Permit[]) => permits.filter((permit) => permit.holder !== null && ['valid', 'not_begun'].includes(permitState(permit, context.today)));
      const ofVehicle = inForce(plate.ok ? await permitsByPlate(kernel.db, [plateKey(plate.value)]) : []);
      const ofPerson = inForce(await permitsOfPerson(kernel, context.accountId, inputs));
      const reasons = [...(ofVehicle.length > 0 ? ['plate_has_permit'] : []), ...(ofPerson.length > 0 ? ['person_has_permit'] : [])];
      if (reasons.length === 0) return { result: 'ok', outputs: {} };
      const found = new Set([...ofVehicle, ...ofPerson].map((permit) => [permit.number, permit.plate, holderName(permit.holder!), formatDateShort(expiryOf(permit.terms)!)].join(', ')));
      return { result: 'doubt', reasons, outputs: { other_permits: [...found].join('; ') } };
    },
    // an example describes one permit at most, and that is what it is about
    rehearse: () => ({ result: 'ok', outputs: {} }),
  };
}

/** The account's permits, and those whose holder bears the name, however it is written. */
async function permitsOfPerson(kernel: Kernel, accountId: string | null, inputs: PartValues): Promise<Permit[]> {
  const name = { familyName: textOf(inputs, 'family_name'), givenNames: textOf(inputs, 'given_names') };
  const likely = await permitsOfLikely(kernel.db, { familyName: name.familyName, street: textOf(inputs, 'street'), houseNumber: textOf(inputs, 'house_number') });
  const own = accountId === null ? [] : await permitsOfAccount(kernel.db, accountId);
  return [...own, ...likely.filter(({ holder }) => holder !== null && rank(matchNames(holder, name).result) <= rank('variant'))];
}

/** Main residence at the stated address, in an area; when the application is about a permit, in that permit's area. */
export function residentConfirmed(kernel: Kernel): CheckPart {
  const register = registersOf(kernel);
  return {
    inputs: { family_name: 'string', given_names: 'string', birth_date: 'date', street: 'string', house_number: 'string', postcode: 'string', city: 'string' },
    outputs: { area: 'string', area_name: 'string', main_residence: 'bool', registered_address: 'string', registered_area_name: 'string' },
    reasons: [...doubtReasons, 'area_mismatch'],
    async run(context, inputs) {
      const birthDate = textOf(inputs, 'birth_date');
      const name = { familyName: textOf(inputs, 'family_name'), givenNames: textOf(inputs, 'given_names') };
      const address = { street: textOf(inputs, 'street'), houseNumber: textOf(inputs, 'house_number'), postcode: textOf(inputs, 'postcode'), city: textOf(inputs, 'city') };
      const stated = areas(kernel).find(address.street, address.houseNumber, context.today);
      // a question the register could only refuse would make the case wait for ever
      if (!isPlainDate(birthDate) || (name.familyName + name.givenNames).trim() === '') return doubt(kernel, ['registers.not_found'], stated, false);
      const ports = register();
      if (!ports) return { result: 'unavailable', neighbour: populationName };
      const answer = await confirmResident(ports.population, { name, birthDate, address }, queryContext('permits.resident', context));
      if (answer.result === 'unavailable') return { result: 'unavailable', neighbour: populationName };
      if (answer.result === 'doubt') return doubt(kernel, answer.reasons, stated, false, registered(kernel, answer.residence, context.today));
      const area = areas(kernel).find(answer.residence.street, answer.residence.houseNumber, context.today);
      const permit = context.subjectRef === null ? undefined : await permitById(kernel.db, context.subjectRef);
      if (area === undefined || (permit && permit.area !== area)) return doubt(kernel, ['area_mismatch'], area, true);
      return { result: 'ok', outputs: { area, area_name: areas(kernel).name(area), main_residence: true } };
    },
  };
}

function doubt(kernel: Kernel, reasons: string[], area: string | undefined, mainResidence: boolean, more: PartValues = {}): CheckOutcome {
  return { result: 'doubt', reasons, outputs: { ...(area === undefined ? {} : { area, area_name: areas(kernel).name(area) }), main_residence: mainResidence, ...more } };
}

/** The address the register knows, beside the one stated, with its area ("none" outside all areas). */
function registered(kernel: Kernel, residence: Residence | undefined, today: PlainDate): PartValues {
  if (!residence) return {};
  const { street, houseNumber, postcode, city } = residence;
  // other cities have streets of the same name
  const area = cityKey(city) === cityKey(kernel.config.city) ? areas(kernel).find(street, houseNumber, today) : undefined;
  return { registered_address: `${street} ${houseNumber}, ${postcode} ${city}`, registered_area_name: area === undefined ? 'none' : areas(kernel).name(area) };
}

/** Is the vehicle registered to the applicant? Somebody else's or a firm's needs a proof that it is used permanently. */
export function vehicleKeeper(kernel: Kernel): CheckPart {
  const register = registersOf(kernel);
  return {
    inputs: { plate: 'string', family_name: 'string', given_names: 'string', birth_date: 'date' },
    outputs: { status: 'string' },
    reasons: [...doubtReasons, 'permanently_used'],
    async run(context, inputs) {
      const ports = register();
      if (!ports) return { result: 'unavailable', neighbour: vehicleName };
      const person = { name: { familyName: textOf(inputs, 'family_name'), givenNames: textOf(inputs, 'given_names') }, birthDate: textOf(inputs, 'birth_date') };
      const answer = await confirmKeeper(ports.vehicle, { plate: textOf(inputs, 'plate'), person }, queryContext('permits.keeper', context));
      if (answer.result === 'unavailable') return { result: 'unavailable', neighbour: vehicleName };
      if (answer.result === 'confirmed') return { result: 'ok', outputs: { status: 'registered' } };
      const others = answer.reasons.includes('registers.keeper_organisation') || answer.reasons.includes('registers.other_keeper');
      return { result: 'doubt', reasons: others ? [...answer.reasons, 'permanently_used'] : answer.reasons, outputs: { status: statusOf(answer.reasons) } };
    },
  };
}

function statusOf(reasons: readonly string[]): string {
  if (reasons.includes('registers.deregistered')) return 'deregistered';
  if (reasons.includes('registers.seized')) return 'seized';
  const unknown = ['registers.plate_invalid', 'registers.plate_unknown', 'registers.keeper_blocked'];
  return reasons.some((reason) => unknown.includes(reason)) ? 'unknown' : 'registered';
}

/** Names of the neighbours as i18n keys: staff see which register a case waits for. */
const populationName = 'permits.neighbour.population';
const vehicleName = 'permits.neighbour.vehicle';

const queryContext = (purpose: string, context: PartContext) => ({ purpose, reference: context.caseId });

/** One client per register and process, so that the breaker remembers; made at the first question. */
function registersOf(kernel: Kernel): () => { population: PopulationRegister; vehicle: VehicleRegister } | undefined {
  let known: { url: string; population: PopulationRegister; vehicle: VehicleRegister } | undefined;
  return () => {
    const { url, token } = kernel.config.registers;
    if (!url) return undefined;
    if (known?.url !== url) {
      const config = {
        url, token: token ?? '', office: permitOffice,
        onAttempt: (attempt: { register: string; outcome: string; ms: number }) => {
          if (attempt.outcome !== 'answered') kernel.log.warn('register did not answer', { module: `registers.${attempt.register}`, code: attempt.outcome, ms: Math.round(attempt.ms) });
        },
      };
      known = { url, population: populationRegister(config), vehicle: vehicleRegister(config) };
    }
    return known;
  };
}
