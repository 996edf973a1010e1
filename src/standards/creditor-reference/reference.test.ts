import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReference, parseReference, printReference } from './index.ts';

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as { valid: { base: string; reference: string; printed: string }[]; invalid: string[] };
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const isDigit = (character: string) => /\d/.test(character);
const base = fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 21 }).map((characters) => characters.join(''));

describe('creditor reference', () => {
  it.each(vectors.valid)('agrees with $reference', ({ base: own, reference, printed }) => {
    expect(formatReference(own)).toBe(reference);
    expect(parseReference(printed.toLowerCase())).toEqual({ ok: true, canonical: reference, base: own });
    expect(printReference(reference)).toBe(printed);
  });
  it.each(vectors.invalid)('refuses %j', (text) => {
    expect(parseReference(text).ok).toBe(false);
  });
  it('round-trips, and finds every wrong digit and every wrong letter', () => {
    fc.assert(
      fc.property(base, fc.nat(), fc.constantFrom(...alphabet), (own, at, other) => {
        const reference = formatReference(own);
        expect(parseReference(printReference(reference))).toEqual({ ok: true, canonical: reference, base: own });
        const i = 2 + (at % (reference.length - 2));
        const wrong = reference.slice(0, i) + other + reference.slice(i + 1);
        // a digit for a letter moves all that follows: MOD 97-10 finds 96 of 97 of those, and every one of the others
        if (isDigit(other) === isDigit(reference.charAt(i))) expect(parseReference(wrong).ok).toBe(wrong === reference);
      }),
    );
  });
  it('refuses check digits that never arise, although they satisfy the congruence', () => {
    const withCheck = (check: string) => {
      for (let n = 1; n < 5000; n += 1) if (formatReference(String(n)).startsWith(`RF${check}`)) return String(n);
      throw new Error(`no base has the check ${check}`);
    };
    for (const [real, never] of [['97', '00'], ['98', '01'], ['02', '99']] as const) {
      const own = withCheck(real);
      expect(parseReference(`RF${real}${own}`).ok).toBe(true);
      expect(parseReference(`RF${never}${own}`)).toEqual({ ok: false, key: 'creditor_reference.error.check' });
    }
  });
  it('throws on what can be no reference', () => {
    expect(() => formatReference('')).toThrow(RangeError);
    expect(() => formatReference('Ä1')).toThrow(RangeError);
    expect(() => formatReference('1'.repeat(22))).toThrow(RangeError);
  });
});
