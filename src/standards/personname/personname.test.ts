import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validate } from '../din91379/index.ts';
import { matchNames, rank } from './index.ts';
import type { NameVerdict, PersonName } from './index.ts';

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as [string, string, NameVerdict][];

/** "given|family^birth name" */
function read(text: string): PersonName {
  const [givenNames = '', rest = ''] = text.split('|');
  const [familyName = '', birthName] = rest.split('^');
  return { givenNames, familyName, birthName };
}

const word = fc.constantFrom(
  'Anna', 'Karl', 'Heinz', 'Hans-Peter', 'Jürgen', 'Müller', 'Mueller', 'von', 'der', 'Heide', 'Đorđević', 'O\'Neill', 'Dr.', 'K.', '-', 'Schmidt', 'Schmitt',
);
const field = fc.oneof(fc.array(word, { maxLength: 3 }).map((w) => w.join(' ')), fc.string({ unit: 'grapheme', maxLength: 8 }));
const name: fc.Arbitrary<PersonName> = fc.record({ familyName: field, givenNames: field, birthName: fc.option(field, { nil: undefined }) });

describe('matchNames', () => {
  it.each(vectors)('%s ~ %s: %s', (a, b, verdict) => {
    expect(matchNames(read(a), read(b)).result).toBe(verdict);
  });
  it('says why', () => {
    expect(matchNames(read('Maria|von der Heide'), read('Maria|Heide')).reasons).toEqual(['personname.particle']);
    expect(matchNames(read('Karl Heinz|Kurz'), read('Heinz|Kurz')).reasons).toEqual(['personname.given_left_out']);
    expect(matchNames(read('Anna|Müller'), read('Anna|Muller')).reasons).toEqual(['personname.letters_without_marks']);
    expect(matchNames(read('Eva|A-B'), read('Eva|B-A')).reasons).toEqual(['personname.double_order']);
    expect(matchNames(read('Müller|Anna'), read('Anna|Müller')).reasons).toEqual(['personname.fields_swapped']);
    expect(matchNames(read('Anna|Weber'), read('Anna|Bauer^Weber')).reasons).toEqual(['personname.birth_name']);
    expect(matchNames(read('Anna|Weber'), read('Anna|Weber')).reasons).toEqual([]);
  });
  it('is symmetric, never throws, and gives a reason for all but the same', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const forth = matchNames(a, b);
        expect(matchNames(b, a).result).toBe(forth.result);
        expect(forth.reasons.length > 0).toBe(forth.result !== 'same');
      }),
      { numRuns: 500 },
    );
  });
  it('finds every name the same as itself, and a variant in capitals, decomposed or without hyphens', () => {
    fc.assert(
      fc.property(name, (a) => {
        const change = (f: (text: string) => string): PersonName => ({ familyName: f(a.familyName ?? ''), givenNames: f(a.givenNames ?? '') });
        fc.pre(/[A-Za-z]{2}/.test(`${a.familyName ?? ''} ${a.givenNames ?? ''}`) && !/^(dr|k|von|der|[\W_])*$/i.test(a.familyName ?? ''));
        // Capitals of other scripts are not the business of this comparison.
        fc.pre(validate(`${a.familyName ?? ''}${a.givenNames ?? ''}`, 'A').ok);
        fc.pre(matchNames(a, a).result === 'same');
        expect(rank(matchNames(a, change((t) => t.normalize('NFD'))).result)).toBe(0);
        expect(rank(matchNames(a, change((t) => t.toUpperCase())).result)).toBeLessThanOrEqual(rank('variant'));
        expect(rank(matchNames(a, change((t) => t.replaceAll('-', ' '))).result)).toBeLessThanOrEqual(rank('variant'));
      }),
    );
  });
});
