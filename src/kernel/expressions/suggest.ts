import type { Words } from './types.ts';

/** " Meinten Sie »plate«?" when a known name is near, else empty. */
export function suggest(name: string, known: readonly string[]): Words {
  const best = nearest(name, known);
  return best === undefined ? { de: '', en: '' } : { de: ` Meinten Sie »${best}«?`, en: ` Did you mean "${best}"?` };
}

/** The known name with the fewest edits, at most a third of the length (at least two); undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let limit = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const edits = distance(name.toLowerCase().slice(0, 80), candidate.toLowerCase().slice(0, 80));
    if (edits < limit && edits < candidate.length) {
      best = candidate;
      limit = edits;
    }
  }
  return best;
}

/** Edits between two words; two neighbours swapped count as one (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
