import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeFromBytes, normaliseCode } from './code.ts';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((list) => list.filter((byte) => byte < 232).length >= 8);

it('a code reads back however people write it', () => {
  fc.assert(fc.property(bytes, (source) => {
    const code = codeFromBytes(source);
    expect(code).toMatch(/^[2346789A-Z]{4}-[2346789A-Z]{4}$/);
    expect(code).not.toMatch(/[015OILS]/);
    for (const typed of [code.toLowerCase(), code.replace('-', ''), ` ${code.replace('-', ' ')} `]) expect(normaliseCode(typed)).toBe(normaliseCode(code));
  }));
});

it('never ends in an endless loop or a short code', () => {
  expect(() => codeFromBytes(new Uint8Array(32).fill(255))).toThrow(RangeError);
  expect(normaliseCode('x'.repeat(10_000)).length).toBeLessThanOrEqual(64);
});
