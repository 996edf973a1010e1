import { addDays, type PlainDate } from '../../../kernel/time/index.ts';

/** When a decision counts as announced, by the way it was given. Days are calendar days: weekends and holidays do not move them. */
export type AnnouncementKey = 'own_mailbox' | 'ozg_mailbox' | 'post' | 'none';

export interface AnnouncementRule {
  key: AnnouncementKey;
  /** The norm, and where our knowledge of it is from. */
  norm: string;
  source: string;
  /** Whether our words were held against the text of the law itself; where not, pages say so. */
  checked: boolean;
  /** `from_retrieval`: days after retrieval; `from_provision`: days after provision or posting; null: nothing is announced. */
  counts: { from: 'retrieval' | 'provision'; days: number } | null;
  /** Days after the notice within which it has to be retrieved; later the provision ends and the letter goes another way. */
  retrievalDays: number | null;
}

const reference = 'Rechtsstand Ende 2026, Zusammenstellung des Projekts';

export const announcementRules: Record<AnnouncementKey, AnnouncementRule> = {
  own_mailbox: {
    key: 'own_mailbox',
    norm: '§ 41 Abs. 2a VwVfG',
    source: reference,
    checked: false,
    counts: { from: 'retrieval', days: 1 },
    retrievalDays: 10,
  },
  ozg_mailbox: { key: 'ozg_mailbox', norm: '§ 9 OZG', source: reference, checked: true, counts: { from: 'provision', days: 4 }, retrievalDays: null },
  post: { key: 'post', norm: '§ 41 Abs. 2 VwVfG', source: 'Fassung seit dem 1. Januar 2025 (vierter Tag), aus allgemeinem Wissen', checked: false, counts: { from: 'provision', days: 4 }, retrievalDays: null },
  /** A question or a note: nothing that has to be announced. */
  none: { key: 'none', norm: '', source: '', checked: true, counts: null, retrievalDays: null },
};

/**
 * The day a letter counts as announced; null while that is open, or never. A letter retrieved after its provision had
 * ended is not announced by that retrieval.
 */
export function announcedOn(key: AnnouncementKey, facts: { providedOn: PlainDate; notifiedOn: PlainDate | null; retrievedOn: PlainDate | null }): PlainDate | null {
  const { counts } = announcementRules[key];
  if (!counts) return null;
  if (counts.from === 'provision') return addDays(facts.providedOn, counts.days);
  if (!facts.retrievedOn) return null;
  const until = facts.notifiedOn && retrievableUntil(key, facts.notifiedOn);
  if (until && facts.retrievedOn > until) return null;
  return addDays(facts.retrievedOn, counts.days);
}

/** The last day on which retrieval counts; null: no limit. */
export function retrievableUntil(key: AnnouncementKey, notifiedOn: PlainDate): PlainDate | null {
  const { retrievalDays } = announcementRules[key];
  return retrievalDays === null ? null : addDays(notifiedOn, retrievalDays);
}
