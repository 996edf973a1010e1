import type { DemoAddress, DemoPerson, DemoVehicle, RegisterData } from './data.ts';

/**
 * How the simulated registers look people up: their own, deliberately simple way (date of birth exactly, names by loose
 * words), sharing no code with the comparison that is checked against them.
 */

export interface PopulationQuestion {
  familyName?: string;
  givenNames?: string;
  birthName?: string;
  birthDate: string;
  address?: { street?: string; houseNumber?: string; postcode?: string; city?: string };
}

export function askPopulation(data: RegisterData, question: PopulationQuestion): Record<string, unknown> {
  const asked = { family: [...wordsOf(question.familyName), ...wordsOf(question.birthName)], given: wordsOf(question.givenNames) };
  const born = data.people.filter(({ birthDate }) => birthDate === question.birthDate);
  const strong = born.filter((person) => fits(person, asked));
  const near = strong.length > 0 ? strong : born.filter((person) => shares(allWords(person), [...asked.family, ...asked.given]));
  const open = near.filter(({ status }) => status !== 'blocked');
  if (near.length > 0 && open.length === 0) return { result: 'sperre' };
  const here = question.address ? open.filter((person) => livesAt(person, question.address ?? {})) : [];
  const persons = (here.length > 0 ? here : open).map(showPerson);
  if (persons.length === 0) return { result: 'kein-treffer' };
  return { result: persons.length === 1 ? 'treffer' : 'mehrere-treffer', persons };
}

export function askVehicle(data: RegisterData, plate: string): Record<string, unknown> {
  const vehicle = data.vehicles.find((candidate) => bare(candidate.plate) === bare(plate));
  if (!vehicle) return { result: 'kein-treffer' };
  const keeper = showKeeper(data, vehicle);
  if (!keeper) return { result: 'sperre' };
  const status = { registered: 'zugelassen', deregistered: 'ausser-betrieb', seized: 'sichergestellt' }[vehicle.status];
  return { result: 'treffer', vehicle: { plate: vehicle.plate, status }, keeper };
}

function showKeeper(data: RegisterData, { keeper }: DemoVehicle): Record<string, unknown> | null {
  if ('organisation' in keeper) return { kind: 'juristische-person', name: keeper.organisation };
  const person = data.people.find(({ id }) => id === keeper.person);
  if (!person) throw new Error('The demo vehicle register names a keeper who is not in people.json.');
  if (person.status === 'blocked') return null;
  const { familyName, givenNames, birthName, birthDate } = person;
  return { kind: 'natuerliche-person', familyName, givenNames, birthName, birthDate };
}

function showPerson(person: DemoPerson): Record<string, unknown> {
  const { familyName, givenNames, birthName, doctor, birthDate } = person;
  const status = { active: 'aktiv', moved_away: 'verzogen', deceased: 'verstorben', blocked: 'aktiv' }[person.status];
  return { familyName, givenNames, birthName, doctor, birthDate, status, residences: person.addresses.map(showResidence) };
}

function showResidence({ kind, ...rest }: DemoAddress): Record<string, unknown> {
  return { kind: kind === 'main' ? 'hauptwohnung' : 'nebenwohnung', ...rest };
}

interface Asked {
  family: string[];
  given: string[];
}

/** Family and given name both touch; people with one name, and swapped fields, by any word. */
function fits(person: DemoPerson, asked: Asked): boolean {
  const family = [...wordsOf(person.familyName), ...wordsOf(person.birthName)];
  const given = wordsOf(person.givenNames);
  if (family.length === 0 || given.length === 0 || asked.family.length === 0 || asked.given.length === 0) {
    return shares([...family, ...given], [...asked.family, ...asked.given]);
  }
  return (shares(family, asked.family) && shares(given, asked.given)) || (shares(family, asked.given) && shares(given, asked.family));
}

function shares(a: readonly string[], b: readonly string[]): boolean {
  return a.some((x) => b.some((y) => x === y || (Math.min(x.length, y.length) > 3 && (x.includes(y) || y.includes(x)))));
}

function allWords(person: DemoPerson): string[] {
  return [...wordsOf(person.familyName), ...wordsOf(person.birthName), ...wordsOf(person.givenNames)];
}

const letters: Record<string, string> = { ß: 'ss', đ: 'd', ð: 'd', ł: 'l', ø: 'o', æ: 'a', œ: 'o', þ: 'th', ı: 'i', ə: 'e', ħ: 'h' };

/** Words in small letters, umlauts as plain vowels; "ae", "oe", "ue" as a, o, u on both sides. */
function wordsOf(text = ''): string[] {
  const words = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[\s\-.,]+/u)
    .map((word) => [...word].map((c) => letters[c] ?? c).join('').replace(/[^\p{L}]/gu, '').replace(/([aou])e/g, '$1').replace(/aa/g, 'a'))
    .filter((word) => word !== '');
  // Single letters are initials, unless they are the whole name.
  return words.filter((word) => (word.length > 1 || words.length === 1) && !['von', 'van', 'der', 'den', 'de', 'zu', 'dr', 'el', 'al'].includes(word));
}

function livesAt(person: DemoPerson, address: NonNullable<PopulationQuestion['address']>): boolean {
  const key = (text: string | undefined) => (text ?? '').toLowerCase().replace(/straße|strasse|str\./g, 'str').replace(/[^\p{L}\d]/gu, '');
  return person.addresses.some(
    (entry) => key(entry.street) === key(address.street) && (address.houseNumber === undefined || key(entry.houseNumber) === key(address.houseNumber)),
  );
}

function bare(plate: string): string {
  return plate.toUpperCase().replace(/\s+\d\d\/\d\d$/, '').replace(/[^A-ZÄÖÜ0-9]/g, '').replace(/(\d)[EH]$/, '$1');
}
