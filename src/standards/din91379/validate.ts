import {
  cyrillicLetters,
  greekLetters,
  latinLetters,
  nonLettersE1,
  nonLettersN1,
  nonLettersN2,
  nonLettersN3,
  nonLettersN4,
  sequences,
} from './tables.ts';

/**
 * Data types of DIN 91379:
 * A names of natural persons · B other names (firms, streets, places, products) · C all normative characters (adds tab,
 * line ends, no-break space) · D C plus Greek and E1 · E D plus Cyrillic.
 */
export type DataType = 'A' | 'B' | 'C' | 'D' | 'E';

export type Validation =
  | { ok: true; value: string }
  | {
      ok: false;
      key: 'din91379.error.character';
      /** The first character (with its combining marks) that the data type does not allow. */
      character: string;
      /** Its place in the normalised string, counted in UTF-16 units. */
      position: number;
    };

/** Unicode Normal Form C, the form DIN 91379 prescribes for storing and exchanging. */
export function normaliseUnicode(text: string): string {
  return text.normalize('NFC');
}

/**
 * What a person typed, made fit for a name field: NFC, blanks of every kind to one blank, none at the ends, curly and
 * modifier quotes and typographic dashes to the characters DIN 91379 knows in names (U+2019 stays: it is a letter-like
 * apostrophe of the standard).
 */
export function normalise(text: string): string {
  return normaliseUnicode(text)
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018\u201b\u2032]/g, '\u2019')
    .replace(/\s+/gu, ' ')
    .trim();
}

type Group = string | readonly (readonly [number, number])[];

const allowed = buildTypes();

function buildTypes(): Record<DataType, ReadonlySet<number>> {
  const A: readonly Group[] = [latinLetters, nonLettersN1];
  const B = [...A, nonLettersN2];
  const C = [...B, nonLettersN3, nonLettersN4];
  const D = [...C, greekLetters, nonLettersE1];
  const E = [...D, cyrillicLetters];
  return { A: codePoints(A), B: codePoints(B), C: codePoints(C), D: codePoints(D), E: codePoints(E) };
}

function codePoints(groups: readonly Group[]): Set<number> {
  const set = new Set<number>();
  for (const group of groups) {
    if (typeof group === 'string') for (const c of group) set.add(c.codePointAt(0) as number);
    else for (const [from, to] of group) for (let c = from; c <= to; c++) set.add(c);
  }
  return set;
}

const tailsByBase = new Map<string, string[]>();
for (const sequence of [...sequences].sort((x, y) => y.length - x.length)) {
  const base = String.fromCodePoint(sequence.codePointAt(0) as number);
  tailsByBase.set(base, [...(tailsByBase.get(base) ?? []), sequence.slice(base.length)]);
}

/**
 * Checks a string against a data type. The string is brought to NFC first; nothing else is changed.
 * A combining mark counts only inside a sequence that the standard defines.
 */
export function validate(text: string, type: DataType): Validation {
  const value = normaliseUnicode(text);
  const single = allowed[type];
  let at = 0;
  while (at < value.length) {
    const code = value.codePointAt(at) as number;
    const base = String.fromCodePoint(code);
    const tail = tailsByBase.get(base)?.find((t) => value.startsWith(t, at + base.length) && !isMark(value, at + base.length + t.length));
    if (tail !== undefined) {
      at += base.length + tail.length;
      continue;
    }
    if (!single.has(code) || isMark(value, at + base.length)) {
      return { ok: false, key: 'din91379.error.character', character: cluster(value, at), position: at };
    }
    at += base.length;
  }
  return { ok: true, value };
}

/** True for a non-empty string that is a valid name of a natural person (data type A) and holds at least one letter. */
export function isPersonName(text: string): boolean {
  return /\p{L}/u.test(text) && validate(text, 'A').ok;
}

function isMark(value: string, at: number): boolean {
  return at < value.length && /^\p{M}$/u.test(String.fromCodePoint(value.codePointAt(at) as number));
}

function cluster(value: string, at: number): string {
  return /^[^]\p{M}*/u.exec(value.slice(at))?.[0] ?? value.charAt(at);
}
