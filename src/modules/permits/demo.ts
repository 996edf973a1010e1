import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel } from '../../kernel/kernel.ts';
import { projectRoot } from '../../kernel/root.ts';
import { addDays, addYears, type PlainDate } from '../../kernel/time/index.ts';
import { formatNumber } from '../../standards/checkdigit/index.ts';
import { formatPlate, parsePlate, plateKey } from '../../standards/plate/index.ts';
import { demoCitizens } from '../directory/index.ts';
import { areas } from './city.ts';
import { codeForLetter, hashCode } from './codes.ts';
import type { Term } from './domain/terms.ts';
import { insertAccessCode, insertPermit, insertTerm, permitById } from './store.ts';

interface Person {
  id: string;
  familyName?: string;
  givenNames?: string;
  status: string;
  addresses: { kind: string; street: string; houseNumber: string; postcode: string; city: string; from: string; to?: string }[];
  vehicles: string[];
}

interface Seed {
  person: Person;
  /** The person's own car, or an invented one in no register: a car of somebody else, used permanently. */
  plate: string;
  home: Person['addresses'][number];
  area: string;
  /** Days from the first start to the last day of the permit. */
  days: number;
  revoked: boolean;
  accountId: string | null;
}

/** Holder without an account whose number and code the demo prints: number + code open the renewal. */
const printed = 'p003';
const seedCount = 120;
const fixed: Record<string, number> = { p001: 12, p002: 20, [printed]: 9 };
const accounts: Record<string, string> = { [demoCitizens.lena.person]: demoCitizens.lena.id, [demoCitizens.jonas.person]: demoCitizens.jonas.id };

const seedId = (serial: number) => `00000000-0000-7000-8002-${String(serial).padStart(12, '0')}`;

/** Invented permits for the demo people: the two of the walk-through, one to open by code, and many spread over the year. */
export function demoSeeds(kernel: Kernel, today: PlainDate): Seed[] {
  const file = join(projectRoot, 'city', kernel.config.city, 'demo', 'people.json');
  const { people } = JSON.parse(readFileSync(file, 'utf8')) as { people: Person[] };
  const seeds: Seed[] = [];
  for (const person of people) {
    if (seeds.length === seedCount) break;
    // Jonas Weidner's permit still says where he lived when it was granted
    const home = person.addresses.find((address) => address.kind === 'main' && (person.id === demoCitizens.jonas.person ? address.to !== undefined : address.to === undefined));
    const area = home && areas(kernel).find(home.street, home.houseNumber, today);
    if (!home || !area) continue;
    const n = seeds.length;
    // expiry days from 110 days ago to 340 ahead, in an order that looks like life and is the same every time
    const days = fixed[person.id] ?? ((n * 137) % 450) - 110;
    seeds.push({ person, plate: person.vehicles[0] ?? `HAL-ZX ${101 + n}`, home, area, days, revoked: fixed[person.id] === undefined && n % 23 === 7, accountId: accounts[person.id] ?? null });
  }
  return seeds;
}

/** Invented moment of an invented decision. */
const noon = (day: PlainDate) => new Date(`${day}T11:00:00Z`);

/** Puts the demo permits in, once; on later starts nothing changes. */
export async function seedPermits(kernel: Kernel): Promise<void> {
  if (await permitById(kernel.db, seedId(1))) return;
  const today = kernel.clock.today();
  const at = kernel.clock.now();
  await kernel.db.transaction().execute(async (tx) => {
    for (const [index, seed] of demoSeeds(kernel, today).entries()) {
      const plate = parsePlate(seed.plate);
      if (!plate.ok) continue;
      const id = seedId(index + 1);
      const until = addDays(today, seed.days);
      const last: Term = { from: addDays(addYears(until, -1), 1), until };
      const earlier: Term = { from: addDays(addYears(until, -2), 1), until: addDays(last.from, -1) };
      const number = formatNumber({ prefix: 'PA', year: Number(earlier.from.slice(0, 4)), serial: 1001 + index });
      const { home } = seed;
      const added = await insertPermit(tx, {
        id, number, accountId: seed.accountId, plate: formatPlate(plate.value), plateKey: plateKey(plate.value), area: seed.area, documentToken: kernel.keys.sign('permits.demo-token', id).slice(0, 22), issuedAt: noon(earlier.from),
        holder: { familyName: seed.person.familyName ?? '', givenNames: seed.person.givenNames ?? '', street: home.street, houseNumber: home.houseNumber, postcode: home.postcode, city: home.city },
        revokedOn: seed.revoked ? addDays(today, -40 - index) : null,
      });
      if (!added) return; // another replica was first
      await insertTerm(tx, id, { ...earlier, kind: 'issue', caseId: null, at: noon(earlier.from) });
      await insertTerm(tx, id, { ...last, kind: 'extension', caseId: null, at: noon(addDays(last.from, -14)) });
      await insertAccessCode(tx, { permitId: id, caseId: null, hash: hashCode(kernel.keys, id, demoCode(kernel, id)), at });
    }
  });
}

const demoCode = (kernel: Kernel, permitId: string) => codeForLetter(kernel.keys, permitId, 'demo');

/** Number and code of the permit whose holder has no account, as printed at the start. */
export async function printedPermit(kernel: Kernel): Promise<{ number: string; code: string } | undefined> {
  const index = demoSeeds(kernel, kernel.clock.today()).findIndex((seed) => seed.person.id === printed);
  if (index < 0) return undefined;
  const id = seedId(index + 1);
  const permit = await permitById(kernel.db, id);
  return permit && { number: permit.number, code: demoCode(kernel, id) };
}

export async function greetPermits(kernel: Kernel): Promise<void> {
  const permit = await printedPermit(kernel);
  if (permit) kernel.greet(`  without account: permit ${permit.number}, code ${permit.code}`);
}
