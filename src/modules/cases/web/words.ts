import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import { dateOf, formatDate, formatTime, type PlainDate } from '../../../kernel/time/index.ts';
import type { TimelineEntry, Tone } from '../../../kernel/ui/index.ts';
import type { CaseEvent } from '../domain/fold.ts';
import { isClosed, type CaseState } from '../domain/states.ts';
import type { CaseRow, TakenDown } from '../domain/types.ts';
import { postedWords } from '../letters/announced.ts';

export const stateTones: Record<CaseState, Tone> = {
  received: 'info',
  checking: 'info',
  waiting_register: 'info',
  review: 'info',
  waiting_applicant: 'warning',
  waiting_payment: 'warning',
  granted: 'success',
  rejected: 'danger',
  withdrawn: 'info',
};

export const moment = (at: Date, lang: Lang): string => `${formatDate(dateOf(at), lang)}, ${formatTime(at, lang)}`;

/** How and when an answer came that staff wrote down. */
export const takenDownWords = ({ channel, receivedOn }: TakenDown, t: T, lang: Lang): string => t(`cases.answer.taken_down.${channel}`, { date: formatDate(receivedOn, lang) });

/** What the applicant is told; why a clerk looks, and who, stays inside. */
const told: ReadonlySet<CaseEvent['kind']> = new Set(['received', 'neighbour_down', 'doubt_found', 'taken_to_review', 'payment_awaited', 'payment_settled', 'payment_noted', 'question_asked', 'question_answered', 'question_lapsed', 'question_withdrawn', 'granted', 'rejected', 'withdrawn', 'letter_provided', 'letter_posted']);

/** The history in the applicant's words, and what comes next. */
export function applicantTimeline(file: CaseRow, history: readonly CaseEvent[], t: T, lang: Lang, until: PlainDate): TimelineEntry[] {
  const shown = history.filter((event, at) => told.has(event.kind) && !(event.kind === 'neighbour_down' && history.slice(0, at).some((earlier) => earlier.kind === 'neighbour_down')));
  const entries = shown.map((event): TimelineEntry => ({ title: event.kind === 'letter_posted' ? postedWords(event, t, lang) : t(eventKey(event)), time: moment(event.at, lang), datetime: event.at.toISOString(), state: 'done' }));
  if (isClosed(file.state)) return entries;
  return [...entries, { title: t(`cases.state.${file.state}`), time: t(file.state === 'waiting_applicant' || file.state === 'waiting_payment' ? 'cases.timeline.please' : 'cases.timeline.until', { date: formatDate(until, lang) }), datetime: until, state: 'current' }];
}

function eventKey(event: CaseEvent): string {
  return event.kind === 'letter_provided' ? `cases.event.letter_provided.${event.data.by}` : `cases.event.${event.kind}`;
}
