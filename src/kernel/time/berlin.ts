import { type PlainDate, plainDateOf } from './plain-date.ts';

/** The zone all legal time in Germany is told in (§ 4 EinhZeitG). */
export const ZONE = 'Europe/Berlin';

export interface LocalTime { year: number; month: number; day: number; hour: number; minute: number; second: number }

const wallClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
});

/** What a clock on a wall in Berlin shows at an instant. @throws RangeError for an invalid Date. */
export function localTime(instant: Date): LocalTime {
  if (!(instant.getTime() >= since)) return read(instant);
  const quarter = Math.floor(instant.getTime() / quarterHour);
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    const start = quarter * quarterHour;
    const wall = read(new Date(start));
    offset = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second) - start;
    if (offsets.size >= 1000) offsets.clear();
    offsets.set(quarter, offset);
  }
  const wall = new Date(instant.getTime() + offset);
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate(), hour: wall.getUTCHours(), minute: wall.getUTCMinutes(), second: wall.getUTCSeconds() };
}

/** Asking the time zone database is slow. Since 1980 the answer holds for a quarter of an hour: clocks change on the full hour. */
const since = Date.UTC(1980, 0, 1);
const quarterHour = 15 * 60_000;
const offsets = new Map<number, number>();

function read(instant: Date): LocalTime {
  const found = new Map<string, number>();
  for (const part of wallClock.formatToParts(instant)) found.set(part.type, Number(part.value));
  const part = (name: string): number => found.get(name) ?? 0;
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute'), second: part('second') };
}

/** The calendar day in Berlin at an instant. */
export function dateOf(instant: Date): PlainDate {
  const { year, month, day } = localTime(instant);
  return plainDateOf(year, month, day);
}

/**
 * The first instant of a day in Berlin (midnight; clocks change at 01:00 UTC, so midnight always exists and is single).
 * Exact for the rules in force since 1980; older years follow the tz database.
 */
export function startOfDay(date: PlainDate): Date {
  return atLocalTime(date, 0, 0);
}

/** The instant at which a wall clock in Berlin shows `hour:minute` on that day; in the doubled hour of autumn the first, in the missing hour of spring the moment after the jump. */
export function atLocalTime(date: PlainDate, hour: number, minute: number): Date {
  const wanted = Date.parse(`${date}T00:00:00Z`) + (hour * 60 + minute) * 60_000;
  const candidates = [...new Set([offsetAt(wanted - 86_400_000), offsetAt(wanted + 86_400_000)])].map((offset) => wanted - offset);
  const exact = candidates.filter((at) => at + offsetAt(at) === wanted);
  return new Date(exact.length > 0 ? Math.min(...exact) : Math.max(...candidates));
}

/** "24. November 2026, 14:05 Uhr" / "24 November 2026, 14:05". */
export function formatTime(instant: Date, lang = 'de'): string {
  const { hour, minute } = localTime(instant);
  const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  return lang.startsWith('en') ? clock : `${clock} Uhr`;
}

/** Milliseconds the Berlin wall clock is ahead of UTC at an instant. */
function offsetAt(at: number): number {
  const wall = localTime(new Date(at));
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second) - Math.floor(at / 1000) * 1000;
}
