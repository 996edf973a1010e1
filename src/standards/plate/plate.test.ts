import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPlate, inSeason, maskPlate, matchPlates, parsePlate, plateKey } from './index.ts';
import type { Plate } from './index.ts';

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as Record<
  'valid' | 'invalid' | 'mask',
  [string, string][]
>;

const upper = (min: number, max: number, alphabet: string) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: min, maxLength: max }).map((c) => c.join(''));
const anyPlate: fc.Arbitrary<Plate> = fc
  .record({
    district: upper(1, 3, 'ABCHLZÄÖÜ'),
    letters: upper(1, 2, 'ABHELZ'),
    digits: fc.integer({ min: 1, max: 9999 }).map(String),
    suffix: fc.constantFrom(undefined, 'E' as const, 'H' as const),
    season: fc.option(fc.constantFrom({ from: 4, to: 10 }, { from: 10, to: 3 }, { from: 1, to: 2 }), { nil: undefined }),
  })
  .filter((p) => p.district.length + p.letters.length + p.digits.length + (p.suffix ? 1 : 0) <= 8)
  .map(({ suffix, season, ...rest }) => ({ ...rest, ...(suffix ? { suffix } : {}), ...(season ? { season } : {}) }));

function plate(text: string): Plate {
  const parsed = parsePlate(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.key}`);
  return parsed.value;
}

describe('parsePlate', () => {
  it.each(vectors.valid)('%j → %s', (text, formatted) => {
    const parsed = parsePlate(text);
    expect(parsed.ok && formatPlate(parsed.value)).toBe(formatted);
  });
  it.each(vectors.invalid)('%j → %s', (text, key) => {
    expect(parsePlate(text)).toMatchObject({ ok: false, key });
  });
  it('names the readings of a run of letters, and takes the preferred district', () => {
    expect(parsePlate('HALA1')).toEqual({ ok: false, key: 'plate.error.ambiguous', readings: ['HA-LA 1', 'HAL-A 1'] });
    expect(parsePlate('HALA1', { prefer: ['HAL'] })).toMatchObject({ ok: true, value: { district: 'HAL', letters: 'A' } });
    expect(parsePlate('hal 123', { prefer: ['HAL'] })).toMatchObject({ ok: false, key: 'plate.error.ambiguous' });
  });
  it('reads back whatever formatPlate writes, also in small letters', () => {
    fc.assert(
      fc.property(anyPlate, (value) => {
        expect(parsePlate(formatPlate(value))).toEqual({ ok: true, value });
        expect(parsePlate(formatPlate(value).toLowerCase())).toEqual({ ok: true, value });
      }),
    );
  });
  it('never throws, answers quickly, and what it accepts is canonical', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), upper(0, 14, 'HAL0123 -–EÜ/()')), (text) => {
        const parsed = parsePlate(text);
        if (parsed.ok) expect(parsePlate(formatPlate(parsed.value))).toEqual(parsed);
      }),
    );
    const started = performance.now();
    parsePlate(`${'H '.repeat(20_000)}!`);
    parsePlate(`A-B 1${' '.repeat(20_000)}!`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('comparing', () => {
  it('takes E, H and season as additions', () => {
    expect(matchPlates(plate('HAL-AB 12'), plate('hal ab 12'))).toBe('same');
    expect(matchPlates(plate('HAL-AB 12'), plate('HAL-AB 12E'))).toBe('variant');
    expect(matchPlates(plate('HAL-AB 12'), plate('HAL-AB 12 04/10'))).toBe('variant');
    expect(matchPlates(plate('HAL-A 12'), plate('HA-LA 12'))).toBe('different');
    expect(plateKey(plate('HAL-A 1'))).not.toBe(plateKey(plate('HA-LA 1')));
  });
  it('is symmetric', () => {
    fc.assert(fc.property(anyPlate, anyPlate, (a, b) => matchPlates(a, b) === matchPlates(b, a)));
  });
});

describe('maskPlate', () => {
  it.each(vectors.mask)('%s → %s', (text, masked) => expect(maskPlate(plate(text))).toBe(masked));
  it('shows the same for many plates', () => {
    fc.assert(
      fc.property(anyPlate, anyPlate, (a, b) => {
        const shown = (p: Plate) => [p.district, p.letters.charAt(0), p.digits.slice(-1)].join();
        expect(maskPlate(a) === maskPlate(b)).toBe(shown(a) === shown(b));
      }),
    );
  });
});

describe('inSeason', () => {
  it('counts both ends and runs over the new year', () => {
    const months = (text: string) => Array.from({ length: 12 }, (_, i) => i + 1).filter((m) => inSeason(plate(text), m));
    expect(months('HAL-A 1 04/10')).toEqual([4, 5, 6, 7, 8, 9, 10]);
    expect(months('HAL-A 1 10/03')).toEqual([1, 2, 3, 10, 11, 12]);
    expect(months('HAL-A 1')).toHaveLength(12);
  });
});
