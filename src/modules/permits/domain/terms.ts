import { addDays, addMonths, addYears, daysBetween, later, type PlainDate } from '../../../kernel/time/index.ts';

/** Days of validity, both ends included. */
export interface Term {
  from: PlainDate;
  until: PlainDate;
}

/**
 * When a permit may be renewed. Halle's own rule is "nicht belegt"; this is a Demo-Annahme after the practice of
 * Bielefeld (from 30 days before expiry, no day lost) and Ludwigshafen (until 3 months after expiry), mission.md § 3.
 */
export const renewal = { daysBefore: 30, monthsAfter: 3, years: 1 } as const;

/** First and last day on which the renewal of a permit that ends on `expiry` may be asked for. */
export function renewalWindow(expiry: PlainDate): Term {
  return { from: addDays(expiry, -renewal.daysBefore), until: addMonths(expiry, renewal.monthsAfter) };
}

export type WindowState = 'too_early' | 'open' | 'too_late';

export function windowState(expiry: PlainDate, day: PlainDate): WindowState {
  const { from, until } = renewalWindow(expiry);
  if (day < from) return 'too_early';
  return day > until ? 'too_late' : 'open';
}

/**
 * A year from its first day (Demo-Annahme): it ends with the day before the same day of the next year (§ 188 Abs. 2
 * Alt. 2 BGB), and where that day is missing (29 February) with the last day of the month (§ 188 Abs. 3 BGB).
 */
export function termFrom(from: PlainDate): Term {
  const sameDay = addYears(from, renewal.years);
  // 29 February has no fellow next year: 28 February is then itself the last day, nothing is taken off
  const until = sameDay.slice(5) === from.slice(5) ? addDays(sameDay, -1) : sameDay;
  return { from, until };
}

/**
 * The term that follows a permit ending on `expiry`, decided on `decision`: before or on the last day it begins the day
 * after, without a gap; afterwards it begins on the day of decision, and the days between stay uncovered.
 */
export function nextTerm(expiry: PlainDate, decision: PlainDate): Term & { gapDays: number } {
  const following = addDays(expiry, 1);
  const from = later(following, decision);
  return { ...termFrom(from), gapDays: daysBetween(following, from) };
}

/** Days that stayed uncovered between the last day before (null: there was none) and a term. */
export function gapAfter(endBefore: PlainDate | null, term: Term): number {
  return endBefore === null ? 0 : Math.max(0, daysBetween(addDays(endBefore, 1), term.from));
}

/** The days around `day` that the terms cover without a gap, or undefined when that day is not covered. */
export function coverage(terms: readonly Term[], day: PlainDate): Term | undefined {
  const here = terms.filter((term) => term.from <= day && day <= term.until);
  if (here.length === 0) return undefined;
  let from = here.reduce((least, term) => (term.from < least ? term.from : least), here[0]!.from);
  let until = here.reduce((most, term) => (term.until > most ? term.until : most), here[0]!.until);
  for (let grown = true; grown; ) {
    grown = false;
    for (const term of terms) {
      const touches = term.from <= addDays(until, 1) && term.until >= addDays(from, -1);
      if (!touches || (term.from >= from && term.until <= until)) continue;
      if (term.from < from) from = term.from;
      if (term.until > until) until = term.until;
      grown = true;
    }
  }
  return { from, until };
}

/** The last day any term reaches. */
export function expiryOf(terms: readonly Term[]): PlainDate | undefined {
  return terms.reduce<PlainDate | undefined>((most, term) => (most === undefined || term.until > most ? term.until : most), undefined);
}

export type PermitState = 'valid' | 'not_begun' | 'expired' | 'revoked';

export function permitState(permit: { terms: readonly Term[]; revokedOn: PlainDate | null }, day: PlainDate): PermitState {
  if (permit.revokedOn !== null && permit.revokedOn <= day) return 'revoked';
  if (coverage(permit.terms, day)) return 'valid';
  return permit.terms.some((term) => term.from > day) ? 'not_begun' : 'expired';
}
