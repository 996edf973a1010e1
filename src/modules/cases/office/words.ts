import { workdaysBetween } from '../../../kernel/calendar/index.ts';
import type { T } from '../../../kernel/i18n/i18n.ts';
import type { PlainDate } from '../../../kernel/time/index.ts';
import type { Tone } from '../../../kernel/ui/index.ts';
import { isClosed, type CaseState } from '../domain/states.ts';
import type { CaseRow } from '../domain/types.ts';

/** The state in words for staff, where those for the applicant say "you". */
export const stateForStaff = (state: CaseState, t: T): string => t(state === 'waiting_applicant' ? 'cases.office.state.waiting_applicant' : `cases.state.${state}`);

/** How near the deadline is, in working days of the Land; nothing for what is decided. */
export function deadlineBadge(file: Pick<CaseRow, 'state' | 'dueOn'>, today: PlainDate, t: T): { label: string; tone?: Tone } | undefined {
  if (isClosed(file.state)) return undefined;
  if (file.dueOn < today) return { label: t('cases.office.due.over'), tone: 'danger' };
  if (file.dueOn === today) return { label: t('cases.office.due.today'), tone: 'warning' };
  const days = workdaysBetween(today, file.dueOn);
  return days <= 3 ? { label: t(days === 1 ? 'cases.office.due.day' : 'cases.office.due.days', { days }), tone: 'warning' } : { label: t('cases.office.due.days', { days }) };
}
