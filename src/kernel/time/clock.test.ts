import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atLocalTime, dateOf, formatTime, localTime, startOfDay } from './berlin.ts';
import { fixedClock, systemClock, testClock } from './clock.ts';
import { addDays, plainDate } from './plain-date.ts';

const instants = fc.date({ min: new Date('1996-01-01T00:00:00Z'), max: new Date('2037-12-31T00:00:00Z'), noInvalidDate: true });
const days = instants.map(dateOf);

describe('time in Berlin', () => {
  it.each([
    ['2026-11-23T22:59:59Z', '2026-11-23'], ['2026-11-23T23:00:00Z', '2026-11-24'],
    ['2026-07-01T21:59:59Z', '2026-07-01'], ['2026-07-01T22:00:00Z', '2026-07-02'],
    ['2026-03-28T23:00:00Z', '2026-03-29'], ['2026-03-29T22:00:00Z', '2026-03-30'],
    ['2026-10-24T22:00:00Z', '2026-10-25'], ['2026-10-25T22:59:59Z', '2026-10-25'],
  ])('at %s it is %s', (instant, day) => expect(dateOf(new Date(instant))).toBe(day));

  it('has days of 23 and 25 hours', () => {
    const hours = (day: string): number => (startOfDay(addDays(plainDate(day), 1)).getTime() - startOfDay(plainDate(day)).getTime()) / 3_600_000;
    expect(hours('2026-03-29')).toBe(23);
    expect(hours('2026-10-25')).toBe(25);
    expect(hours('2026-11-24')).toBe(24);
  });

  it('resolves the hours that are missing and doubled', () => {
    expect(atLocalTime(plainDate('2026-03-29'), 2, 30).toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(atLocalTime(plainDate('2026-10-25'), 2, 30).toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(atLocalTime(plainDate('2026-11-24'), 9, 5).toISOString()).toBe('2026-11-24T08:05:00.000Z');
  });

  it('starts each day at midnight, the moment after the day before', () => {
    fc.assert(fc.property(days, (day) => {
      const start = startOfDay(day);
      const wall = localTime(start);
      return dateOf(start) === day && wall.hour === 0 && wall.minute === 0 && dateOf(new Date(start.getTime() - 1)) === addDays(day, -1);
    }));
  });

  it('never lets the day run backwards', () => {
    fc.assert(fc.property(instants, fc.integer({ min: 0, max: 200 * 3_600_000 }), (at, later) => dateOf(at) <= dateOf(new Date(at.getTime() + later))));
  });

  it('finds the instant of any wall-clock time outside the change', () => {
    fc.assert(fc.property(days, fc.integer({ min: 4, max: 23 }), fc.integer({ min: 0, max: 59 }), (day, hour, minute) => {
      const wall = localTime(atLocalTime(day, hour, minute));
      return wall.hour === hour && wall.minute === minute && dateOf(atLocalTime(day, hour, minute)) === day;
    }));
  });

  it('writes times for people', () => {
    expect(formatTime(new Date('2026-11-24T08:05:00Z'))).toBe('09:05 Uhr');
    expect(formatTime(new Date('2026-07-24T08:05:00Z'), 'en')).toBe('10:05');
  });
});

describe('clocks', () => {
  it('stand still, move when told, and give dates of their own', () => {
    const clock = testClock('2026-11-24T22:30:00Z');
    expect(clock.today()).toBe('2026-11-24');
    clock.now().setFullYear(1999);
    clock.advance({ minutes: 30 });
    expect(clock.today()).toBe('2026-11-25');
    clock.advance({ days: -1, hours: 1, seconds: 1, milliseconds: 1 });
    expect(clock.now().toISOString()).toBe('2026-11-24T00:00:01.001Z');
    clock.set(new Date(0));
    expect(clock.today()).toBe('1970-01-01');
    expect(fixedClock('2026-11-24T08:00:00+01:00').now().toISOString()).toBe('2026-11-24T07:00:00.000Z');
    expect(() => fixedClock('gestern')).toThrow(RangeError);
  });

  it('the system clock is the system\'s', () => {
    expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1000);
  });
});
