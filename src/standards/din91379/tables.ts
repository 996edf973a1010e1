/**
 * The character groups of DIN 91379:2022-08 as code points. Facts taken from the String.Latin working group's public
 * list "latin_letters_1.3.txt" (CC BY 4.0); see README for what was compared and what could not be.
 */

/** Inclusive code point ranges of the single letters of group bll (Latin letters, normative). */
export const latinLetters: readonly (readonly [number, number])[] = [
  [0x41, 0x5a], [0x61, 0x7a], [0xc0, 0xd6], [0xd8, 0xf6], [0xf8, 0x17e], [0x187, 0x188], [0x18f, 0x18f], [0x197, 0x197],
  [0x1a0, 0x1a1], [0x1af, 0x1b0], [0x1b7, 0x1b7], [0x1cd, 0x1dc], [0x1de, 0x1df], [0x1e2, 0x1f0], [0x1f4, 0x1f5],
  [0x1f8, 0x1ff], [0x212, 0x213], [0x218, 0x21b], [0x21e, 0x21f], [0x227, 0x233], [0x259, 0x259], [0x268, 0x268],
  [0x292, 0x292], [0x1e02, 0x1e03], [0x1e06, 0x1e07], [0x1e0a, 0x1e11], [0x1e17, 0x1e17], [0x1e1c, 0x1e2b],
  [0x1e2f, 0x1e37], [0x1e3a, 0x1e3b], [0x1e40, 0x1e49], [0x1e52, 0x1e5b], [0x1e5e, 0x1e63], [0x1e6a, 0x1e6f],
  [0x1e80, 0x1e87], [0x1e8c, 0x1e97], [0x1e9e, 0x1e9e], [0x1ea0, 0x1ef9],
];

/**
 * The defined sequences of group bll: base letters, then the tails that may follow each of them (hex code points).
 * `035F 0048` is the double macron below that joins K and H.
 */
const sequenceRules: readonly (readonly [string, string])[] = [
  ['Aa', '030B'],
  ['Cc', '0300,0304,0306,0308,0315,0323,0326,0328 0306'],
  ['Dd', '0302'],
  ['Ff', '0300,0304'],
  ['Gg', '0300'],
  ['H', '0304,0326,0331'],
  ['h', '0304,0326'],
  ['J', '0301,030C'],
  ['j', '0301'],
  ['K', '0300,0302,0304,0307,0315,031B,0326,035F 0048,035F 0068'],
  ['k', '0300,0302,0304,0307,0315,031B,0326,035F 0068'],
  ['Ll', '0302,0325,0325 0304,0326'],
  ['Mm', '0300,0302,0306,0310'],
  ['Nn', '0302,0304,0306,0326'],
  ['Pp', '0300,0304,0315,0323'],
  ['Rr', '0306,0325,0325 0304'],
  ['Ss', '0300,0304,031B 0304,0331'],
  ['T', '0300,0304,0308,0315,031B'],
  ['t', '0300,0304,0315,031B'],
  ['Uu', '0307'],
  ['Zz', '0300,0304,0306,0308,0327'],
  ['Çç', '0306'],
  ['Ûû', '0304'],
  ['ÿ', '0301'],
  ['Čč', '0315,0323'],
  ['ēō', '030D'],
  ['Īī', '0301'],
  ['Žž', '0326,0327'],
  ['ḲḳṢṣṬṭ', '0304'],
  ['ẠạỌọ', '0308'],
  ['Ụụ', '0304,0308'],
];

/** Every defined sequence as a string in NFC. */
export const sequences: readonly string[] = sequenceRules.flatMap(([bases, tails]) =>
  [...bases].flatMap((base) => tails.split(',').map((tail) => base + fromHex(tail))),
);

function fromHex(codes: string): string {
  return String.fromCodePoint(...codes.split(' ').map((code) => Number.parseInt(code, 16)));
}

/** N1 (bnlreq): the non-letters that names of natural persons may hold: blank, apostrophes, hyphen, dots, accents. */
export const nonLettersN1 = " ',-.`~\u00a8\u00b4\u00b7\u02b9\u02ba\u02be\u02bf\u02c8\u02cc\u2019\u2021";
/** N2 (bnl): digits, punctuation and signs for other names (firms, streets, products). */
export const nonLettersN2 =
  '!"#$%&()*+/0123456789:;<=>?@[\\]^_{|}\u00a1\u00a2\u00a3\u00a5\u00a7\u00a9\u00aa\u00ab\u00ac\u00ae\u00af\u00b0\u00b1\u00b2\u00b3\u00b5\u00b6\u00b9\u00ba\u00bb\u00bf\u00d7\u00f7\u20ac';
/** N3 (bnlopt). */
export const nonLettersN3 = '\u00a4\u00a6\u00b8\u00bc\u00bd\u00be';
/** N4 (bnlnot): tab, line feed, carriage return, no-break space. */
export const nonLettersN4 = '\t\n\r\u00a0';
/** E1 (enl, extended). */
export const nonLettersE1 =
  '\u0192\u02b0\u02b3\u02c6\u02dc\u02e2\u1d48\u1d57\u2018\u201a\u201c\u201d\u201e\u2020\u2026\u2030\u2032\u2033\u2039\u203a\u2070\u2074\u2075\u2076\u2077\u2078\u2079\u207f\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089\u2122\u221e\u2264\u2265';
/** gl (extended): the Greek letters of the official language. */
export const greekLetters: readonly (readonly [number, number])[] = [
  [0x386, 0x386], [0x388, 0x38a], [0x38c, 0x38c], [0x38e, 0x3a1], [0x3a3, 0x3ce],
];
/** cl (extended): the Cyrillic letters of Bulgarian. */
export const cyrillicLetters: readonly (readonly [number, number])[] = [
  [0x40d, 0x40d], [0x410, 0x42a], [0x42c, 0x42c], [0x42e, 0x44a], [0x44c, 0x44c], [0x44e, 0x44f], [0x45d, 0x45d],
];
