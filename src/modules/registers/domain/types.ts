import type { Address } from '../../../standards/address/index.ts';
import type { PersonName } from '../../../standards/personname/index.ts';

/** Where somebody lives or lived, as the population register holds it. Dates are YYYY-MM-DD. */
export interface Residence extends Address {
  kind: 'main' | 'secondary';
  from: string;
  /** Absent while it lasts. */
  to?: string | undefined;
}

/** What the population register tells about one person. */
export interface RegisteredPerson extends PersonName {
  birthDate: string;
  doctor?: string | undefined;
  status: 'active' | 'moved_away' | 'deceased';
  residences: Residence[];
}

/** What the vehicle register tells about one plate. */
export interface RegisteredVehicle {
  plate: string;
  status: 'registered' | 'deregistered' | 'seized';
  keeper: { kind: 'person'; name: PersonName; birthDate: string } | { kind: 'organisation'; name: string };
}

/** Why a register could not be asked; the case waits. Holds no personal data. */
export type UnavailableReason =
  | 'timeout'
  | 'unreachable'
  | 'server_error'
  | 'rate_limited'
  | 'unauthorised'
  | 'refused'
  | 'bad_answer'
  | 'circuit_open';

export type Unavailable = { kind: 'unavailable'; reason: UnavailableReason };

export type PersonAnswer =
  | { kind: 'found'; person: RegisteredPerson }
  | { kind: 'ambiguous'; persons: RegisteredPerson[] }
  | { kind: 'none' }
  | { kind: 'blocked' }
  | Unavailable;

export type VehicleAnswer = { kind: 'found'; vehicle: RegisteredVehicle } | { kind: 'none' } | { kind: 'blocked' } | Unavailable;

export interface PersonQuery {
  name: PersonName;
  /** YYYY-MM-DD */
  birthDate: string;
}

/** What every query carries for the register's log (compare § 63g StVG, § 40 BMG): what for, and for which file. */
export interface QueryContext {
  /** Stable key of the purpose, no personal data. */
  purpose: string;
  /** File number or id of the case. */
  reference: string;
}

/** Port to a population register (Melderegister). */
export interface PopulationRegister {
  find(query: PersonQuery, context: QueryContext): Promise<PersonAnswer>;
}

/** Port to a vehicle register (örtliches Fahrzeugregister, ZFZR). `plate` in the usual spelling, "HAL-AB 123". */
export interface VehicleRegister {
  find(plate: string, context: QueryContext): Promise<VehicleAnswer>;
}

/** Stable reasons why somebody must look; each has texts in locales. */
export const doubtReasons = [
  'registers.not_found',
  'registers.ambiguous',
  'registers.blocked',
  'registers.deceased',
  'registers.moved_away',
  'registers.moved_within_city',
  'registers.secondary_residence',
  'registers.address_differs',
  'registers.address_doubt',
  'registers.name_doubt',
  'registers.plate_invalid',
  'registers.plate_unknown',
  'registers.deregistered',
  'registers.seized',
  'registers.other_keeper',
  'registers.keeper_name_doubt',
  'registers.keeper_organisation',
  'registers.keeper_blocked',
] as const;
export type DoubtReason = (typeof doubtReasons)[number];

/** `details`: how spellings were bridged or why they were not; stable keys of the standards, for the file. */
export type ResidentResult =
  | { result: 'confirmed'; reasons: []; details: string[]; residence: Residence }
  /** `residence`: the current main residence, where it is surely this person's and another than the one stated; for staff only. */
  | { result: 'doubt'; reasons: DoubtReason[]; details: string[]; residence?: Residence }
  | { result: 'unavailable'; reason: UnavailableReason };

export type KeeperResult =
  | { result: 'confirmed'; reasons: []; details: string[]; plate: string }
  | { result: 'doubt'; reasons: DoubtReason[]; details: string[] }
  | { result: 'unavailable'; reason: UnavailableReason };

export interface ResidentClaim {
  name: PersonName;
  /** YYYY-MM-DD */
  birthDate: string;
  /** The main residence the person states. */
  address: Address;
}

export interface KeeperClaim {
  plate: string;
  person: { name: PersonName; birthDate: string };
}

export type { Address, PersonName };
