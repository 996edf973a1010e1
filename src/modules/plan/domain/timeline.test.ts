import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, plainDate } from '../../../kernel/time/index.ts';
import { difference, stretches, type Point } from './timeline.ts';

const first = plainDate('2013-01-01');
const history = fc.array(fc.record({ day: fc.integer({ min: 0, max: 40 }), withdrawn: fc.boolean() }), { maxLength: 30 })
  .map((rows): Point[] => rows.map(({ day, withdrawn }, at) => ({ seq: at + 1, validFrom: addDays(first, day), withdrawn })));

/** What holds on a day, told plainly: the latest day not after it whose newest record is not a withdrawal. */
function holds(points: readonly Point[], day: string): number | undefined {
  const days = [...new Set(points.map((point) => point.validFrom))].filter((from) => from <= day).sort().reverse();
  for (const from of days) {
    const newest = points.filter((point) => point.validFrom === from).at(-1)!;
    if (!newest.withdrawn) return newest.seq;
  }
  return undefined;
}

describe('stretches', () => {
  it('say on every day what the plain rule says', () => {
    fc.assert(fc.property(history, fc.integer({ min: -2, max: 45 }), (points, offset) => {
      const day = addDays(first, offset);
      const found = stretches(points).filter(({ from, to }) => from <= day && (to === null || day < to));
      expect(found.map(({ seq }) => seq)).toEqual([holds(points, day)].filter((seq) => seq !== undefined));
    }));
  });

  it('change only where a record changes something, whatever came before', () => {
    fc.assert(fc.property(history, (points) => {
      let stored: ReturnType<typeof stretches> = [];
      for (let n = 1; n <= points.length; n += 1) {
        const wanted = stretches(points.slice(0, n));
        const { close, open } = difference(stored, wanted);
        expect(close.length + open.length).toBeLessThanOrEqual(4);
        stored = [...stored.filter((cell) => !close.includes(cell)), ...open];
        expect(stored.sort((a, b) => a.from.localeCompare(b.from))).toEqual(wanted);
      }
    }));
  });
});
