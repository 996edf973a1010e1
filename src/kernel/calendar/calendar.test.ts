import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, isoWeekday, plainDate } from '../time/index.ts';
import { addWorkdays, deadlineAfter, deadlineEnd, holidayOn, holidays, isWorkday, LAENDER, workdaysBetween } from './index.ts';

const d = plainDate;
const dates = fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2039-12-31T00:00:00Z'), noInvalidDate: true }).map((at) => plainDate(at.toISOString().slice(0, 10)));
const lands = fc.constantFrom(...LAENDER);

describe('public holidays', () => {
  it('of Saxony-Anhalt in 2026, every one (§ 2 FeiertG LSA)', () => {
    expect(holidays(2026).map(({ date, name }) => `${date} ${name.de}`)).toEqual([
      '2026-01-01 Neujahrstag', '2026-01-06 Heilige Drei Könige', '2026-04-03 Karfreitag', '2026-04-06 Ostermontag', '2026-05-01 Tag der Arbeit',
      '2026-05-14 Christi Himmelfahrt', '2026-05-25 Pfingstmontag', '2026-10-03 Tag der Deutschen Einheit', '2026-10-31 Reformationstag',
      '2026-12-25 1. Weihnachtstag', '2026-12-26 2. Weihnachtstag',
    ]);
  });

  it('differ by Land', () => {
    expect(holidayOn(d('2026-01-06'), 'BE')).toBeUndefined();
    expect(holidayOn(d('2026-03-08'), 'BE')?.name.en).toBe("International Women's Day");
    expect(holidayOn(d('2026-11-18'), 'SN')?.name.de).toBe('Buß- und Bettag');
    expect(holidayOn(d('2026-11-18'), 'ST')).toBeUndefined();
    expect(holidayOn(d('2026-06-04'), 'NW')?.name.de).toBe('Fronleichnam');
  });
});

describe('workdays', () => {
  it.each([['2026-11-24', true], ['2026-11-28', false], ['2026-11-29', false], ['2026-12-24', true], ['2026-12-25', false], ['2026-12-31', true], ['2026-01-06', false]])('%s: %s', (day, expected) =>
    expect(isWorkday(d(day))).toBe(expected));

  it.each([
    ['2026-11-24', 1, '2026-11-25'], ['2026-11-27', 1, '2026-11-30'], ['2026-12-23', 2, '2026-12-28'], ['2026-04-02', 1, '2026-04-07'], ['2026-04-07', -1, '2026-04-02'],
    ['2026-11-28', 0, '2026-11-28'], ['2026-11-28', 1, '2026-11-30'], ['2026-11-29', -1, '2026-11-27'],
  ])('%s and %i workdays is %s', (from, n, to) => expect(addWorkdays(d(from), n)).toBe(to));

  it('refuses what is no count', () => {
    expect(() => addWorkdays(d('2026-11-24'), 1.5)).toThrow(RangeError);
    expect(() => addWorkdays(d('2026-11-24'), Infinity)).toThrow(RangeError);
  });

  it('counts back what it added, in every Land', () => {
    fc.assert(fc.property(dates, fc.integer({ min: 1, max: 80 }), lands, (from, n, land) => {
      const to = addWorkdays(from, n, land);
      return isWorkday(to, land) && workdaysBetween(from, to, land) === n && workdaysBetween(to, from, land) === -n;
    }));
  });
});

describe('deadlines', () => {
  it.each([
    ['2026-11-28', '2026-11-30'], ['2026-11-24', '2026-11-24'], ['2026-12-25', '2026-12-28'], ['2026-10-31', '2026-11-02'], ['2027-01-01', '2027-01-04'], ['2026-04-03', '2026-04-07'],
  ])('a period ending on %s ends on %s (§ 193 BGB, § 31 Abs. 3 VwVfG)', (day, end) => expect(deadlineEnd(d(day))).toBe(end));

  it('ends never early, on a workday, with no workday passed over', () => {
    fc.assert(fc.property(dates, lands, (day, land) => {
      const end = deadlineEnd(day, land);
      for (let between = day; between < end; between = addDays(between, 1)) if (isWorkday(between, land)) return false;
      return end >= day && isWorkday(end, land) && isoWeekday(end) <= 5;
    }));
  });

  it.each([
    ['2026-11-24', { months: 1 }, '2026-12-24'], ['2026-11-25', { months: 1 }, '2026-12-28'], ['2026-01-31', { months: 1 }, '2026-03-02'],
    ['2026-11-24', { days: 4 }, '2026-11-30'], ['2026-11-24', { weeks: 2 }, '2026-12-08'],
  ])('a period from %s of %j ends on %s (§§ 187, 188 BGB)', (event, period, end) => expect(deadlineAfter(d(event), period)).toBe(end));
});
