import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../../../kernel/root.ts';
import { plainDate } from '../../../kernel/time/index.ts';
import { areasOf, zonesSchema } from './areas.ts';

const areas = areasOf(zonesSchema.parse(parse(readFileSync(join(projectRoot, 'city', 'halle', 'demo', 'zones.yaml'), 'utf8'))));
const today = plainDate('2026-11-24');

it.each([
  ['Mansfelder Str.', '17', 'klaustorvorstadt'],
  ['mansfelder strasse', '48 B', 'klaustorvorstadt'],
  ['Mansfelder Straße', '14', undefined],
  ['Mansfelder Straße', '48c', undefined],
  ['Hafenstraße', '35', 'klaustorvorstadt'],
  ['Hafenstraße', '36', undefined],
  ['Kl. Mustergasse', '3', 'altstadt-demo'],
  ['Kleine Mustergasse', '4', undefined],
  ['Demoallee', '5', undefined],
  ['Musterstraße', 'hinten', undefined],
])('%s %s lies in %s', (street, number, area) => {
  expect(areas.find(street, number, today)).toBe(area);
});

it('knows from which day a street belongs to its zone', () => {
  expect(areas.find('Am Sophienhafen', '5', plainDate('2025-06-30'))).toBeUndefined();
  expect(areas.find('Am Sophienhafen', '5', plainDate('2025-07-01'))).toBe('klaustorvorstadt');
});

it('names a zone, also one that is gone', () => {
  expect(areas.name('klaustorvorstadt')).toBe('Klaustorvorstadt');
  expect(areas.name('frueher')).toBe('frueher');
});

it('refuses a file with a range nobody can read', () => {
  const street = { street: 'Weg', numbers: 'einige', source: 'x' };
  expect(() => areasOf({ demo: true, zones: [{ key: 'a', name: 'A', source: 'x', streets: [street] }] })).toThrow(RangeError);
});
