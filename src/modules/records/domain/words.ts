import { lexicon, shortHeads, stopWords } from './lexicon.ts';

/** Longest text that is read for words; what lies behind is kept, but not found. */
const maxText = 400_000;

/**
 * The letters of a text as search compares them: a–z and digits, without marks, umlauts and their spellings with e alike
 * (Müller, Mueller → muller; Straße, Strasse → strasse). Other scripts stay as they are in lower case.
 */
export function foldText(text: string): string {
  return text
    .slice(0, maxText)
    .normalize('NFKD')
    .replace(/[\p{M}\u00ad\u200b]/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/æ/g, 'a').replace(/[œø]/g, 'o').replace(/[đð]/g, 'd').replace(/ł/g, 'l').replace(/þ/g, 'th').replace(/ı/g, 'i')
    // as in Snowball's German2: ae, oe, ue stand for umlauts, but not in "neue", "Quelle", "Bauer"
    .replace(/ae/g, 'a').replace(/oe/g, 'o').replace(/(?<![aeq])ue/g, 'u');
}

function wordsOf(folded: string): string[] {
  return folded.match(/[\p{L}\p{Nd}]+/gu) ?? [];
}

/** Words of a text for the index, in order: folded, compounds followed by their parts. Blank-separated. */
export function indexText(text: string): string {
  const out: string[] = [];
  for (const word of wordsOf(foldText(text))) {
    if (stopWords.has(word) || word.length > 80) continue;
    out.push(word);
    if (word.length >= 8) out.push(...compoundParts(word));
  }
  return out.join(' ');
}

/**
 * Parts of a compound, and neighbouring parts together: "bewohnerparkausweis" → bewohner, park, ausweis, bewohnerpark,
 * parkausweis. Splits from the end at the longest known word; what is left over in between counts as a part too, if it is
 * long enough to be one. Empty for words that are none. Pure: what is found in a text hangs on that text alone.
 */
export function compoundParts(word: string): string[] {
  const known = cache.get(word);
  if (known) return known;
  const parts = split(word);
  const all = new Set<string>();
  for (let from = 0; from < parts.length; from++) {
    for (let to = from + 1; to <= parts.length; to++) {
      if (to - from === parts.length) continue;
      // "jahres" + "abschluss": the joint belongs to neither end, but stands inside a longer part
      const slice = parts.slice(from, to);
      all.add(slice.map((part, at) => (at < slice.length - 1 ? part.whole : part.word)).join(''));
    }
  }
  const result = parts.length > 1 ? [...all] : [];
  if (cache.size > 50_000) cache.clear();
  cache.set(word, result);
  return result;
}

const cache = new Map<string, string[]>();

interface Part {
  word: string;
  /** With the joint behind it: "jahr" + "es". */
  whole: string;
}

const joints = ['', 'es', 's', 'en', 'n', 'er', 'e'];

function split(word: string): Part[] {
  const parts: Part[] = [];
  let rest = word;
  while (rest.length > 0) {
    const cut = lastKnown(rest, parts.length === 0);
    if (cut === undefined) break;
    parts.unshift({ word: cut.word, whole: rest.slice(cut.at) });
    rest = rest.slice(0, cut.at);
  }
  if (rest === '') return parts;
  if (parts.length === 0) return [];
  if (rest.length >= 4) parts.unshift({ word: withoutJoint(rest), whole: rest });
  // a few letters before known words are a prefix of the first of them
  else parts[0] = { word: rest + parts[0]!.word, whole: rest + parts[0]!.whole };
  return parts;
}

/** Where the longest known word at the end begins; behind the last part no joint is left out, endings are the stemmer's. */
function lastKnown(rest: string, last: boolean): { at: number; word: string } | undefined {
  for (let at = 0; at <= rest.length - 3; at++) {
    if (at > 0 && at < 3) continue;
    const tail = rest.slice(at);
    if (at === 0 && last) continue;
    if (lexicon.has(tail) || (last && shortHeads.has(tail))) return { at, word: tail };
    for (const joint of last ? endings : joints) {
      if (joint !== '' && tail.endsWith(joint) && tail.length - joint.length >= 4 && lexicon.has(tail.slice(0, -joint.length))) return { at, word: tail.slice(0, -joint.length) };
    }
  }
  return undefined;
}

const endings = ['en', 'es', 'er', 'e', 'n', 's', 'ern'];

function withoutJoint(rest: string): string {
  for (const joint of ['ungs', 'heits', 'keits', 'schafts', 'tions']) if (rest.endsWith(joint)) return rest.slice(0, -1);
  return rest;
}

/** What somebody typed, as a query of PostgreSQL's full text search. Undefined when no word is left to look for. */
export function typedQuery(typed: string): string | undefined {
  const terms: string[] = [];
  for (const [, phrase, loose] of typed.slice(0, 300).matchAll(/"([^"]*)"|([^\s"]+)/g)) {
    if (phrase !== undefined) {
      const words = wordsOf(foldText(phrase)).filter((word) => !stopWords.has(word));
      // between the words of a compound-rich text stand parts: near is what counts
      if (words.length > 0) terms.push(`(${words.join(' & ')})`);
      continue;
    }
    const prefix = /^[\p{L}\p{Nd}]{4,}\*$/u.test(loose ?? '');
    for (const word of wordsOf(foldText(loose ?? ''))) if (!stopWords.has(word)) terms.push(prefix ? `${word}:*` : word);
  }
  return terms.length === 0 ? undefined : terms.slice(0, 12).join(' & ');
}
