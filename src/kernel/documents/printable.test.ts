import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cyrillicLetters, greekLetters, latinLetters, nonLettersN1, nonLettersN2, nonLettersN3, sequences } from '../../standards/din91379/tables.ts';
import { projectRoot } from '../root.ts';
import { coverageOf, unpackWoff } from './font.ts';
import { printable } from './printable.ts';

const woff = (name: string): Buffer => readFileSync(join(projectRoot, 'node_modules/@kern-ux/native/dist/fonts/noto-sans', `${name}.woff`));
const fonts = ['NotoSans-Regular', 'NotoSans-Bold'].map((name) => unpackWoff(woff(name)));
const coverage = coverageOf(fonts);
const show = (text: string): string => printable(text, coverage);

describe('fonts', () => {
  it('unpack to TrueType with the same tables', () => {
    for (const font of fonts) {
      expect(font.readUInt32BE(0)).toBe(0x00010000);
      expect(font.length).toBeGreaterThan(400_000);
      expect(font.length % 4).toBe(0);
    }
    expect(() => unpackWoff(Buffer.from('wOF2'.padEnd(60, '\0')))).toThrow('WOFF');
  });

  it('have every letter, sequence and sign of DIN 91379, Greek and Cyrillic included', () => {
    const ranges = [...latinLetters, ...greekLetters, ...cyrillicLetters].flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
    const wanted = new Set([...ranges, ...[...sequences.join(''), ...nonLettersN1, ...nonLettersN2, ...nonLettersN3].map((sign) => sign.codePointAt(0) ?? 0)]);
    const missing = [...wanted].filter((code) => !coverage.has(code)).map((code) => code.toString(16));
    expect(missing).toEqual([]);
  });
});

describe('printable', () => {
  it.each([
    ['Đurđević-Łukašenko', 'Đurđević-Łukašenko'],
    ['e\u0301 C\u0328\u0306', 'é C\u0328\u0306'],
    ['Hallo 😀!', 'Hallo [U+1F600]!'],
    ['שלום', '[U+05E9][U+05DC][U+05D5][U+05DD]'],
    ['a\tb\r\nc\rd\u2028e', 'a b\nc\nd\ne'],
    ['a\0b\u0007c\u009bd', 'abcd'],
    ['evil\u202etxt.exe\u2066x\u200f', 'eviltxt.exex'],
    ['\ud800x', '\ufffdx'],
    ['\ue000', '[U+E000]'],
    ['👩\u200d🔬\ufe0f', '[U+1F469][U+1F52C]'],
    ['30,70\u00a0€ – „so“', '30,70\u00a0€ – „so“'],
  ])('%j', (text, expected) => expect(show(text)).toBe(expected));

  it('only leaves what the fonts can draw, and is idempotent', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const shown = show(text);
      const drawable = [...shown].every((sign) => coverage.has(sign.codePointAt(0) ?? 0) || '\n\u00ad\u200b'.includes(sign));
      return drawable && show(shown) === shown;
    }), { numRuns: 2000 });
  });
});
