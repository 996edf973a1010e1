import type { Entry, PlanView } from './view.ts';

export type Fate = 'carried' | 'dropped' | 'merged' | 'unknown';

export interface ComparedRow {
  about: string;
  fate: Fate;
  /** What it became in the newer plan. */
  to: string | undefined;
  entry: Entry<'fate'> | undefined;
}

/** What became of every goal, measure and project of a plan in the one after it, and what is new there. */
export function comparePlans(older: PlanView, newer: PlanView): { rows: ComparedRow[]; fresh: string[] } {
  const fates = newer.fates.filter((entry) => entry.content.from_plan === older.key);
  const rows = aboutsOf(older).map((about): ComparedRow => {
    const entry = fates.find((fate) => fate.content.from === about);
    return { about, fate: entry?.content.what ?? 'unknown', to: entry?.content.to, entry };
  });
  const inherited = new Set(fates.map((entry) => entry.content.to));
  return { rows, fresh: aboutsOf(newer).filter((about) => !inherited.has(about)) };
}

function aboutsOf(view: PlanView): string[] {
  return [...view.goals.map(({ key }) => `goal/${key}`), ...view.measures.map(({ key }) => `measure/${key}`), ...view.items.map(({ key }) => `item/${key}`)];
}
