import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel } from '../../kernel/kernel.ts';
import { projectRoot } from '../../kernel/root.ts';
import { codeAt } from './domain/one-time-codes.ts';
import { hashPassword } from './domain/passwords.ts';
import type { Role } from './roles.ts';
import { accountById, allStaff, insertAccount, insertStaff, saveProfile } from './store.ts';

/** One password for all demo log-ins. It is printed; nothing of the demo is secret. */
export const demoPassword = 'stadttor-demo-2026';

/** The demo staff share one seed, so that one page can show everybody's code. */
export const demoSeed = 'STADTTORDEMOSTADTTORDEMOHALLE234';

export const demoOneTimeCode = (at: Date) => codeAt(demoSeed, at);

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Invented residents; `person` is their entry in city/<city>/demo/people.json. */
export const demoCitizens = {
  lena: { id: id(1), email: 'lena.sommer@example.org', person: 'p001', phone: '0345 5550101' },
  jonas: { id: id(2), email: 'jonas.weidner@example.org', person: 'p002', phone: '0345 5550102' },
} as const;

export interface DemoStaff {
  id: string;
  email: string;
  name: string;
  role: Role;
  offices: string[];
}

export const demoStaff = {
  clerkParking: { id: id(101), email: 'kim.bauer@example.org', name: 'Kim Bauer', role: 'clerk', offices: ['parken'] },
  leadParking: { id: id(102), email: 'petra.lorenz@example.org', name: 'Petra Lorenz', role: 'lead', offices: ['parken'] },
  clerkTaxes: { id: id(103), email: 'ali.yildiz@example.org', name: 'Ali Yıldız', role: 'clerk', offices: ['steuern'] },
  operator: { id: id(104), email: 'mira.vogt@example.org', name: 'Mira Vogt', role: 'operator', offices: ['it'] },
  designer: { id: id(105), email: 'tom.richter@example.org', name: 'Tom Richter', role: 'designer', offices: ['it'] },
  treasurer: { id: id(107), email: 'uwe.krause@example.org', name: 'Uwe Krause', role: 'treasury', offices: ['kasse'] },
  secondTreasurer: { id: id(108), email: 'hanna.voss@example.org', name: 'Hanna Voß', role: 'treasury', offices: ['kasse'] },
  department: { id: id(109), email: 'ruth.hansen@example.org', name: 'Ruth Hansen', role: 'council', offices: ['geschaeftsbereich'] },
  mayor: { id: id(110), email: 'emil.arndt@example.org', name: 'Emil Arndt', role: 'council', offices: ['oberbuergermeister'] },
  auditor: { id: id(106), email: 'ines.falk@example.org', name: 'Ines Falk', role: 'auditor', offices: [] },
} as const satisfies Record<string, Omit<DemoStaff, 'offices'> & { offices: readonly string[] }>;

interface DemoPerson {
  id: string;
  givenNames?: string;
  familyName?: string;
  birthDate: string;
  addresses: { street: string; houseNumber: string; postcode: string; city: string; to?: string }[];
}

/**
 * Puts the demo people in, once. Jonas Weidner moved in September and his account still says the old address: that is
 * how the demo shows an application that falls out to a clerk.
 */
export async function seedDemo(kernel: Kernel): Promise<void> {
  const staff = new Set((await allStaff(kernel.db)).map((row) => row.id));
  const missingStaff = Object.values(demoStaff).filter((row) => !staff.has(row.id));
  const missingCitizens: (typeof demoCitizens)[keyof typeof demoCitizens][] = [];
  for (const citizen of Object.values(demoCitizens)) if (!(await accountById(kernel.db, citizen.id))) missingCitizens.push(citizen);
  if (missingStaff.length + missingCitizens.length === 0) return;
  const hashes = await Promise.all([...missingStaff, ...missingCitizens].map(() => hashPassword(demoPassword)));
  const people = missingCitizens.length > 0 ? readPeople(kernel) : [];
  const at = kernel.clock.now();
  await kernel.db.transaction().execute(async (tx) => {
    for (const row of missingStaff) {
      await insertStaff(tx, { ...row, offices: [...row.offices], password_hash: hashes.pop()!, code_seed: kernel.keys.seal('directory.code_seed', Buffer.from(demoSeed)), at });
    }
    for (const citizen of missingCitizens) {
      const person = people.find((entry) => entry.id === citizen.person);
      if (!person || !(await insertAccount(tx, { id: citizen.id, email: citizen.email, password_hash: hashes.pop()!, lang: 'de', at }))) continue;
      const home = person.addresses.find((address) => citizen.person === demoCitizens.jonas.person && address.to !== undefined) ?? person.addresses[0]!;
      await saveProfile(tx, citizen.id, { family_name: person.familyName ?? '', given_names: person.givenNames ?? '', birth_date: person.birthDate, street: home.street, house_number: home.houseNumber, postcode: home.postcode, city: home.city, phone: citizen.phone }, at);
    }
  });
}

function readPeople(kernel: Kernel): DemoPerson[] {
  const file = join(projectRoot, 'city', kernel.config.city, 'demo', 'people.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { people: DemoPerson[] }).people;
}

export function greetDemo(kernel: Kernel): void {
  kernel.greet('Demo log-ins (all invented), password of all: ' + demoPassword);
  for (const citizen of Object.values(demoCitizens)) kernel.greet(`  resident   ${citizen.email}`);
  for (const person of Object.values(demoStaff)) kernel.greet(`  ${person.role.padEnd(10)} ${person.email}`);
  kernel.greet(`  Staff also need a one-time code: ${kernel.config.publicUrl}/demo shows it. Mails: ${kernel.config.publicUrl}/demo/post`);
}
