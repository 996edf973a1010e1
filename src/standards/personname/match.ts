import { normalise } from '../din91379/index.ts';
import { matchFamily } from './family.ts';
import { matchGiven } from './given.ts';
import { words } from './tokens.ts';
import type { Word } from './tokens.ts';

/** A person's name as forms and registers hold it. People with one name only have it in either field. */
export interface PersonName {
  /** Familienname with its particles ("von der Heide"). */
  familyName?: string | undefined;
  /** All Vornamen or only the one in use (Rufname), blank-separated. */
  givenNames?: string | undefined;
  /** Geburtsname, where it is known. */
  birthName?: string | undefined;
}

/** same: the same writing · variant: surely the same name, written otherwise · doubt: a person must look · different. */
export type NameVerdict = 'same' | 'variant' | 'doubt' | 'different';

/** Why two names are not simply the same; stable keys. */
export type NameReason =
  | 'personname.spelling'
  | 'personname.letters_without_marks'
  | 'personname.particle'
  | 'personname.particle_differs'
  | 'personname.double_order'
  | 'personname.double_shortened'
  | 'personname.given_left_out'
  | 'personname.given_order'
  | 'personname.given_initial'
  | 'personname.given_missing'
  | 'personname.one_name'
  | 'personname.fields_swapped'
  | 'personname.birth_name'
  | 'personname.slip'
  | 'personname.family_differs'
  | 'personname.given_differs'
  | 'personname.empty';

export interface NameMatch {
  result: NameVerdict;
  reasons: NameReason[];
}

export interface PartMatch {
  verdict: NameVerdict;
  reasons: NameReason[];
}

const order: readonly NameVerdict[] = ['same', 'variant', 'doubt', 'different'];

/**
 * Compares two names of natural persons. Symmetric. A different writing of the same name is a variant, never a doubt;
 * a doubt is what a careful clerk would look at: another or a missing half of a double name, the name at birth, one
 * wrong letter, only an initial. Compare names of people who share a date of birth: the verdict is not meant to find
 * one among thousands.
 */
export function matchNames(a: PersonName, b: PersonName): NameMatch {
  if (sameWriting(a, b)) return { result: 'same', reasons: [] };
  const left = { family: words(a.familyName), given: words(a.givenNames) };
  const right = { family: words(b.familyName), given: words(b.givenNames) };
  if (all(left).length === 0 || all(right).length === 0) return { result: 'doubt', reasons: ['personname.empty'] };

  const direct = combine(matchFamily(left.family, right.family), matchGiven(left.given, right.given));
  if (rank(direct.result) <= rank('variant')) return direct;
  const moved = fieldsMoved(left, right);
  if (moved) return { result: 'variant', reasons: [moved] };
  return viaBirthName(a, b, left.given, right.given) ?? direct;
}

/** The better of two verdicts has the lower rank. */
export function rank(verdict: NameVerdict): number {
  return order.indexOf(verdict);
}

interface Split {
  family: Word[];
  given: Word[];
}

function all(split: Split): Word[] {
  return [...split.given, ...split.family];
}

function sameWriting(a: PersonName, b: PersonName): boolean {
  const part = (text: string | undefined) => normalise(text ?? '');
  const given = part(a.givenNames) === part(b.givenNames);
  const family = part(a.familyName) === part(b.familyName);
  return given && family && part(a.familyName) + part(a.givenNames) !== '';
}

function combine(family: PartMatch, given: PartMatch): NameMatch {
  const result = rank(family.verdict) >= rank(given.verdict) ? family.verdict : given.verdict;
  return { result: result === 'same' ? 'variant' : result, reasons: reasonsOr([...family.reasons, ...given.reasons]) };
}

function reasonsOr(reasons: NameReason[]): NameReason[] {
  return reasons.length > 0 ? [...new Set(reasons)] : ['personname.spelling'];
}

/** The same words in other fields: exchanged, cut elsewhere, or one name written in one or both fields. */
function fieldsMoved(left: Split, right: Split): NameReason | null {
  const [a, b] = [sorted(all(left)), sorted(all(right))];
  const oneName = (words: string[]) => new Set(words).size === 1;
  if (oneName(a) && oneName(b) && a[0] === b[0]) return 'personname.one_name';
  if (a.join(' ') === b.join(' ') || swapped(left, right) || swapped(right, left)) return 'personname.fields_swapped';
  return null;
}

/** Given names stand in the family field and the other way round, some of them left out. */
function swapped(left: Split, right: Split): boolean {
  if ([left.family, left.given, right.family, right.given].some((list) => list.length === 0)) return false;
  const parts = [matchFamily(left.family, right.given), matchGiven(left.given, right.family)];
  return parts.every(({ verdict }) => rank(verdict) <= rank('variant'));
}

function sorted(list: readonly Word[]): string[] {
  return list.map((word) => word.full).sort();
}

function viaBirthName(a: PersonName, b: PersonName, given: Word[], otherGiven: Word[]): NameMatch | null {
  const hits = (name: string | undefined, other: string | undefined) => {
    if (!name || !other) return false;
    return rank(matchFamily(words(name), words(other)).verdict) <= rank('variant');
  };
  if (!hits(a.birthName, b.familyName) && !hits(b.birthName, a.familyName)) return null;
  if (matchGiven(given, otherGiven).verdict === 'different') return null;
  return { result: 'doubt', reasons: ['personname.birth_name'] };
}
