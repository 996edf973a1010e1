import type { Period } from '../../../kernel/indicators/indicators.ts';
import { addDays, addMonths, daysBetween, parsePlainDate, plainDateFromParts, type PlainDate } from '../../../kernel/time/index.ts';

/** Periods to choose from; `eigener` takes the two days typed. */
export const spans = ['30-tage', 'dieser-monat', 'letzter-monat', 'dieses-jahr', 'eigener'] as const;
export type Span = (typeof spans)[number];

const longestDays = 3660;

export type ChosenPeriod = { ok: true; period: Period } | { ok: false; field: 'von' | 'bis'; key: string; period: Period };

/** The period of a choice, today included. A wrong day falls back to the last 30 days and says what is wrong. */
export function choosePeriod(span: Span, from: string, to: string, today: PlainDate): ChosenPeriod {
  const month = `${today.slice(0, 8)}01` as PlainDate;
  const fallback = { from: addDays(today, -29), to: today };
  switch (span) {
    case '30-tage':
      return { ok: true, period: fallback };
    case 'dieser-monat':
      return { ok: true, period: { from: month, to: today } };
    case 'letzter-monat':
      return { ok: true, period: { from: addMonths(month, -1), to: addDays(month, -1) } };
    case 'dieses-jahr':
      return { ok: true, period: { from: `${today.slice(0, 4)}-01-01` as PlainDate, to: today } };
    case 'eigener':
      break;
  }
  const first = readDay(from);
  const last = readDay(to);
  if (!first) return { ok: false, field: 'von', key: 'portal.figures.error.day', period: fallback };
  if (!last) return { ok: false, field: 'bis', key: 'portal.figures.error.day', period: fallback };
  if (last < first) return { ok: false, field: 'bis', key: 'portal.figures.error.order', period: fallback };
  if (daysBetween(first, last) > longestDays) return { ok: false, field: 'von', key: 'portal.figures.error.long', period: fallback };
  return { ok: true, period: { from: first, to: last } };
}

/** "24.11.2026", "24.11.26" is refused; ISO is taken too. */
function readDay(text: string): PlainDate | undefined {
  const iso = parsePlainDate(text.trim());
  if (iso) return iso;
  const parts = /^\s*(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\s*$/.exec(text);
  if (!parts) return undefined;
  const date = plainDateFromParts({ day: parts[1]!, month: parts[2]!, year: parts[3]! });
  return date.ok ? date.value : undefined;
}
