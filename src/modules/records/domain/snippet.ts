import { foldText } from './words.ts';

export interface Snippet {
  before: string;
  hit: string;
  after: string;
}

/** Longest hit that is marked whole; a "word" beyond it is no word, and only the piece looked for is marked. */
const longestHit = 60;

/**
 * The place where one of the words stands, with the text around it; the beginning of the text if none does. At most `limit`
 * characters in all, cut between words, or between characters where there are no blanks.
 */
export function snippet(text: string, typed: string, limit = 200): Snippet {
  const shown = text.slice(0, 20_000).replace(/\s+/g, ' ').trim();
  const wanted = foldText(typed).match(/[\p{L}\p{Nd}]{3,}/gu) ?? [];
  // a stem of the word counts too: "Ausweise" is found by "Ausweis", and the other way round
  const found = placeOf(shown, wanted.map((word) => (word.length > 5 ? word.slice(0, -2) : word)));
  if (!found) return { before: '', hit: '', after: headOf(shown, limit) };
  const room = limit - found.hit.length;
  const before = tailOf(shown.slice(0, found.at).trimEnd(), Math.floor(room / 2));
  return { before, hit: found.hit, after: headOf(shown.slice(found.at + found.hit.length).trimStart(), room - before.length) };
}

function placeOf(text: string, stems: readonly string[]): { at: number; hit: string } | undefined {
  const within = (word: string) => { const folded = foldText(word); return stems.some((stem) => folded.includes(stem)); };
  const first = (part: string, pattern: RegExp) => [...part.matchAll(pattern)].find(([word]) => within(word));
  const word = first(text, /\S+/g);
  if (!word) return undefined;
  if (word[0].length <= longestHit) return { at: word.index, hit: word[0] };
  const piece = first(word[0], /[\p{L}\p{M}\p{Nd}]+/gu);
  return { at: word.index + (piece?.index ?? 0), hit: (piece?.[0] ?? word[0]).slice(0, longestHit) };
}

function headOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const blank = text.lastIndexOf(' ', most);
  return blank > 0 ? text.slice(0, blank) : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

function tailOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const blank = text.indexOf(' ', text.length - most - 1);
  return blank >= 0 ? text.slice(blank + 1) : text.slice(-most).replace(/^[\udc00-\udfff]/, '');
}
