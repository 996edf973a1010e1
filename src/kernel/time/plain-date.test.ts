import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays, addMonths, addYears, ageOn, compareDates, daysBetween, formatDate, formatDateShort, formatDateWithWeekday, isBetween, isoWeekday, isPlainDate,
  monthsBetween, parsePlainDate, plainDate, plainDateFromParts, plainDateOf, type PlainDate,
} from './plain-date.ts';

const dates = fc.date({ min: new Date('1600-01-01T00:00:00Z'), max: new Date('2400-12-31T00:00:00Z'), noInvalidDate: true }).map((at) => plainDate(at.toISOString().slice(0, 10)));
const d = plainDate;

describe('plain dates', () => {
  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '26-01-01', '2026-11-31', '1900-02-29', '0000-01-01', '', '2026-11-24T00:00', ' 2026-11-24'])('refuses %j', (text) => {
    expect(parsePlainDate(text)).toBeUndefined();
    expect(() => plainDate(text)).toThrow(RangeError);
  });

  it.each(['2024-02-29', '2000-02-29', '2026-11-24', '0001-01-01', '9999-12-31'])('takes %j', (text) => expect(isPlainDate(text)).toBe(true));

  it.each([
    ['2026-01-31', 1, '2026-02-28'], ['2024-01-31', 1, '2024-02-29'], ['2026-03-31', -1, '2026-02-28'], ['2026-11-30', 3, '2027-02-28'],
    ['2026-01-15', -1, '2025-12-15'], ['2026-12-01', 1, '2027-01-01'], ['2026-08-31', 1, '2026-09-30'],
  ])('%s and %i months is %s', (from, months, to) => expect(addMonths(d(from), months)).toBe(to));

  it('keeps 29 February only where there is one', () => {
    expect(addYears(d('2024-02-29'), 1)).toBe('2025-02-28');
    expect(addYears(d('2024-02-29'), 4)).toBe('2028-02-29');
  });

  it('ends where the calendar ends, with an error', () => {
    expect(() => addDays(d('9999-12-31'), 1)).toThrow(RangeError);
    expect(() => addDays(d('2026-01-01'), 0.5)).toThrow(RangeError);
    expect(() => addDays(d('2026-01-01'), 1e15)).toThrow(RangeError);
    expect(() => addMonths(d('0001-01-01'), -1)).toThrow(RangeError);
    expect(() => plainDateOf(2026, 2, 30)).toThrow(RangeError);
  });

  it('adds and subtracts days without loss', () => {
    fc.assert(fc.property(dates, fc.integer({ min: -50_000, max: 50_000 }), (date, days) => {
      const moved = addDays(date, days);
      return daysBetween(date, moved) === days && addDays(moved, -days) === date && compareDates(moved, date) === Math.sign(days);
    }));
  });

  it('moves months to the same day or the last one, and counts them back', () => {
    fc.assert(fc.property(dates, fc.integer({ min: 0, max: 600 }), (date, months) => {
      const moved = addMonths(date, months);
      const day = Number(moved.slice(8));
      const wanted = Number(date.slice(8));
      return isPlainDate(moved) && (day === wanted || (day < wanted && addDays(moved, 1).endsWith('-01'))) && monthsBetween(date, moved) === months;
    }));
  });

  it('knows weekdays', () => {
    expect(isoWeekday(d('2026-11-24'))).toBe(2);
    expect(isoWeekday(d('2026-11-29'))).toBe(7);
    fc.assert(fc.property(dates, (date) => isoWeekday(addDays(date, 1)) === (isoWeekday(date) % 7) + 1));
  });

  it('counts age by completed years, the leap day one day late', () => {
    expect(ageOn(d('2000-11-24'), d('2026-11-24'))).toBe(26);
    expect(ageOn(d('2000-11-25'), d('2026-11-24'))).toBe(25);
    expect(ageOn(d('2008-02-29'), d('2026-02-28'))).toBe(17);
    expect(ageOn(d('2008-02-29'), d('2026-03-01'))).toBe(18);
  });

  it('writes dates for people', () => {
    expect(formatDate(d('2026-11-24'))).toBe('24. November 2026');
    expect(formatDate(d('2026-03-01'), 'en')).toBe('1 March 2026');
    expect(formatDate(d('2026-03-01'), 'de-leicht')).toBe('1. März 2026');
    expect(formatDateShort(d('2026-03-01'))).toBe('01.03.2026');
    expect(formatDateShort(d('2026-03-01'), 'en')).toBe('01/03/2026');
    expect(formatDateWithWeekday(d('2026-11-24'))).toBe('Dienstag, 24. November 2026');
  });

  it('has ranges with both ends', () => {
    expect(isBetween(d('2026-01-01'), d('2026-01-01'), d('2026-01-31'))).toBe(true);
    expect(isBetween(d('2026-01-31'), d('2026-01-01'), d('2026-01-31'))).toBe(true);
    expect(isBetween(d('2026-02-01'), d('2026-01-01'), d('2026-01-31'))).toBe(false);
  });
});

describe('dates in three fields', () => {
  it.each([
    [' 1', '3', '2026 ', { ok: true, value: '2026-03-01' }],
    ['', '', ' ', { ok: false, reason: 'empty' }],
    ['1', '', '2026', { ok: false, reason: 'missing', part: 'month' }],
    ['1', 'März', '2026', { ok: false, reason: 'not_a_number', part: 'month' }],
    ['1', '3', '26', { ok: false, reason: 'year_digits', part: 'year' }],
    ['1', '3', '0000', { ok: false, reason: 'year_digits', part: 'year' }],
    ['31', '4', '2026', { ok: false, reason: 'no_such_day', part: 'day' }],
    ['1', '13', '2026', { ok: false, reason: 'no_such_day', part: 'month' }],
    ['-1', '3', '2026', { ok: false, reason: 'not_a_number', part: 'day' }],
  ])('%j %j %j', (day, month, year, result) => expect(plainDateFromParts({ day, month, year })).toEqual(result));

  it('never throws and only makes days that exist', () => {
    fc.assert(fc.property(fc.string(), fc.string(), fc.string(), (day, month, year) => {
      const result = plainDateFromParts({ day, month, year });
      return !result.ok || isPlainDate(result.value);
    }));
    fc.assert(fc.property(dates, (date: PlainDate) => {
      const result = plainDateFromParts({ day: date.slice(8), month: date.slice(5, 7), year: date.slice(0, 4) });
      return result.ok && result.value === date;
    }));
  });
});
