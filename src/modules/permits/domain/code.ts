/** 29 characters without those that read as another one: no 0 O, 1 I L, 5 S. */
const alphabet = '2346789ABCDEFGHJKMNPQRTUVWXYZ';
const length = 8;

/** The code for people, "K7MP-3WXA", from random-looking bytes (at least 16). 38 bits: enough behind a rate limit. */
export function codeFromBytes(bytes: Uint8Array): string {
  let code = '';
  for (const byte of bytes) {
    // bytes above the last whole multiple would prefer the first letters
    if (byte >= alphabet.length * Math.floor(256 / alphabet.length)) continue;
    code += alphabet[byte % alphabet.length];
    if (code.length === length) return `${code.slice(0, 4)}-${code.slice(4)}`;
  }
  throw new RangeError('too few bytes for a code');
}

/** As people type it: any case, blanks, hyphens; everything else is left out. */
export function normaliseCode(text: string): string {
  return text.normalize('NFKC').toUpperCase().slice(0, 64).replace(/[^A-Z0-9]/g, '');
}
