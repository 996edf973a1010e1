import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReference, parseReference, printReference } from './index.ts';

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as { valid: { base: string; reference: string; printed: string }[]; invalid: string[] };
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
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
  it('round-trips, and finds every single wrong character', () => {
    fc.assert(
      fc.property(base, fc.nat(), fc.constantFrom(...alphabet), (own, at, other) => {
        const reference = formatReference(own);
        expect(parseReference(printReference(reference))).toEqual({ ok: true, canonical: reference, base: own });
        const i = 2 + (at % (reference.length - 2));
        const wrong = reference.slice(0, i) + other + reference.slice(i + 1);
        expect(parseReference(wrong).ok).toBe(wrong === reference);
      }),
    );
  });
  it('throws on what can be no reference', () => {
    expect(() => formatReference('')).toThrow(RangeError);
    expect(() => formatReference('Ä1')).toThrow(RangeError);
    expect(() => formatReference('1'.repeat(22))).toThrow(RangeError);
  });
});
