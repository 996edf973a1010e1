/** Left out of the page: they draw nothing, and the direction marks can make a line read as something else (Unicode TR 36 § 2.3). */
const SILENT = /(?!\n)[\p{Cc}\u061c\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;
/** Draw nothing but allow a line break; Typst handles them without a glyph. */
const BREAKS = new Set([0x0a, 0xad, 0x200b]);
const PLAIN = /^[\n\x20-\x7e\u00a0-\u017f]*$/;

/**
 * A text as the page can show it. PDF/UA and PDF/A forbid characters without a glyph, so each one the fonts do not have
 * becomes visible as its code point, such as "[U+1F600]": nothing vanishes, and the reader can look it up. Control
 * characters and direction marks go; tabs become spaces, all line ends "\n". Idempotent.
 */
export function printable(text: string, coverage: ReadonlySet<number>): string {
  const unified = text.toWellFormed().replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n').replaceAll('\t', ' ').replace(SILENT, '').normalize('NFC');
  if (PLAIN.test(unified)) return unified;
  let result = '';
  for (const character of unified) {
    const code = character.codePointAt(0) ?? 0;
    if (BREAKS.has(code)) result += character;
    else if (coverage.has(code) && !isPrivate(code)) result += character;
    else result += `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  }
  return result;
}

/** PDF/A forbids the private use areas: they mean nothing outside one font. */
function isPrivate(code: number): boolean {
  return (code >= 0xe000 && code <= 0xf8ff) || code >= 0xf0000;
}
