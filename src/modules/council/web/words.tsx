import type { VNode } from 'preact';
import type { Indicators } from '../../../kernel/indicators/indicators.ts';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import { formatDate, type PlainDate } from '../../../kernel/time/index.ts';
import { Badge } from '../../../kernel/ui/index.ts';
import { dayWords, partsOfSubject } from '../../plan/index.ts';
import type { Citation, Statement } from '../domain/shapes.ts';
import type { Deadline } from '../load.ts';
import type { Paper } from '../store.ts';

export const dayOf = (day: PlainDate | null, precision: 'day' | 'month' | 'year' | 'unknown', lang: Lang, t: T): string => (day === null ? t('council.unsourced') : dayWords(day, precision, lang, t));

export const paperName = ({ head }: Pick<Paper, 'head'>, t: T): string => [head.type, head.reference, head.subject ?? t('council.no_subject')].filter(Boolean).join(' ');

/** The head for a reader on screen: what is known, and in one line what is not. */
export function headOnScreen(paper: Pick<Paper, 'head'>, lang: Lang, t: T): { label: string; value: string }[] {
  const rows = headRows(paper, lang, t);
  const missing = rows.filter(({ value }) => value === t('council.unsourced')).map(({ label }) => label);
  return [...rows.filter(({ value }) => value !== t('council.unsourced')), ...(missing.length > 0 ? [{ label: t('council.not_known'), value: missing.join(', ') }] : [])];
}

/** The head of a paper as such papers print it; what is not known says so. */
export function headRows({ head }: Pick<Paper, 'head'>, lang: Lang, t: T): { label: string; value: string }[] {
  const none = t('council.unsourced');
  return [
    { label: t('council.field.reference'), value: head.reference ?? none },
    { label: t('council.field.type'), value: head.type },
    { label: t('council.field.agenda_item'), value: head.agenda_item ?? none },
    { label: t('council.field.refers_to'), value: head.refers_to ?? none },
    { label: t('council.field.budget_line'), value: head.budget_line ?? none },
    { label: t('council.field.author'), value: head.author ?? none },
    { label: t('council.field.asked'), value: dayOf(head.asked, head.asked_precision, lang, t) },
    { label: t('council.field.answered'), value: dayOf(head.answered, 'day', lang, t) },
    { label: t('council.field.plan_date'), value: dayOf(head.plan_date, 'day', lang, t) },
    { label: t('council.field.department'), value: head.department ?? none },
    { label: t('council.field.signatories'), value: head.signatories?.join(', ') ?? none },
  ];
}

export function DeadlineWords({ deadline, lang, t }: { deadline: Deadline; lang: Lang; t: T }): VNode {
  if (deadline.answered) return <>{t('council.deadline.answered', { day: formatDate(deadline.answered, lang) })}</>;
  if (deadline.due === null) return <span class="st-hint">{t('council.deadline.unknown')}</span>;
  return <>{deadline.overdue ? <Badge tone="danger" label={t('council.overdue')} /> : null} {t('council.deadline.due', { day: formatDate(deadline.due, lang) })}</>;
}

/** `2013-2020/status/measure/a3` → "Stand": what kind of record it is, for people; a figure has its name. */
export function citedName({ kind, ref }: Citation, indicators: Pick<Indicators, 'get'>, t: T): string {
  if (kind === 'statement') return t(`plan.kind.${partsOfSubject(ref)?.kind ?? 'status'}`);
  const figure = indicators.get(ref);
  return kind === 'figure' && figure ? t(figure.name) : ref;
}

/** What a sentence rests on: the record as it stood, linked at its point. */
function Cite({ citation, indicators, lang, t }: { citation: Citation; indicators: Pick<Indicators, 'get'>; lang: Lang; t: T }): VNode {
  return (
    <span class="st-hint st-cite">
      <a href={citation.href}>{t(`council.cite.${citation.kind}`, { ref: citedName(citation, indicators, t), day: formatDate(citation.day, lang), version: citation.version })}</a>
    </span>
  );
}

/** The sentences of one answer, each with what it rests on; one that rests on nothing says so. */
export function Sentences({ statements, indicators, lang, t }: { statements: readonly Statement[]; indicators: Pick<Indicators, 'get'>; lang: Lang; t: T }): VNode {
  if (statements.length === 0) return <p>{t('council.no_answer')}</p>;
  return (
    <ul>
      {statements.map(({ text, citation }) => (
        <li>
          {text} {citation ? <Cite citation={citation} indicators={indicators} lang={lang} t={t} /> : <Badge tone="warning" label={t('council.uncited')} />}
        </li>
      ))}
    </ul>
  );
}
