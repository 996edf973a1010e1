import type { VNode } from 'preact';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import { euros as euroAmount, formatMoney } from '../../../kernel/money/index.ts';
import { ageOn, dateOf, formatDate, type PlainDate } from '../../../kernel/time/index.ts';
import { Markdown } from '../../forms/index.ts';
import type { Content } from '../domain/kinds.ts';
import type { Entry, PlanView } from '../domain/view.ts';

export { Markdown };

/** A day as exactly as it is known: "19. Februar 2019", "März 2012", "2014", "Tag nicht belegt (spätestens …)". */
export function dayWords(day: PlainDate, precision: 'day' | 'month' | 'year' | 'unknown', lang: Lang, t: T): string {
  const whole = formatDate(day, lang);
  if (precision === 'day') return whole;
  if (precision === 'year') return day.slice(0, 4);
  if (precision === 'month') return whole.replace(/^\d+\.? /, '');
  return t('plan.day.unknown', { day: whole });
}

export const sinceWords = (entry: { validFrom: PlainDate; content: { precision: 'day' | 'month' | 'year' | 'unknown' } }, lang: Lang, t: T): string => dayWords(entry.validFrom, entry.content.precision, lang, t);

/** "7 Jahre alt" on a day; "mindestens", where the day is only the latest it can have been. */
export function ageWords({ validFrom, content }: { validFrom: PlainDate; content: { precision: 'day' | 'month' | 'year' | 'unknown' } }, asOf: PlainDate, t: T): string {
  const count = ageOn(validFrom, asOf);
  return t(`plan.age.${content.precision === 'unknown' ? 'least_' : ''}${count === 1 ? 'one' : 'many'}`, { count });
}

export function euros(cents: number, lang: Lang): string {
  return formatMoney(euroAmount(cents), lang);
}

/** Where a statement is from and when it was recorded; "nicht belegt" where there is no source. */
export function SourceLine({ entry, view, lang, t }: { entry: Pick<Entry, 'content' | 'recordedAt'>; view: Pick<PlanView, 'sources'>; lang: Lang; t: T }): VNode {
  const { source, source_note: note, assessment } = entry.content as { source: string | null; source_note?: string; assessment: boolean };
  return (
    <span class="st-hint st-cite">
      {assessment ? <span>{t('plan.source.assessment')} </span> : null}
      {source === null ? (assessment ? null : t('plan.unsourced')) : <SourceName source={source} view={view} lang={lang} t={t} />}
      {note ? ` (${note})` : ''} · {t('plan.recorded', { day: formatDate(dateOf(entry.recordedAt), lang) })}
    </span>
  );
}

export function SourceName({ source, view, lang, t }: { source: string | null; view: Pick<PlanView, 'sources'>; lang: Lang; t: T }): VNode {
  if (source === null) return <>{t('plan.unsourced')}</>;
  const known = view.sources.get(source);
  if (!known) return <strong>{t('plan.source.lost')}</strong>;
  return (
    <>
      {t('plan.source')}: <a href={`/plan/quellen#${source}`}>{sourceTitle(known.content, lang)}</a>
    </>
  );
}

export function sourceTitle(source: Content<'source'>, lang: Lang): string {
  return [source.title, source.publisher, source.date ? dayWords(source.date, source.date_precision, lang, (key) => key) : undefined].filter(Boolean).join(', ');
}

/** "A3 Elektronisches Serviceportal", or that nobody can name it. */
export function measureName(measure: Entry<'measure'>, t: T): string {
  const { code, title } = measure.content;
  if (code === null && title === null) return t('plan.measure.unnamed', { number: measure.content.order });
  return [code, title ?? t('plan.untitled')].filter(Boolean).join(' ');
}

export function goalName(goal: Entry<'goal'>, t: T): string {
  const { code, title } = goal.content;
  if (code === null && title === null) return t('plan.goal.unnamed', { number: goal.content.order });
  return [code, title ?? t('plan.untitled')].filter(Boolean).join(' ');
}

/** The name of what a statement is about. */
export function aboutName(view: PlanView, about: string, t: T): string {
  const [kind, key] = about.split('/');
  if (kind === 'plan') return view.plan.content.short;
  const measure = kind === 'measure' ? view.measures.find((entry) => entry.key === key) : undefined;
  if (measure) return measureName(measure, t);
  const goal = kind === 'goal' ? view.goals.find((entry) => entry.key === key) : undefined;
  if (goal) return goalName(goal, t);
  return view.items.find((entry) => kind === 'item' && entry.key === key)?.content.title ?? about;
}

/** The page (or place on the overview) of what a statement is about. */
export function aboutPath(view: Pick<PlanView, 'key'>, about: string): string {
  const [kind, key] = about.split('/');
  if (kind === 'measure') return `/plan/${view.key}/massnahmen/${key}`;
  if (kind === 'item') return `/plan/${view.key}/vorhaben#vorhaben-${key}`;
  if (kind === 'goal') return `/plan/${view.key}#ziel-${key}`;
  return `/plan/${view.key}`;
}
