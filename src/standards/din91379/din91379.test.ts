import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareForm, isPersonName, normalise, searchForm, validate } from './index.ts';
import { latinLetters, nonLettersN1, sequences } from './tables.ts';

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as {
  searchForm: [string, string][];
  bareForm: [string, string][];
  personName: { valid: string[]; invalid: [string, string, number][] };
};

const letters = latinLetters.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)));
const nameText = fc.array(fc.constantFrom(...letters, ...sequences, ...nonLettersN1), { maxLength: 24 }).map((parts) => parts.join(''));

describe('DIN 91379 tables', () => {
  it('hold as many letters and sequences as the published list 1.3', () => {
    // Counted in latin_letters_1.3.txt: the list is the yardstick, so a slip in a range shows here.
    expect(sequences).toHaveLength(new Set(sequences).size);
    expect({ letters: letters.length, sequences: sequences.length }).toEqual({ letters: 500, sequences: 149 });
  });
  it('are in NFC', () => {
    for (const glyph of [...letters, ...sequences]) expect(glyph.normalize('NFC')).toBe(glyph);
  });
  it('map every letter to A–Z only', () => {
    for (const glyph of [...letters, ...sequences]) expect(searchForm(glyph)).toMatch(/^[A-Z]{1,2}$/);
  });
});

describe('validate', () => {
  it.each(vectors.personName.valid)('accepts %s as a person name', (name) => {
    expect(validate(name, 'A')).toEqual({ ok: true, value: name.normalize('NFC') });
    expect(isPersonName(name)).toBe(true);
  });
  it.each(vectors.personName.invalid)('refuses %j and names %j at %i', (name, character, position) => {
    expect(validate(name, 'A')).toEqual({ ok: false, key: 'din91379.error.character', character: character.normalize('NFC'), position });
    expect(isPersonName(name)).toBe(false);
  });
  it('widens from A to E', () => {
    expect(validate('Karl-Bröger-Straße 17', 'A').ok).toBe(false);
    expect(validate('Karl-Bröger-Straße 17', 'B').ok).toBe(true);
    expect(validate('a\u00a0b', 'B').ok).toBe(false);
    expect(validate('a\u00a0b', 'C').ok).toBe(true);
    expect(validate('Ω', 'C').ok).toBe(false);
    expect(validate('Ω', 'D').ok).toBe(true);
    expect(validate('Щ', 'D').ok).toBe(false);
    expect(validate('Щ', 'E').ok).toBe(true);
  });
  it('is not a person name without a letter', () => {
    for (const text of ['', ' ', '-', "'", '.']) expect(isPersonName(text)).toBe(false);
  });
  it('accepts whatever is built from the tables, and its decomposed spelling', () => {
    fc.assert(fc.property(nameText, (text) => validate(text, 'A').ok === validate(text.normalize('NFD'), 'A').ok));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters, ...sequences)), (parts) => validate(parts.join(' '), 'A').ok),
    );
  });
  it('never throws and is monotone in the data types', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const verdicts = (['A', 'B', 'C', 'D', 'E'] as const).map((type) => validate(text, type).ok);
        expect([...verdicts].sort()).toEqual(verdicts);
      }),
    );
  });
});

describe('searchForm', () => {
  it.each(vectors.searchForm)('%s → %s', (text, form) => expect(searchForm(text)).toBe(form));
  it.each(vectors.bareForm)('bare %s → %s', (text, form) => expect(bareForm(text)).toBe(form));
  it('is idempotent, blind to normal form and case, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), nameText, (wild, name) => {
        for (const text of [wild, name]) {
          expect(searchForm(searchForm(text))).toBe(searchForm(text));
          expect(searchForm(text.normalize('NFD'))).toBe(searchForm(text));
        }
        expect(searchForm(name.toLowerCase())).toBe(searchForm(name));
        expect(searchForm(name.toUpperCase())).toBe(searchForm(name));
      }),
    );
  });
  it('of a person name is letters and single blanks', () => {
    fc.assert(fc.property(nameText, (name) => {
        expect(searchForm(name)).toMatch(/^([A-Z]+( [A-Z]+)*)?$/);
      }),
    );
  });
});

describe('normalise', () => {
  it('tidies what people paste', () => {
    expect(normalise('  Mu\u0308ller \u2013\u00a0Lu\u0308dke\u200b ')).toBe('Müller - Lüdke');
    expect(normalise('O\u2018Neill')).toBe('O’Neill');
  });
  it('is idempotent', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text));
      }),
    );
  });
});
