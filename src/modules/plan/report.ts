import type { LetterBlock, ReportData } from '../../kernel/documents/index.ts';
import type { Lang, T } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { dateOf, formatDate, formatTime } from '../../kernel/time/index.ts';
import { states } from './domain/states.ts';
import { actionYears, brokenThings, tally, type Entry, type PlanView } from './domain/view.ts';
import { formatFigure } from './figures/format.ts';
import { indicatorKeys, latestFigures, type FigureState } from './figures/snapshots.ts';
import { promiseState } from './web/promises.tsx';
import { aboutName, euros, measureName, sinceWords, sourceTitle } from './web/words.tsx';

/** A plan at a point on paper: PDF/UA, made from the same view as the page, so both say the same. */
export async function renderReport(kernel: Kernel, view: PlanView, knownAt: Date, lang: Lang): Promise<Uint8Array> {
  const t = kernel.i18n.translator(lang);
  const keys = indicatorKeys(kernel, view.measures.flatMap((measure) => measure.content.indicators));
  const figures = await latestFigures(kernel.db, keys, view.asOf, knownAt);
  const title = t('plan.report.title', { plan: view.plan.content.short, day: formatDate(view.asOf, lang) });
  const city = kernel.config.city.replace(/^./, (first) => first.toUpperCase());
  const data: ReportData = {
    letterhead: { authority: t('plan.report.authority', { city }), unit: t('plan.title') },
    ...(kernel.config.demo ? { marking: t('plan.report.demo') } : {}),
    heading: title,
    intro: view.plan.content.title,
    reference: [
      { label: t('plan.point.asof'), value: formatDate(view.asOf, lang) },
      { label: t('plan.point.knownat'), value: `${formatDate(dateOf(knownAt), lang)}, ${formatTime(knownAt, lang)}` },
      { label: t('plan.report.later'), value: t('plan.report.later_value', { later: view.recordedLater, all: view.statements }) },
      { label: t('plan.point.checksum'), value: view.checksum().slice(0, 32) },
    ],
    blocks: reportBlocks(kernel, view, figures, lang, t),
    notes: [t('plan.report.note_sources'), t('plan.report.note_reproduce')],
  };
  return kernel.documents.render({ template: 'report', data, standard: 'ua-1', title, lang: lang === 'en' ? 'en' : 'de', at: knownAt });
}

function reportBlocks(kernel: Kernel, view: PlanView, figures: Map<string, FigureState>, lang: Lang, t: T): LetterBlock[] {
  const heading = (key: string): LetterBlock => ({ type: 'heading', text: t(key) });
  const table = (columns: string[], rows: string[][], none: string): LetterBlock => (rows.length === 0 ? { type: 'paragraph', text: t(none) } : { type: 'table', columns: columns.map((key) => ({ label: t(key) })), rows });
  const source = (entry: Entry) => sourceWords(view, entry, lang, t);
  const counts = tally(view.measures.map((measure) => view.standing(`measure/${measure.key}`)));
  return [
    { type: 'heading', text: t('plan.verdict.heading', { count: view.measures.length }) },
    { type: 'keyvalue', rows: states.filter((state) => counts.has(state)).map((state) => ({ label: t(`plan.state.${state}`), value: String(counts.get(state)) })) },
    heading('plan.broken.heading'),
    table(['plan.report.what', 'plan.status', 'plan.reason', 'plan.decider'], brokenThings(view).map(({ about, standing }) => [aboutName(view, about, t), `${t(`plan.state.${standing.state}`)}, ${t('plan.since', { day: standing.entry ? sinceWords(standing.entry, lang, t) : '' })}`, standing.entry?.content.reason ?? t('plan.unsourced'), standing.entry?.content.decider ?? t('plan.unsourced')]), 'plan.broken.none'),
    heading('plan.report.measures'),
    table(['plan.measure', 'plan.status', 'plan.report.said', 'plan.source'], view.measures.map((measure) => {
      const { state, entry } = view.standing(`measure/${measure.key}`);
      return [measureName(measure, t), t(`plan.state.${state}`), entry ? `${sinceWords(entry, lang, t)}: ${entry.content.text}` : '–', entry ? source(entry) : source(measure)];
    }), 'plan.verdict.none'),
    heading('plan.years.heading'),
    table(['plan.money.year', 'plan.years.plan'], actionYears(view).map(({ year, plan }) => [String(year), plan === undefined ? t('plan.years.unknown') : plan.content.exists ? (plan.content.title ?? t('plan.years.yes')) : t('plan.years.no')]), 'plan.items.none'),
    heading('plan.promises.heading'),
    table(['plan.report.what', 'plan.status', 'plan.source'], view.commitments.map((entry) => [entry.content.text, t(`plan.promise.${promiseState(entry, view.asOf)}`), source(entry)]), 'plan.promises.none'),
    heading('plan.money.heading'),
    table(['plan.money.year', 'plan.money.type', 'plan.money.amount', 'plan.source'], view.budgets.map((entry) => [String(entry.content.year), t(`plan.money.${entry.content.type}`), euros(entry.content.cents, lang), source(entry)]), 'plan.money.none'),
    heading('plan.figures.heading'),
    table(['plan.figures.name', 'plan.figures.value'], [...figures.values()].flatMap((figure) => {
      const indicator = kernel.indicators.get(figure.key);
      return indicator ? [[t(indicator.name), figureText(figure, (value) => formatFigure(value, indicator.unit, lang, t), lang, t)]] : [];
    }), 'plan.figure.none'),
    heading('plan.law.heading'),
    table(['plan.law.law', 'plan.law.version_short', 'plan.law.since'], [...view.laws.values()].map((law) => [law.content.short, law.content.version, sinceWords(law, lang, t)]), 'plan.law.none'),
  ];
}

function figureText(figure: FigureState, write: (value: number) => string, lang: Lang, t: T): string {
  const last = figure.lastValue !== null && figure.lastDay !== null ? t('plan.figure.last', { value: write(figure.lastValue), day: formatDate(figure.lastDay, lang) }) : t('plan.figure.never');
  if (figure.failed) return t('plan.figure.fails', { last });
  return figure.value === null || figure.day === null ? t('ui.nodata') : `${write(figure.value)} ${t('plan.figure.day', { day: formatDate(figure.day, lang) })}`;
}

/** The source of a statement in plain words, as `SourceLine` shows it on a page. */
function sourceWords(view: PlanView, entry: Entry, lang: Lang, t: T): string {
  const { source, assessment } = entry.content;
  const known = source === null ? undefined : view.sources.get(source);
  const words = source === null ? (assessment ? '' : t('plan.unsourced')) : known ? sourceTitle(known.content, lang) : t('plan.source.lost');
  return [assessment ? t('plan.source.assessment') : '', words].filter(Boolean).join(' ');
}
