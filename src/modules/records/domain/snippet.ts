import { foldText } from './words.ts';

export interface Snippet {
  before: string;
  hit: string;
  after: string;
}

/** The place where one of the words stands, with some words around it; the beginning of the text if none does. */
export function snippet(text: string, typed: string, around = 14): Snippet {
  const wanted = foldText(typed).match(/[\p{L}\p{Nd}]{3,}/gu) ?? [];
  const words = text.slice(0, 20_000).split(/\s+/).filter((word) => word !== '');
  // a stem of the word counts too: "Ausweise" is found by "Ausweis", and the other way round
  const stems = wanted.map((word) => (word.length > 5 ? word.slice(0, -2) : word));
  const at = words.findIndex((word) => { const folded = foldText(word); return stems.some((stem) => folded.includes(stem)); });
  if (at < 0) return { before: '', hit: '', after: words.slice(0, 2 * around).join(' ') };
  return { before: words.slice(Math.max(0, at - around), at).join(' '), hit: words[at]!, after: words.slice(at + 1, at + 1 + around).join(' ') };
}
