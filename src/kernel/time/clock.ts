import { dateOf } from './berlin.ts';
import type { PlainDate } from './plain-date.ts';

/** The only source of "now" in the house; injected, so that every rule about time can be tested. */
export interface Clock {
  now(): Date;
  /** Today in Europe/Berlin. */
  today(): PlainDate;
}

export const systemClock: Clock = clockOf(() => Date.now());

/** Always the same instant. Takes a Date or an ISO 8601 instant such as "2026-11-24T08:00:00Z". */
export function fixedClock(instant: Date | string): Clock {
  const at = readInstant(instant);
  return clockOf(() => at);
}

export interface TestClock extends Clock {
  set(instant: Date | string): void;
  /** Moves forward (or back, if negative). */
  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number; milliseconds?: number }): void;
}

/** A clock that stands still until a test moves it. `days` are 24 hours each. */
export function testClock(instant: Date | string): TestClock {
  let at = readInstant(instant);
  return {
    ...clockOf(() => at),
    set(to) { at = readInstant(to); },
    advance({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }) {
      at += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
    },
  };
}

function clockOf(read: () => number): Clock {
  return { now: () => new Date(read()), today: () => dateOf(new Date(read())) };
}

function readInstant(instant: Date | string): number {
  const at = typeof instant === 'string' ? Date.parse(instant) : instant.getTime();
  if (Number.isNaN(at)) throw new RangeError('Not an instant: give a Date or an ISO 8601 time with its offset.');
  return at;
}
