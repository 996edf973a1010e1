import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCharacter, formatNumber, hasValidCheck, mod11_10, mod27_26, mod37_36, parseNumber } from './index.ts';

const systems = [mod11_10, mod27_26, mod37_36];
const payload = (alphabet: string) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 14 }).map((c) => c.join(''));

describe('ISO/IEC 7064 hybrid systems', () => {
  it('agree with numbers checked elsewhere', () => {
    // 0794 + 5: the example of MOD 11,10 in the standard's literature; the second is a German tax number of the
    // official test set (Steuer-ID 86095742719), the third the GRid example of IFPI (A1-2425G-ABC1234002-M).
    expect(checkCharacter(mod11_10, '0794')).toBe('5');
    expect(hasValidCheck(mod11_10, '86095742719')).toBe(true);
    expect(hasValidCheck(mod37_36, 'A12425GABC1234002M')).toBe(true);
  });
  it('answer null for characters outside the alphabet and refuse what is too short', () => {
    expect(checkCharacter(mod11_10, '12a')).toBeNull();
    expect(hasValidCheck(mod11_10, '1')).toBe(false);
    expect(hasValidCheck(mod11_10, '')).toBe(false);
  });
  it.each(systems)('$name detects every single substitution', (system) => {
    fc.assert(
      fc.property(payload(system.alphabet), fc.nat(), fc.constantFrom(...system.alphabet), (text, at, other) => {
        const whole = text + checkCharacter(system, text);
        const i = at % whole.length;
        const wrong = whole.slice(0, i) + other + whole.slice(i + 1);
        expect(hasValidCheck(system, wrong)).toBe(wrong === whole);
      }),
    );
  });
});

describe('file numbers', () => {
  it('have the shape we print', () => {
    expect(formatNumber({ prefix: 'PA', year: 2026, serial: 4711 })).toMatch(/^PA26-004711-\d$/);
  });
  it('are read however people type them', () => {
    const value = { prefix: 'PA', year: 2010, serial: 101_011 };
    const number = formatNumber(value);
    const spellings = [
      number, number.toLowerCase(), number.replaceAll('-', ''), number.replaceAll('-', ' '), ` ${[...number].join(' ')} `,
      number.replaceAll('0', 'O'), number.replaceAll('1', 'I'), number.replaceAll('1', 'l').replaceAll('0', 'o'), number.replaceAll('-', '–'),
    ];
    for (const spelling of spellings) expect(parseNumber(spelling)).toEqual({ ok: true, value, canonical: number });
  });
  it('round-trip for all', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('A', 'PA', 'HST', 'RG'),
        fc.integer({ min: 2000, max: 2099 }),
        fc.integer({ min: 1, max: 99_999_999 }),
        (prefix, year, serial) => {
          const canonical = formatNumber({ prefix, year, serial });
          expect(parseNumber(canonical)).toEqual({ ok: true, value: { prefix, year, serial }, canonical });
        },
      ),
    );
  });
  it('refuse one wrong digit, whichever', () => {
    const number = formatNumber({ prefix: 'PA', year: 2026, serial: 123_456 });
    for (let i = 0; i < number.length; i++) {
      if (!/\d/.test(number.charAt(i))) continue;
      for (const digit of '0123456789') {
        const wrong = number.slice(0, i) + digit + number.slice(i + 1);
        expect(parseNumber(wrong).ok).toBe(wrong === number);
      }
    }
  });
  it('protect the letters too, and each file has one number only', () => {
    const number = formatNumber({ prefix: 'PA', year: 2026, serial: 4711 });
    for (const other of ['QA', 'PB', 'PK', 'ZA']) expect(parseNumber(`${other}${number.slice(2)}`)).toEqual({ ok: false, key: 'checkdigit.error.check' });
    const longer = '260004711'; // the same running number with one more zero in front, and the right check digit for that
    expect(parseNumber(`PA${longer}${checkCharacter(mod11_10, `2510${longer}`)}`)).toEqual({ ok: false, key: 'checkdigit.error.format' });
    expect(parseNumber(`PA26000000${checkCharacter(mod11_10, '251026000000')}`)).toEqual({ ok: false, key: 'checkdigit.error.format' });
  });
  it('refuse other things with a reason', () => {
    expect(parseNumber('')).toEqual({ ok: false, key: 'checkdigit.error.format' });
    expect(parseNumber('PA26')).toEqual({ ok: false, key: 'checkdigit.error.format' });
    expect(parseNumber('26-004711-5')).toEqual({ ok: false, key: 'checkdigit.error.format' });
    const other = formatNumber({ prefix: 'HS', year: 2026, serial: 1 });
    expect(parseNumber(other, { prefix: 'PA' })).toEqual({ ok: false, key: 'checkdigit.error.prefix' });
    const right = formatNumber({ prefix: 'PA', year: 2026, serial: 1 });
    const wrong = right.slice(0, -1) + String((Number(right.slice(-1)) + 1) % 10);
    expect(parseNumber(wrong)).toEqual({ ok: false, key: 'checkdigit.error.check' });
  });
  it('throw on values no file has', () => {
    expect(() => formatNumber({ prefix: 'IO', year: 2026, serial: 1 })).toThrow(RangeError);
    expect(() => formatNumber({ prefix: 'P', year: 1999, serial: 1 })).toThrow(RangeError);
    expect(() => formatNumber({ prefix: 'P', year: 2026, serial: 0 })).toThrow(RangeError);
  });
  it('never throw on any input', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), payload('PAOIL0123456789- ')), (text) => {
        const parsed = parseNumber(text);
        if (parsed.ok) expect(formatNumber(parsed.value)).toBe(parsed.canonical);
      }),
    );
  });
});
