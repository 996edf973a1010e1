// Writes city/halle/demo/people.json and vehicles.json: the hand-written core plus plain invented people, always the
// same for the same seed. `--check` writes nothing and exits with 1 when the files differ from what would be written.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'city', 'halle', 'demo');
const seed = 20261124;
const total = 300;
const city = 'Halle (Saale)';

const note =
  'ERFUNDEN / INVENTED: no entry is a real person, household or vehicle. Demo data of Stadttor, written by scripts/make-demo-registers.mjs from people-core.yaml. See README.md.';

const givenNames = (
  'Anna Ben Charlotte Daniel Emma Florian Greta Hannes Ida Jakob Klara Leon Marie Niklas Olivia Philipp Rosa Simon Theresa Valentin ' +
  'Andrea Bernd Claudia Detlef Elke Frank Gabriele Holger Ines Jens Kerstin Lutz Manuela Norbert Ramona Steffen Ulrike Volker Wolfgang Yvonne ' +
  'Aleksandra Bilal Chiara Dilan Elif Fatima Goran Hamza Ivana Jelena Kemal Leyla Mehmet Natalia Omar Pavel Rania Samira Tarek Yasmin'
).split(' ');
const familyNames = (
  'Albrecht Bauer Becker Beyer Böttcher Busse Dietrich Ebert Fischer Förster Friedrich Fuchs Günther Hartmann Heinrich Herrmann Hesse Jahn ' +
  'Kaiser Kirchner Köhler Kramer Kühn Lorenz Ludwig Martin Naumann Neumann Pfeiffer Reuter Roth Sander Schäfer Scholz Schreiber Schubert Schumann ' +
  'Simon Stephan Ulrich Vogt Wagner Walther Werner Wolf Zimmermann Abdullah Demir Ivanov Kaya Kowalski Mansour Novák Petrović Popescu Rahimi Rossi Silva Yılmaz'
).split(' ');
const streets = [
  ['Musterstraße', '06114'], ['Beispielweg', '06110'], ['Probeplatz', '06110'], ['Demoallee', '06112'], ['Straße der Muster', '06112'],
  ['Dr.-Beispiel-Straße', '06112'], ['Große Mustergasse', '06108'], ['Kleine Mustergasse', '06108'], ['Mansfelder Straße', '06108'], ['Hafenstraße', '06108'],
];

const random = mulberry32(seed);
const pick = (list) => list[Math.floor(random() * list.length)];
const int = (from, to) => from + Math.floor(random() * (to - from + 1));

const core = parse(readFileSync(join(folder, 'people-core.yaml'), 'utf8'), { schema: 'core' });
const people = core.people.map(readCore);
addPlainPeople();
const vehicles = listVehicles();
refuseDoubles(people.map(({ id }) => id));
refuseDoubles(vehicles.map(({ plate }) => plate));

const files = {
  'people.json': print({ note, demo: true, seed, people }, 'people'),
  'vehicles.json': print({ note, demo: true, seed, vehicles }, 'vehicles'),
};
if (process.argv.includes('--check')) {
  const stale = Object.entries(files).filter(([name, text]) => readFileSync(join(folder, name), 'utf8') !== text);
  for (const [name] of stale) console.error(`city/halle/demo/${name} is not what scripts/make-demo-registers.mjs writes.`);
  process.exit(stale.length > 0 ? 1 : 0);
}
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
console.log(`${people.length} people, ${vehicles.length} vehicles.`);

function readCore({ home, earlier = [], secondary = [], status = 'active', vehicles = [], ...person }) {
  const addresses = [
    residence('main', home),
    ...secondary.map((text) => residence('secondary', text)),
    ...earlier.map((text) => residence('main', text)).reverse(),
  ];
  return { ...person, status, addresses, vehicles };
}

function residence(kind, text) {
  const [street, houseNumber, postcode, where, from, to] = text.split('|').map((part) => part.trim());
  return { kind, street, houseNumber, postcode, city: where || city, from, ...(to ? { to } : {}) };
}

function addPlainPeople() {
  const plates = new Set(people.flatMap((person) => person.vehicles));
  const births = new Set(people.map(({ birthDate }) => birthDate));
  for (let n = 1; people.length < total; n++) {
    const birthDate = unique(births, () => day(int(1940, 2006)));
    const given = random() < 0.3 ? `${pick(givenNames)} ${pick(givenNames)}` : pick(givenNames);
    const family = pick(familyNames);
    const person = { id: `g${String(n).padStart(3, '0')}`, givenNames: distinct(given), familyName: family, birthDate };
    const [street, postcode] = pick(streets);
    const from = day(int(Math.max(1990, Number(birthDate.slice(0, 4))), 2024), birthDate);
    const address = { kind: 'main', street, houseNumber: `${int(50, 180)}${random() < 0.12 ? pick(['a', 'b', 'c']) : ''}`, postcode, city, from };
    const vehicles = random() < 0.55 ? [unique(plates, () => `HAL-${given[0]}${family[0].normalize('NFD')[0]} ${int(100, 999)}`)] : [];
    people.push({ ...person, ...fate(address), vehicles });
  }
}

/** Nine of ten plainly live there; the others moved within the city, moved away, died or are blocked. */
function fate(address) {
  const lot = random();
  if (lot < 0.9) return { status: 'active', addresses: [address] };
  const before = { ...address, to: '2026-03-31' };
  if (lot < 0.94) {
    const [street, postcode] = pick(streets);
    return { status: 'active', addresses: [{ kind: 'main', street, houseNumber: String(int(181, 240)), postcode, city, from: '2026-04-01' }, before] };
  }
  if (lot < 0.97) {
    const away = { kind: 'main', street: 'Erfundene Straße', houseNumber: String(int(1, 99)), postcode: '04109', city: 'Leipzig', from: '2026-04-01' };
    return { status: 'moved_away', addresses: [away, before] };
  }
  return { status: lot < 0.99 ? 'deceased' : 'blocked', addresses: [address] };
}

function listVehicles() {
  const status = (plate) => core.vehicle_status[plate] ?? 'registered';
  const kept = people.flatMap((person) => person.vehicles.map((plate) => ({ plate, status: status(plate), keeper: { person: person.id } })));
  const firms = core.organisation_vehicles.map(({ plate, organisation }) => ({ plate, status: status(plate), keeper: { organisation } }));
  return [...kept, ...firms];
}

function distinct(given) {
  return [...new Set(given.split(' '))].join(' ');
}

function unique(taken, make) {
  for (;;) {
    const value = make();
    if (taken.has(value)) continue;
    taken.add(value);
    return value;
  }
}

function day(year, notBefore = '') {
  const date = `${year}-${String(int(1, 12)).padStart(2, '0')}-${String(int(1, 28)).padStart(2, '0')}`;
  return date < notBefore ? notBefore : date;
}

function refuseDoubles(list) {
  const seen = new Set();
  for (const value of list) {
    if (seen.has(value)) throw new Error(`${value} occurs twice.`);
    seen.add(value);
  }
}

/** One entry per line: a change of the data reads as a change of lines. */
function print(content, key) {
  const { [key]: entries, ...rest } = content;
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
  const headText = Object.entries(rest).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`).join('');
  return `{\n${headText}  ${JSON.stringify(key)}: [\n${lines}\n  ]\n}\n`;
}

/** A small public-domain generator (mulberry32): the same numbers on every machine. */
function mulberry32(start) {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
