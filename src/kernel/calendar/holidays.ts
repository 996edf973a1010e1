import { getHolidays } from 'feiertagejs';
import { type PlainDate, plainDate } from '../time/index.ts';

/** The sixteen Länder by their usual short names (ISO 3166-2:DE without the country). */
export const LAENDER = ['BW', 'BY', 'BE', 'BB', 'HB', 'HE', 'HH', 'MV', 'NI', 'NW', 'RP', 'SL', 'SN', 'ST', 'SH', 'TH'] as const;
export type Land = (typeof LAENDER)[number];

export interface Holiday { date: PlainDate; name: { de: string; en: string } }

/** Saxony-Anhalt, the Land of the first city that runs Stadttor. */
export const DEFAULT_LAND: Land = 'ST';

const years = new Map<string, ReadonlyMap<PlainDate, Holiday>>();

/**
 * The public holidays of a Land in a year, by day. Source: the package feiertagejs, which follows the holiday laws of the
 * Länder (Saxony-Anhalt: § 2 FeiertG LSA). It knows neither holidays of single municipalities (Corpus Christi in parts of
 * Saxony and Thuringia, the Assumption in parts of Bavaria) nor single days made a holiday by a law of their own
 * (8 May 2025 in Berlin).
 */
export function holidays(year: number, land: Land = DEFAULT_LAND): readonly Holiday[] {
  return [...holidaysByDay(year, land).values()];
}

export function holidayOn(date: PlainDate, land: Land = DEFAULT_LAND): Holiday | undefined {
  return holidaysByDay(Number(date.slice(0, 4)), land).get(date);
}

function holidaysByDay(year: number, land: Land): ReadonlyMap<PlainDate, Holiday> {
  const key = `${land}${year}`;
  const known = years.get(key);
  if (known !== undefined) return known;
  const found = new Map<PlainDate, Holiday>();
  for (const holiday of getHolidays(year, land)) {
    // The package gives noon UTC, which is the same day in Berlin at any time of the year.
    const date = plainDate(holiday.date.toISOString().slice(0, 10));
    found.set(date, { date, name: { de: holiday.translate('de') ?? holiday.name, en: holiday.translate('en') ?? holiday.name } });
  }
  years.set(key, found);
  return found;
}
