import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseIban, printIban } from './index.ts';

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as { valid: { text: string; canonical: string; country: string; sepa: boolean }[]; invalid: [string, string][] };

it.each(vectors.valid)('reads $text', ({ text, ...rest }) => {
  expect(parseIban(text)).toEqual({ ok: true, ...rest });
  expect(parseIban(printIban(rest.canonical))).toEqual({ ok: true, ...rest });
});

it.each(vectors.invalid)('refuses %j: %s', (text, key) => expect(parseIban(text)).toEqual({ ok: false, key }));

it('finds every single wrong digit and every swap of neighbours', () => {
  const right = 'DE89370400440532013000';
  for (let i = 2; i < right.length; i++) {
    for (const digit of '0123456789') {
      const wrong = right.slice(0, i) + digit + right.slice(i + 1);
      expect(parseIban(wrong).ok).toBe(wrong === right);
    }
    const swapped = right.slice(0, i) + (right[i + 1] ?? '') + (right[i] ?? '') + right.slice(i + 2);
    expect(parseIban(swapped).ok).toBe(swapped === right);
  }
});

it('never throws', () => fc.assert(fc.property(fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }), (text) => typeof parseIban(text).ok === 'boolean')));
