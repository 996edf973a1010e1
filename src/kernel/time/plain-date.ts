/**
 * Calendar dates without a time and without a zone, as law and forms mean them: "valid until 30 November 2026".
 * A PlainDate is an ISO 8601 string `YYYY-MM-DD` (years 0001–9999), proven valid; such strings sort as dates.
 * All arithmetic is on the proleptic Gregorian calendar in UTC, so no daylight-saving change can touch it.
 */

declare const plainDateBrand: unique symbol;

/** `YYYY-MM-DD`, a day that exists. Made only by the functions of this file. */
export type PlainDate = string & { readonly [plainDateBrand]: true };

export interface DateParts { year: number; month: number; day: number }

export type DateInput = { day: string; month: string; year: string };

/** Why three typed fields are not a date; `part` is the field to put the cursor in. */
export type DatePartsError =
  | { ok: false; reason: 'empty' }
  | { ok: false; reason: 'missing'; part: 'day' | 'month' | 'year' }
  | { ok: false; reason: 'not_a_number'; part: 'day' | 'month' | 'year' }
  | { ok: false; reason: 'year_digits'; part: 'year' }
  | { ok: false; reason: 'no_such_day'; part: 'day' | 'month' };

const DAY_MS = 86_400_000;
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTHS = {
  de: ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
} as const;
const WEEKDAYS = {
  de: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
} as const;

export function isPlainDate(value: unknown): value is PlainDate {
  if (typeof value !== 'string') return false;
  const match = SHAPE.exec(value);
  return match !== null && exists(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Reads `YYYY-MM-DD`; anything else, and days that do not exist, give undefined. */
export function parsePlainDate(value: string): PlainDate | undefined {
  return isPlainDate(value) ? value : undefined;
}

/** For constants and values already checked at the border. @throws RangeError if it is not a day that exists. */
export function plainDate(value: string): PlainDate {
  if (!isPlainDate(value)) throw new RangeError('Not a calendar date in the form YYYY-MM-DD.');
  return value;
}

/** @throws RangeError if the day does not exist. Month 1–12. */
export function plainDateOf(year: number, month: number, day: number): PlainDate {
  if (!exists(year, month, day)) throw new RangeError('No such day in the calendar.');
  return format(year, month, day);
}

/** Day, month and year as people type them into three fields (spaces and leading zeros are fine, the year has four digits). */
export function plainDateFromParts(input: DateInput): { ok: true; value: PlainDate } | DatePartsError {
  const day = input.day.trim();
  const month = input.month.trim();
  const year = input.year.trim();
  if (day === '' && month === '' && year === '') return { ok: false, reason: 'empty' };
  for (const [part, text] of [['day', day], ['month', month], ['year', year]] as const) {
    if (text === '') return { ok: false, reason: 'missing', part };
    if (!/^\d{1,4}$/.test(text)) return { ok: false, reason: 'not_a_number', part };
  }
  if (year.length !== 4 || Number(year) === 0) return { ok: false, reason: 'year_digits', part: 'year' };
  if (Number(month) < 1 || Number(month) > 12) return { ok: false, reason: 'no_such_day', part: 'month' };
  if (!exists(Number(year), Number(month), Number(day))) return { ok: false, reason: 'no_such_day', part: 'day' };
  return { ok: true, value: format(Number(year), Number(month), Number(day)) };
}

export function partsOf(date: PlainDate): DateParts {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

/** @throws RangeError outside the years 0001–9999 (so do addMonths and addYears). */
export function addDays(date: PlainDate, days: number): PlainDate {
  if (!Number.isSafeInteger(days)) throw new RangeError('Days must be a whole number.');
  return fromDayNumber(dayNumber(date) + days);
}

/** Months later, on the same day of the month, or on the month's last day where that day is missing (§ 188 Abs. 3 BGB). */
export function addMonths(date: PlainDate, months: number): PlainDate {
  if (!Number.isSafeInteger(months)) throw new RangeError('Months must be a whole number.');
  const { year, month, day } = partsOf(date);
  const index = year * 12 + (month - 1) + months;
  const toYear = Math.floor(index / 12);
  const toMonth = index - toYear * 12 + 1;
  return plainDateOf(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** Years later; 29 February becomes 28 February where the year has none (§ 188 Abs. 3 BGB). */
export function addYears(date: PlainDate, years: number): PlainDate {
  return addMonths(date, years * 12);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** Completed months from `from` to `to` (0 when `to` is earlier than one month after). Never negative for to ≥ from. */
export function monthsBetween(from: PlainDate, to: PlainDate): number {
  if (to < from) return -monthsBetween(to, from) || 0;
  const a = partsOf(from);
  const b = partsOf(to);
  const months = (b.year - a.year) * 12 + b.month - a.month;
  return addMonths(from, months) > to ? months - 1 : months;
}

/**
 * Age in completed years on a day. The day of birth counts (§ 187 Abs. 2 Satz 2 BGB): a year of life ends with the day
 * before the birthday, so someone born on 29 February is a year older from 1 March on in common years.
 */
export function ageOn(birth: PlainDate, day: PlainDate): number {
  const b = partsOf(birth);
  const d = partsOf(day);
  const before = d.month < b.month || (d.month === b.month && d.day < b.day);
  return d.year - b.year - (before ? 1 : 0);
}

export function compareDates(a: PlainDate, b: PlainDate): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export const isBefore = (a: PlainDate, b: PlainDate): boolean => a < b;
export const isAfter = (a: PlainDate, b: PlainDate): boolean => a > b;
export const earlier = (a: PlainDate, b: PlainDate): PlainDate => (a < b ? a : b);
export const later = (a: PlainDate, b: PlainDate): PlainDate => (a > b ? a : b);

/** Both ends belong to the range. */
export const isBetween = (day: PlainDate, from: PlainDate, to: PlainDate): boolean => from <= day && day <= to;

/** ISO 8601: Monday 1 … Sunday 7. */
export function isoWeekday(date: PlainDate): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  const sundayFirst = new Date(dayNumber(date) * DAY_MS).getUTCDay();
  return (sundayFirst === 0 ? 7 : sundayFirst) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

/** "24. November 2026" / "24 November 2026". Any language other than English reads German. */
export function formatDate(date: PlainDate, lang = 'de'): string {
  const { year, month, day } = partsOf(date);
  const english = lang.startsWith('en');
  const name = MONTHS[english ? 'en' : 'de'][month - 1] ?? '';
  return english ? `${day} ${name} ${year}` : `${day}. ${name} ${year}`;
}

/** "24.11.2026" / "24/11/2026", for tables. */
export function formatDateShort(date: PlainDate, lang = 'de'): string {
  const [year, month, day] = date.split('-');
  return lang.startsWith('en') ? `${day}/${month}/${year}` : `${day}.${month}.${year}`;
}

/** "Dienstag, 24. November 2026" / "Tuesday, 24 November 2026". */
export function formatDateWithWeekday(date: PlainDate, lang = 'de'): string {
  const weekday = WEEKDAYS[lang.startsWith('en') ? 'en' : 'de'][isoWeekday(date) - 1] ?? '';
  return `${weekday}, ${formatDate(date, lang)}`;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function exists(year: number, month: number, day: number): boolean {
  if (!Number.isInteger(year) || !Number.isInteger(month) || !Number.isInteger(day)) return false;
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function format(year: number, month: number, day: number): PlainDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as PlainDate;
}

function dayNumber(date: PlainDate): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

function fromDayNumber(days: number): PlainDate {
  const at = new Date(days * DAY_MS);
  if (Number.isNaN(at.getTime())) throw new RangeError('No such day in the calendar.');
  return plainDateOf(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
}
