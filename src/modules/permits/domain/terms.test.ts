import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addYears, daysBetween, plainDate, type PlainDate } from '../../../kernel/time/index.ts';
import { coverage, expiryOf, nextTerm, permitState, renewalWindow, termFrom, windowState, type Term } from './terms.ts';

const d = plainDate;
const days = fc.integer({ min: 0, max: 40_000 }).map((n) => addDays(d('2000-01-01'), n));

describe('renewal window', () => {
  it('opens 30 days before the last day and closes 3 months after it', () => {
    expect(renewalWindow(d('2026-12-06'))).toEqual({ from: '2026-11-06', until: '2027-03-06' });
    expect(renewalWindow(d('2026-11-30'))).toEqual({ from: '2026-10-31', until: '2027-02-28' });
    expect(renewalWindow(d('2027-11-30'))).toEqual({ from: '2027-10-31', until: '2028-02-29' });
  });
  it('includes both its ends', () => {
    const expiry = d('2026-12-06');
    expect(['2026-11-05', '2026-11-06', '2026-12-06', '2027-03-06', '2027-03-07'].map((day) => windowState(expiry, d(day)))).toEqual(['too_early', 'open', 'open', 'open', 'too_late']);
  });
  it('is open on every day between, and on no other', () => {
    fc.assert(fc.property(days, fc.integer({ min: -60, max: 130 }), (expiry, shift) => {
      const day = addDays(expiry, shift);
      const state = windowState(expiry, day);
      if (shift < -30) expect(state).toBe('too_early');
      else if (shift <= 88) expect(state).toBe('open');
      else if (shift > 92) expect(state).toBe('too_late');
    }));
  });
});

describe('terms', () => {
  it.each([
    ['2026-11-24', '2027-11-23'],
    ['2026-01-01', '2026-12-31'],
    ['2027-03-01', '2028-02-29'],
    ['2028-02-29', '2029-02-28'],
    ['2028-03-01', '2029-02-28'],
    ['2027-02-28', '2028-02-27'],
  ])('a year from %s ends on %s', (from, until) => {
    expect(termFrom(d(from))).toEqual({ from, until });
  });
  it('is a year long, a day more or less only around 29 February', () => {
    fc.assert(fc.property(days, (from) => {
      const length = daysBetween(from, termFrom(from).until) + 1;
      expect([365, 366]).toContain(length);
      expect(termFrom(from).until < addYears(addDays(from, 1), 1)).toBe(true);
    }));
  });
  it('begins the day after the last one when decided in time, whatever the day', () => {
    fc.assert(fc.property(days, fc.integer({ min: 0, max: 30 }), (expiry, before) => {
      expect(nextTerm(expiry, addDays(expiry, -before))).toMatchObject({ from: addDays(expiry, 1), gapDays: 0 });
    }));
  });
  it('begins on the day of decision when decided later, and counts the uncovered days', () => {
    expect(nextTerm(d('2026-11-10'), d('2026-11-11'))).toMatchObject({ from: '2026-11-11', gapDays: 0 });
    expect(nextTerm(d('2026-11-10'), d('2026-11-24'))).toEqual({ from: '2026-11-24', until: '2027-11-23', gapDays: 13 });
    fc.assert(fc.property(days, fc.integer({ min: 1, max: 90 }), (expiry, after) => {
      const decision = addDays(expiry, after);
      const term = nextTerm(expiry, decision);
      expect(term.from).toBe(decision);
      expect(term.gapDays).toBe(after - 1);
    }));
  });
  it('never overlaps the one before, never begins in the past, over any chain of renewals', () => {
    fc.assert(fc.property(days, fc.array(fc.integer({ min: -30, max: 90 }), { minLength: 1, maxLength: 12 }), (start, shifts) => {
      const terms: Term[] = [termFrom(start)];
      for (const shift of shifts) {
        const expiry = expiryOf(terms)!;
        const decision = addDays(expiry, shift);
        const term = nextTerm(expiry, decision);
        expect(term.from > expiry).toBe(true);
        expect(term.from >= decision).toBe(true);
        const gap = coverage([...terms, term], expiry)!.until === expiry;
        expect(gap).toBe(term.gapDays > 0);
        terms.push({ from: term.from, until: term.until });
      }
    }));
  });
});

describe('coverage', () => {
  const term = (from: string, until: string): Term => ({ from: d(from), until: d(until) });
  it('joins terms that follow one another, in any order, and stops at a gap', () => {
    const a = term('2025-12-07', '2026-12-06');
    const b = term('2026-12-07', '2027-12-06');
    const c = term('2027-12-08', '2028-12-07');
    expect(coverage([b, c, a], d('2026-11-24'))).toEqual({ from: '2025-12-07', until: '2027-12-06' });
    expect(coverage([a, c], d('2026-12-07'))).toBeUndefined();
    expect(coverage([], d('2026-12-07'))).toBeUndefined();
  });
  it('holds exactly the days the terms hold', () => {
    const terms = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 })), { maxLength: 6 })
      .map((list) => list.map(([from, length]): Term => ({ from: addDays(d('2026-01-01'), from), until: addDays(d('2026-01-01'), from + length) })));
    fc.assert(fc.property(terms, fc.integer({ min: 0, max: 90 }), (list, at) => {
      const day = addDays(d('2026-01-01'), at);
      const covered = (on: PlainDate) => list.some((one) => one.from <= on && on <= one.until);
      const found = coverage(list, day);
      expect(found !== undefined).toBe(covered(day));
      if (!found) return;
      for (let on = found.from; on <= found.until; on = addDays(on, 1)) expect(covered(on)).toBe(true);
      expect(covered(addDays(found.from, -1))).toBe(false);
      expect(covered(addDays(found.until, 1))).toBe(false);
    }));
  });
});

describe('state', () => {
  const terms = [{ from: d('2026-01-01'), until: d('2026-12-31') }];
  it.each([
    ['2025-12-31', null, 'not_begun'],
    ['2026-01-01', null, 'valid'],
    ['2026-12-31', null, 'valid'],
    ['2027-01-01', null, 'expired'],
    ['2026-06-01', '2026-06-01', 'revoked'],
    ['2026-05-31', '2026-06-01', 'valid'],
  ] as const)('on %s with revocation %s: %s', (day, revokedOn, state) => {
    expect(permitState({ terms, revokedOn: revokedOn && d(revokedOn) }, d(day))).toBe(state);
  });
});
