import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../../kernel/root.ts';
import { parseHouseNumber, parseHouseNumberRange, rangeContains, streetKey } from '../../standards/address/index.ts';

interface Zone {
  key: string;
  demo: boolean;
  source: string;
  streets: { street: string; numbers: string; source: string }[];
}
const { demo, zones } = parse(readFileSync(join(projectRoot, 'city', 'halle', 'demo', 'zones.yaml'), 'utf8')) as { demo: boolean; zones: Zone[] };

function zonesOf(street: string, number: string): string[] {
  const house = parseHouseNumber(number);
  if (!house) throw new Error(number);
  const fits = (entry: Zone['streets'][number]) => {
    const range = parseHouseNumberRange(entry.numbers);
    return range !== null && streetKey(entry.street) === streetKey(street) && rangeContains(range, house);
  };
  return zones.filter(({ streets }) => streets.some(fits)).map(({ key }) => key);
}

it('demo zones are marked, name their source, and every range can be read', () => {
  expect(demo).toBe(true);
  for (const zone of zones) {
    expect(zone).toMatchObject({ demo: true, source: expect.stringMatching(/\S/) as unknown });
    for (const entry of zone.streets) {
      expect(parseHouseNumberRange(entry.numbers), `${zone.key} ${entry.street}`).not.toBeNull();
      expect(entry.source).toMatch(/Demo-Annahme|\.de/);
    }
  }
});

it('demo zones hold the addresses they should', () => {
  expect(zonesOf('Mansfelder Str.', '17')).toEqual(['klaustorvorstadt']);
  expect(zonesOf('Mansfelder Straße', '48b')).toEqual(['klaustorvorstadt']);
  expect(zonesOf('Mansfelder Straße', '48c')).toEqual([]);
  expect(zonesOf('Mansfelder Straße', '14')).toEqual([]);
  expect(zonesOf('Beispielweg', '3')).toEqual(['musterviertel-demo']);
  expect(zonesOf('Kl. Mustergasse', '4')).toEqual([]);
  expect(zonesOf('Demoallee', '5')).toEqual([]);
});
