import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, plainDate } from '../../../kernel/time/index.ts';
import { announcedOn, announcementRules, retrievableUntil, type AnnouncementKey } from './announcement.ts';

const on = (providedOn: string, retrievedOn: string | null) => ({ providedOn: plainDate(providedOn), notifiedOn: plainDate(providedOn), retrievedOn: retrievedOn === null ? null : plainDate(retrievedOn) });

describe('announcement', () => {
  it.each<[string, AnnouncementKey, string, string | null, string | null]>([
    ['own mailbox: the day after retrieval', 'own_mailbox', '2026-11-24', '2026-11-24', '2026-11-25'],
    ['… also when that is a Saturday', 'own_mailbox', '2026-11-26', '2026-11-27', '2026-11-28'],
    ['… also when that is Christmas Day', 'own_mailbox', '2026-12-22', '2026-12-24', '2026-12-25'],
    ['… never retrieved: not announced', 'own_mailbox', '2026-11-24', null, null],
    ['… on the tenth day it still counts', 'own_mailbox', '2026-11-24', '2026-12-04', '2026-12-05'],
    ['… on the eleventh it does not', 'own_mailbox', '2026-11-24', '2026-12-05', null],
    ['OZG mailbox: the fourth day after provision, retrieved or not', 'ozg_mailbox', '2026-11-24', null, '2026-11-28'],
    ['… over the turn of the year and a leap day', 'ozg_mailbox', '2028-02-27', '2028-02-27', '2028-03-02'],
    ['… over Christmas', 'ozg_mailbox', '2026-12-23', null, '2026-12-27'],
    ['post: the fourth day after posting', 'post', '2026-12-30', null, '2027-01-03'],
    ['a question is not announced', 'none', '2026-11-24', '2026-11-24', null],
  ])('%s', (_name, key, provided, retrieved, expected) => {
    expect(announcedOn(key, on(provided, retrieved))).toBe(expected);
  });
  it('counts ten calendar days for retrieval, whatever the calendar says', () => {
    expect(retrievableUntil('own_mailbox', plainDate('2026-12-18'))).toBe('2026-12-28');
    expect(retrievableUntil('ozg_mailbox', plainDate('2026-12-18'))).toBeNull();
  });
  it('announces within the days of the rule for every day of the calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 30 }), (start, wait) => {
        const day = addDays(plainDate('1990-01-01'), start);
        const result = announcedOn('own_mailbox', { providedOn: day, notifiedOn: day, retrievedOn: addDays(day, wait) });
        if (wait > 10) expect(result).toBeNull();
        else expect(daysBetween(day, result!)).toBe(wait + 1);
        expect(daysBetween(day, announcedOn('ozg_mailbox', { providedOn: day, notifiedOn: null, retrievedOn: null })!)).toBe(4);
      }),
    );
  });
  it('names a norm and a source for every rule that announces', () => {
    for (const rule of Object.values(announcementRules)) if (rule.counts) expect([rule.norm, rule.source].every(Boolean)).toBe(true);
  });
});
