import { normaliseUnicode } from './validate.ts';

/** Letters whose search form is not simply "the base letter without its marks". */
const special: Record<string, string> = {
  ß: 'SS', ẞ: 'SS', æ: 'AE', œ: 'OE', ø: 'OE', đ: 'D', ð: 'D', þ: 'TH', ħ: 'H', ı: 'I', ĳ: 'IJ', ĸ: 'K', ŀ: 'L', ł: 'L',
  ŉ: 'N', ŋ: 'N', ŧ: 'T', ƈ: 'C', ə: 'E', ɨ: 'I', ʒ: 'Z', ǥ: 'G',
};

const diaeresis = '\u0308';
const ring = '\u030a';

/**
 * The comparison form of a name: capital letters A–Z as DIN 91379 maps its Latin letters (ä → AE, å → AA, ø → OE,
 * ß → SS, đ → D, þ → TH, ñ → N …), apostrophes and modifier letters dropped, every run of blanks, hyphens, dots and
 * commas one blank, none at the ends. Digits stay. Letters of other scripts stay as capitals without marks.
 * Idempotent. Meant for comparing and searching, never for showing or storing as the name.
 */
export function searchForm(text: string): string {
  return fold(text, true);
}

/**
 * Like searchForm, but ä, ö, ü, å, ø lose their marks instead of growing a second letter (Müller → MULLER): what people
 * type on keyboards without these letters. Weaker evidence than searchForm.
 */
export function bareForm(text: string): string {
  return fold(text, false);
}

function fold(text: string, expand: boolean): string {
  let out = '';
  // ŉ, ŀ and ĳ fall apart under NFKD only; the table catches them before NFD runs over the rest.
  for (const [, base = '', marks = ''] of normaliseUnicode(text).normalize('NFD').matchAll(/([^\p{M}])(\p{M}*)/gu)) {
    out += letter(base, marks, expand);
  }
  return out
    .replace(/['`´\u2019\u2018\u02b9\u02ba\u02bc\u02be\u02bf\u02c8\u02cc¨~·‡]/g, '')
    .replace(/[\s\-.,_/\u2010-\u2015]+/gu, ' ')
    .trim();
}

function letter(base: string, marks: string, expand: boolean): string {
  const lower = base.toLowerCase();
  if (lower === 'ø' && !expand) return 'O';
  const mapped = special[lower] ?? special[base];
  if (mapped) return mapped;
  const upper = base.toUpperCase();
  if (expand && marks.includes(diaeresis) && 'AOU'.includes(upper)) return `${upper}E`;
  if (expand && marks.includes(ring) && upper === 'A') return 'AA';
  return upper.normalize('NFD').replace(/\p{M}/gu, '');
}
