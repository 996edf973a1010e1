import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cityKey, formatHouseNumber, isPostcode, matchAddress, parseHouseNumber, parseHouseNumberRange, parseStreetLine, rangeContains, streetKey,
} from './index.ts';
import type { Address, AddressVerdict } from './index.ts';

const home: Address = { street: 'Große Ulrichstraße', houseNumber: '12a', postcode: '06108', city: 'Halle (Saale)' };

describe('parseStreetLine', () => {
  it.each<[string, string, string | undefined, string | undefined]>([
    ['Große Ulrichstr. 12 a', 'Große Ulrichstraße', '12a', undefined],
    ['Große Ulrichstraße 12A', 'Große Ulrichstraße', '12a', undefined],
    ['Gr. Ulrichstr.12', 'Große Ulrichstraße', '12', undefined],
    ['Mansfelder Str. 15-17', 'Mansfelder Straße', '15–17', undefined],
    ['Mansfelder Straße 48a–c', 'Mansfelder Straße', '48a–48c', undefined],
    ['Hafenstr 3, Hinterhaus', 'Hafenstraße', '3', 'Hinterhaus'],
    ['Straße des 17. Juni 5', 'Straße des 17. Juni', '5', undefined],
    ['Straße des 17. Juni', 'Straße des 17. Juni', undefined, undefined],
    ['Str. der Jugend 7', 'Straße der Jugend', '7', undefined],
    ['Dr.-Muster-Str. 9', 'Dr.-Muster-Straße', '9', undefined],
    ['Am Markt', 'Am Markt', undefined, undefined],
    ['An der Schwemme Nr. 4', 'An der Schwemme', '4', undefined],
    ['Musterpl. 1', 'Musterplatz', '1', undefined],
  ])('%s', (text, street, number, addition) => {
    const parsed = parseStreetLine(text);
    expect(parsed).toMatchObject({ ok: true, street });
    if (!parsed.ok) return;
    expect(parsed.houseNumber && formatHouseNumber(parsed.houseNumber)).toBe(number);
    expect(parsed.addition).toBe(addition);
  });
  it('refuses nothing and a number alone', () => {
    expect(parseStreetLine('  ')).toEqual({ ok: false, key: 'address.error.empty' });
    expect(parseStreetLine('12 a')).toEqual({ ok: false, key: 'address.error.street_missing' });
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.constantFrom('Str.', '1', '2a', '-', ' ', ',', 'Am', '.')).map((p) => p.join(''))), (text) => {
        parseStreetLine(text);
        streetKey(text);
        cityKey(text);
        parseHouseNumber(text);
        parseHouseNumberRange(text);
      }),
    );
  });
});

describe('keys', () => {
  it.each([
    ['Mansfelder Straße', 'Mansfelder Str.'], ['Mansfelder Straße', 'Mansfelder Strasse'], ['Mansfelder Straße', 'mansfelderstr'],
    ['Mansfelder Straße', 'MANSFELDER-STRASSE'], ['Große Ulrichstraße', 'Gr. Ulrichstr.'], ['Kleine Klausstraße', 'Kl Klausstr'],
    ['Musterplatz', 'Musterpl.'], ['Dr.-Muster-Straße', 'Doktor Muster Str.'], ['St.-Muster-Weg', 'Sankt Muster Weg'],
  ])('%s = %s', (a, b) => {
    expect(streetKey(a)).toBe(streetKey(b));
  });
  it('keeps other streets apart', () => {
    const names = ['Hafenstraße', 'Haferstraße', 'Große Ulrichstraße', 'Kleine Ulrichstraße', 'Mansfelder Straße', 'Mansfelder Weg', 'Straße des 17. Juni', 'Straße des 18. Juni'];
    expect(new Set(names.map(streetKey)).size).toBe(names.length);
  });
  it.each(['Halle', 'Halle (Saale)', 'HALLE/SAALE', 'Halle / Saale', 'Halle a. d. Saale', 'Halle an der Saale', 'Halle Saale', 'Stadt Halle (Saale)', 'Halle, OT Neustadt', 'halle a.d. Saale'])(
    'city %s',
    (city) => {
      expect(cityKey(city)).toBe('HALLE');
    },
  );
});

describe('isPostcode', () => {
  it('takes five digits in the German range', () => {
    for (const good of ['06108', '01067', '99998', '10115']) expect(isPostcode(good)).toBe(true);
    for (const bad of ['6108', '00000', '01000', '99999', '061081', '0610a', '', ' 06108', 'D-06108']) expect(isPostcode(bad)).toBe(false);
  });
});

describe('matchAddress', () => {
  it.each<[Partial<Address>, AddressVerdict, string[]]>([
    [{}, 'same', []],
    [{ street: 'Gr. Ulrichstr.' }, 'variant', ['address.spelling']],
    [{ street: 'GROSSE ULRICHSTRASSE', houseNumber: '12 A', city: 'Halle' }, 'variant', ['address.spelling']],
    [{ postcode: '06110' }, 'variant', ['address.postcode_differs']],
    [{ city: 'Altstadt' }, 'variant', ['address.city_differs']],
    [{ postcode: '04109', city: 'Leipzig' }, 'different', ['address.place_differs']],
    [{ houseNumber: '12' }, 'doubt', ['address.suffix_differs']],
    [{ houseNumber: '12b' }, 'doubt', ['address.suffix_differs']],
    [{ houseNumber: '12-14' }, 'doubt', ['address.span']],
    [{ houseNumber: '' }, 'doubt', ['address.number_missing']],
    [{ houseNumber: '13' }, 'different', ['address.number_differs']],
    [{ street: 'Große Ullrichstraße' }, 'doubt', ['address.street_slip']],
    [{ street: 'Kleine Ulrichstraße' }, 'different', ['address.street_differs']],
    [{ street: 'Großer Ulrichsteig' }, 'different', ['address.street_differs']],
  ])('%j: %s', (change, result, reasons) => {
    expect(matchAddress(home, { ...home, ...change })).toEqual({ result, reasons });
    expect(matchAddress({ ...home, ...change }, home).result).toBe(result);
  });
  it('is symmetric and finds every address the same as itself', () => {
    const part = (...values: string[]) => fc.oneof(fc.constantFrom(...values), fc.string({ maxLength: 6 }));
    const address = fc.record({
      street: part('Hafenstraße', 'Haferstr.', 'Am Markt'), houseNumber: part('1', '1a', '1-3', '2', ''), postcode: part('06108', '06110'), city: part('Halle', 'Halle (Saale)'),
    });
    fc.assert(
      fc.property(address, address, (a, b) => {
        expect(matchAddress(a, b).result).toBe(matchAddress(b, a).result);
        fc.pre(streetKey(a.street) !== '' && a.houseNumber.trim() !== '');
        expect(matchAddress(a, a).result).toBe('same');
      }),
    );
  });
});

describe('house number ranges', () => {
  const holds = (range: string, numbers: string[]) =>
    numbers.filter((n) => {
      const [r, h] = [parseHouseNumberRange(range), parseHouseNumber(n)];
      if (!r || !h) throw new Error(`${range} ${n}`);
      return rangeContains(r, h);
    });
  it.each<[string, string[], string[]]>([
    ['15–48b', ['14', '15', '15a', '30', '48', '48b', '48c', '49'], ['15', '15a', '30', '48', '48b']],
    ['15-48', ['48', '48c', '49'], ['48', '48c']],
    ['15b-20', ['15', '15a', '15b', '15c', '16'], ['15b', '15c', '16']],
    ['1-27 ungerade', ['1', '2', '26', '27', '27a', '29'], ['1', '27', '27a']],
    ['2–30 gerade', ['1', '2', '30', '31', '32'], ['2', '30']],
    ['alle', ['1', '999z'], ['1', '999z']],
    ['gerade', ['1', '2', '40a'], ['2', '40a']],
    ['alle (ungerade)', ['1', '2'], ['1']],
    ['ab 12', ['11', '12', '400'], ['12', '400']],
    ['bis 9a', ['1', '9', '9a', '9b'], ['1', '9', '9a']],
    ['7', ['6', '7', '7a', '8'], ['7', '7a']],
    ['10-20', ['12-14', '18-22', '8-10'], ['12-14']],
  ])('%s', (range, asked, inside) => {
    expect(holds(range, asked)).toEqual(inside);
  });
  it('refuses what is not a range', () => {
    for (const text of ['', 'foo', '20-10', '0-5', '1-2-3', 'ab', '12345']) expect(parseHouseNumberRange(text)).toBeNull();
  });
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.constantFrom('', 'a', 'k'), fc.nat({ max: 40 }), (n, suffix, span) => {
        const text = span === 0 || n + span > 9999 ? `${n}${suffix}` : `${n}${suffix}–${n + span}`;
        expect(formatHouseNumber(parseHouseNumber(text) ?? { number: 0 })).toBe(text);
      }),
    );
  });
});
