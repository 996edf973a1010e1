import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import { formatDate, type PlainDate } from '../../../kernel/time/index.ts';
import { announcedOn, announcementRules, type AnnouncementKey } from '../../mailbox/index.ts';
import type { CaseEvent } from '../domain/fold.ts';
import type { LetterKind } from '../domain/types.ts';

type Posted = Extract<CaseEvent, { kind: 'letter_posted' }>;

/** A question is not announced, a decision is. */
export const postedRule = (letter: LetterKind): AnnouncementKey => (letter === 'question' ? 'none' : 'post');

/** The day a posted letter counts as announced; null for what is not announced. */
export function postedAnnouncedOn({ letter, day }: Posted['data']): PlainDate | null {
  return announcedOn(postedRule(letter), { providedOn: day, notifiedOn: null, retrievedOn: null });
}

/** "Brief am 7. Dezember 2026 zur Post gegeben; er gilt am 11. Dezember 2026 als bekannt gegeben (§ 41 Abs. 2 VwVfG)". */
export function postedWords({ data }: Posted, t: T, lang: Lang): string {
  const announced = postedAnnouncedOn(data);
  const rule = announcementRules[postedRule(data.letter)];
  const posted = t('cases.event.letter_posted', { day: formatDate(data.day, lang) });
  return announced === null ? posted : `${posted}; ${t('cases.letter.announced', { day: formatDate(announced, lang), norm: rule.checked ? rule.norm : `${rule.norm} – ${t('mailbox.rule.unchecked')}` })}`;
}
