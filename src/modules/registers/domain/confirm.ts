import { cityKey, matchAddress } from '../../../standards/address/index.ts';
import type { AddressMatch } from '../../../standards/address/index.ts';
import { matchNames, rank } from '../../../standards/personname/index.ts';
import type { NameMatch } from '../../../standards/personname/index.ts';
import { formatPlate, parsePlate } from '../../../standards/plate/index.ts';
import type {
  DoubtReason, KeeperClaim, KeeperResult, PopulationRegister, QueryContext, RegisteredPerson, Residence, ResidentClaim, ResidentResult, VehicleRegister,
} from './types.ts';

/**
 * Asks whether a person lives where they say, with main residence. Spelling variants are confirmed; a doubt comes with
 * all reasons found; a register that does not answer is neither: the case waits.
 */
export async function confirmResident(register: PopulationRegister, claim: ResidentClaim, context: QueryContext): Promise<ResidentResult> {
  const answer = await register.find({ name: claim.name, birthDate: claim.birthDate }, context);
  if (answer.kind === 'unavailable') return { result: 'unavailable', reason: answer.reason };
  if (answer.kind === 'none') return doubt(['registers.not_found']);
  if (answer.kind === 'blocked') return doubt(['registers.blocked']);
  return judge(answer.kind === 'found' ? [answer.person] : answer.persons, claim);
}

interface Candidate {
  person: RegisteredPerson;
  name: NameMatch;
  main: Residence | undefined;
  address: AddressMatch | undefined;
}

function judge(persons: readonly RegisteredPerson[], claim: ResidentClaim): ResidentResult {
  const candidates = persons.filter((person) => person.birthDate === claim.birthDate).map((person) => candidate(person, claim));
  const sure = candidates.filter(({ name }) => rank(name.result) <= rank('variant'));
  const pool = sure.length > 0 ? sure : candidates.filter(worthALook);
  if (pool.length === 0) return doubt(['registers.not_found']);
  const chosen = pick(pool);
  if (!chosen) return doubt(['registers.ambiguous']);
  return judgeOne(chosen, claim);
}

/** Another name at the stated address, or a doubtful one anywhere: a clerk can see more. A stranger's file is no business of theirs. */
function worthALook({ name, address }: Candidate): boolean {
  if (name.result !== 'different') return true;
  const both = name.reasons.includes('personname.family_differs') && name.reasons.includes('personname.given_differs');
  return !both && address !== undefined && lives(address);
}

/** The one candidate that name and address single out, if they do. */
function pick(pool: readonly Candidate[]): Candidate | undefined {
  if (pool.length === 1) return pool[0];
  const here = pool.filter(({ address }) => address !== undefined && lives(address));
  const near = here.length > 0 ? here : pool;
  if (near.length === 1) return near[0];
  const best = Math.min(...near.map(({ name }) => rank(name.result)));
  const closest = near.filter(({ name }) => rank(name.result) === best);
  // Twins at one address: only the exact writing may single one out, a variant fits both.
  return closest.length === 1 && best === 0 ? closest[0] : undefined;
}

function judgeOne({ person, name, main, address }: Candidate, claim: ResidentClaim): ResidentResult {
  const reasons: DoubtReason[] = [];
  const details: string[] = [...name.reasons];
  if (rank(name.result) > rank('variant')) reasons.push('registers.name_doubt');
  if (person.status === 'deceased') return doubt([...reasons, 'registers.deceased'], details);
  if (person.status === 'moved_away' || !main || !address) return doubt([...reasons, 'registers.moved_away'], details);
  details.push(...address.reasons);
  const place = addressReason(person, main, address, claim);
  if (place) reasons.push(place);
  if (reasons.length === 0) return { result: 'confirmed', reasons: [], details, residence: main };
  // where somebody else lives, or might, is nobody's business: only a sure name brings the address
  return place && rank(name.result) <= rank('variant') ? { ...doubt(reasons, details), residence: main } : doubt(reasons, details);
}

function addressReason(person: RegisteredPerson, main: Residence, current: AddressMatch, claim: ResidentClaim): DoubtReason | null {
  if (lives(current)) return null;
  const other = (test: (residence: Residence) => boolean) =>
    person.residences.some((residence) => test(residence) && lives(matchAddress(residence, claim.address)));
  if (other((residence) => residence.kind === 'secondary' && residence.to === undefined)) return 'registers.secondary_residence';
  const here = (residence: Residence) => cityKey(residence.city) === cityKey(main.city);
  if (other((residence) => residence.to !== undefined && here(residence))) return 'registers.moved_within_city';
  return current.result === 'doubt' ? 'registers.address_doubt' : 'registers.address_differs';
}

function candidate(person: RegisteredPerson, claim: ResidentClaim): Candidate {
  const main = person.residences.find(({ kind, to }) => kind === 'main' && to === undefined);
  const address = main && person.status === 'active' ? matchAddress(main, claim.address) : undefined;
  return { person, name: matchNames(person, claim.name), main, address };
}

function lives(match: AddressMatch): boolean {
  return match.result === 'same' || match.result === 'variant';
}

function doubt(reasons: DoubtReason[], details: string[] = []): { result: 'doubt'; reasons: DoubtReason[]; details: string[] } {
  return { result: 'doubt', reasons, details };
}

/** Asks whether the vehicle is registered to the person. */
export async function confirmKeeper(register: VehicleRegister, claim: KeeperClaim, context: QueryContext): Promise<KeeperResult> {
  const plate = parsePlate(claim.plate);
  if (!plate.ok) return doubt(['registers.plate_invalid'], [plate.key]);
  const answer = await register.find(formatPlate(plate.value), context);
  if (answer.kind === 'unavailable') return { result: 'unavailable', reason: answer.reason };
  if (answer.kind === 'none') return doubt(['registers.plate_unknown']);
  if (answer.kind === 'blocked') return doubt(['registers.keeper_blocked']);

  const { keeper, status } = answer.vehicle;
  const reasons: DoubtReason[] = status === 'registered' ? [] : [`registers.${status}`];
  if (keeper.kind === 'organisation') return doubt([...reasons, 'registers.keeper_organisation']);
  const name = matchNames(keeper.name, claim.person.name);
  const sameBirth = keeper.birthDate === claim.person.birthDate;
  if (!sameBirth || name.result === 'different') reasons.push('registers.other_keeper');
  else if (name.result === 'doubt') reasons.push('registers.keeper_name_doubt');
  // About somebody else's name nothing is kept, not even how it differs.
  const details = reasons.includes('registers.other_keeper') ? [] : [...name.reasons];
  if (reasons.length > 0) return doubt(reasons, details);
  return { result: 'confirmed', reasons: [], details, plate: formatPlate(plate.value) };
}
