import { crossEqual, slip } from './family.ts';
import type { NameReason, PartMatch } from './match.ts';
import type { Word } from './tokens.ts';

/** Compares given names: registers hold all, people type the one they use. */
export function matchGiven(a: readonly Word[], b: readonly Word[]): PartMatch {
  if (a.length === 0 && b.length === 0) return { verdict: 'same', reasons: [] };
  if (a.length === 0 || b.length === 0) return { verdict: 'doubt', reasons: ['personname.given_missing'] };
  // "Hans-Peter", "Hans Peter", "Hanspeter".
  const join = (list: readonly Word[], form: 'full' | 'bare') => list.map((word) => word[form]).join('');
  if (join(a, 'full') === join(b, 'full')) return { verdict: 'same', reasons: [] };
  if (crossEqual(join(a, 'full'), join(b, 'full'), join(a, 'bare'), join(b, 'bare'))) {
    return { verdict: 'variant', reasons: ['personname.letters_without_marks'] };
  }
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  return assign(few, many);
}

/** Every word of the shorter list must find its own partner in the longer one. */
function assign(few: readonly Word[], many: readonly Word[]): PartMatch {
  const free = [...many];
  const reasons = new Set<NameReason>();
  let whole = 0;
  let slips = 0;
  for (const word of [...few].sort((x, y) => y.full.length - x.full.length)) {
    const at = best(word, free);
    const partner = free[at];
    if (at < 0 || !partner) return { verdict: 'different', reasons: ['personname.given_differs'] };
    free.splice(at, 1);
    if (isInitialOf(word, partner)) reasons.add('personname.given_initial');
    else if (word.full === partner.full) whole++;
    else if (marksOnly(word, partner)) {
      whole++;
      reasons.add('personname.letters_without_marks');
    } else slips++;
  }
  if (slips > 0) reasons.add('personname.slip');
  if (few.length < many.length) reasons.add('personname.given_left_out');
  else if (reasons.size === 0) reasons.add('personname.given_order');
  return { verdict: slips > 0 || whole === 0 ? 'doubt' : 'variant', reasons: [...reasons] };
}

function best(word: Word, free: readonly Word[]): number {
  const tests = [
    (other: Word) => other.full === word.full,
    (other: Word) => marksOnly(word, other),
    (other: Word) => isInitialOf(word, other),
    (other: Word) => slip(word.full, other.full),
  ];
  for (const test of tests) {
    const at = free.findIndex(test);
    if (at >= 0) return at;
  }
  return -1;
}

function marksOnly(a: Word, b: Word): boolean {
  return crossEqual(a.full, b.full, a.bare, b.bare);
}

function isInitialOf(a: Word, b: Word): boolean {
  const [short, long] = a.full.length <= b.full.length ? [a.full, b.full] : [b.full, a.full];
  return short.length === 1 && long.length > 1 && long.startsWith(short);
}
