import { addDays, addMonths, isoWeekday, type PlainDate } from '../time/index.ts';
import { DEFAULT_LAND, holidayOn, type Land } from './holidays.ts';

/** Monday to Friday, unless a public holiday. 24 and 31 December are workdays: no law makes them holidays. */
export function isWorkday(date: PlainDate, land: Land = DEFAULT_LAND): boolean {
  return isoWeekday(date) <= 5 && holidayOn(date, land) === undefined;
}

/** The day itself if it is a workday, else the next one. */
export function workdayFrom(date: PlainDate, land: Land = DEFAULT_LAND): PlainDate {
  let day = date;
  while (!isWorkday(day, land)) day = addDays(day, 1);
  return day;
}

/**
 * The n-th workday after a day (before it, if n is negative); the day itself never counts (as § 187 Abs. 1 BGB).
 * n = 0 gives the day unchanged, whatever day it is. @throws RangeError unless |n| is a whole number up to 10,000.
 */
export function addWorkdays(date: PlainDate, n: number, land: Land = DEFAULT_LAND): PlainDate {
  if (!Number.isInteger(n) || Math.abs(n) > 10_000) throw new RangeError('Workdays must be a whole number up to 10,000.');
  const step = n < 0 ? -1 : 1;
  let day = date;
  for (let left = Math.abs(n); left > 0;) {
    day = addDays(day, step);
    if (isWorkday(day, land)) left -= 1;
  }
  return day;
}

/** Workdays after `from` up to and including `to`; negative when `to` is earlier. Inverse of addWorkdays for workdays. */
export function workdaysBetween(from: PlainDate, to: PlainDate, land: Land = DEFAULT_LAND): number {
  if (to < from) return -countWorkdays(to, from, land) || 0;
  return countWorkdays(from, to, land);
}

/**
 * Where a period that would end on `date` really ends: a Saturday, Sunday or public holiday moves the end to the next
 * workday (§ 31 Abs. 3 Satz 1 VwVfG with § 1 VwVfG LSA for authorities; § 193 BGB for declarations and payments).
 *
 * Not for: a date an authority named as fixed with reference to that rule (§ 31 Abs. 3 Satz 2), the end of a period for
 * which a benefit or permit is granted (§ 31 Abs. 4), appointments (§ 31 Abs. 5), periods in hours (§ 31 Abs. 6).
 */
export function deadlineEnd(date: PlainDate, land: Land = DEFAULT_LAND): PlainDate {
  return workdayFrom(date, land);
}

/**
 * The last day of a period that an event starts, such as the month for an objection after a decision was announced (§ 70
 * VwGO): the day of the event does not count (§ 187 Abs. 1 BGB); weeks and months end on the day of the same name or number,
 * or on the month's last day (§ 188 Abs. 2 and 3 BGB); the end moves off weekends and holidays (`deadlineEnd`).
 */
export function deadlineAfter(event: PlainDate, period: { days: number } | { weeks: number } | { months: number }, land: Land = DEFAULT_LAND): PlainDate {
  if ('months' in period) return deadlineEnd(addMonths(event, period.months), land);
  return deadlineEnd(addDays(event, 'weeks' in period ? period.weeks * 7 : period.days), land);
}

function countWorkdays(from: PlainDate, to: PlainDate, land: Land): number {
  let count = 0;
  for (let day = from; day < to;) {
    day = addDays(day, 1);
    if (isWorkday(day, land)) count += 1;
  }
  return count;
}
