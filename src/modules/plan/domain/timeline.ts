import type { PlainDate } from '../../../kernel/time/index.ts';

/** One recorded statement of a subject: holds from a day on, until the next one. `withdrawn` takes the one of that day back. */
export interface Point {
  seq: number;
  validFrom: PlainDate;
  withdrawn: boolean;
}

/** A stretch of time in which one fact holds; `to` is the first day it no longer does. */
export interface Stretch {
  seq: number;
  from: PlainDate;
  to: PlainDate | null;
}

/** What is true when, from everything recorded so far: of one day the newest record counts. */
export function stretches(points: readonly Point[]): Stretch[] {
  const newest = new Map<PlainDate, Point>();
  for (const point of points) {
    const known = newest.get(point.validFrom);
    if (!known || known.seq < point.seq) newest.set(point.validFrom, point);
  }
  const alive = [...newest.values()].filter((point) => !point.withdrawn).sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  return alive.map((point, at) => ({ seq: point.seq, from: point.validFrom, to: alive[at + 1]?.validFrom ?? null }));
}

/** What has to change in the stored stretches: those to close, those to open. The rest stays as it is. */
export function difference(stored: readonly Stretch[], wanted: readonly Stretch[]): { close: Stretch[]; open: Stretch[] } {
  const same = (a: Stretch, b: Stretch) => a.seq === b.seq && a.from === b.from && a.to === b.to;
  return { close: stored.filter((a) => !wanted.some((b) => same(a, b))), open: wanted.filter((a) => !stored.some((b) => same(a, b))) };
}
