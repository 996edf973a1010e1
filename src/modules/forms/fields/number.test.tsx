import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber } from './number.tsx';
import { fieldOf } from './testing.ts';

describe('number', () => {
  const whole = fieldOf({ type: 'number', min: 1, max: 9999, unit: { de: 'Meter', en: 'metres' } });
  const decimal = fieldOf({ type: 'number', decimals: 2 });

  it.each<['de' | 'en', string, number]>([
    ['de', '3', 3], ['de', '1.234', 1234], ['de', '1.234,5', 1234.5], ['de', '2,5', 2.5], ['de', '2.5', 2.5], ['de', '1 234', 1234], ['de', '−4', -4], ['de', '1.234.567', 1234567],
    ['en', '1,234.5', 1234.5], ['en', '2.5', 2.5], ['en', '2,5', 2.5], ['en', '1,234', 1234],
    ['de', 'drei', Number.NaN], ['de', '1.23.4', Number.NaN], ['de', '1e9', Number.NaN], ['de', '0x10', Number.NaN], ['de', '', Number.NaN], ['de', '1,2,3', Number.NaN], ['de', '9'.repeat(40), Number.NaN],
  ])('%s: %s → %d', (lang, typed, value) => expect(parseNumber(typed, lang)).toEqual(value));

  it('says what does not fit', () => {
    expect(whole.read('drei')).toEqual(['number']);
    expect(whole.read('2,5')).toEqual(['number_whole']);
    expect(decimal.read('2,555')).toEqual(['number_decimals']);
    expect(whole.read('')).toBeUndefined();
    expect(whole.fits(0)).toBe(false);
    expect(whole.fits(10_000)).toBe(false);
    expect(whole.fits(1.5)).toBe(false);
  });

  it('prints with unit in the reader\'s language', () => {
    expect(whole.show(1234)).toBe('1.234\u00a0Meter');
    expect(fieldOf({ type: 'number', decimals: 2, unit: { de: 'm', en: 'm' } }, { lang: 'en' }).show(1234.5)).toBe('1,234.5\u00a0m');
  });

  it('reads back what it shows, in both languages', () => {
    for (const lang of ['de', 'en'] as const) {
      const field = fieldOf({ type: 'number', decimals: 3 }, { lang });
      fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), (thousandths) => {
        expect(field.again(thousandths / 1000)).toBeCloseTo(thousandths / 1000, 6);
      }));
    }
  });
});
