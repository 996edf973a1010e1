import type { VNode } from 'preact';
import type { Indicator } from '../../../kernel/indicators/indicators.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate, formatDateShort } from '../../../kernel/time/index.ts';
import { Table } from '../../../kernel/ui/index.ts';
import type { Entry, PlanView } from '../domain/view.ts';
import { formatFigure } from '../figures/format.ts';
import type { FigureState } from '../figures/snapshots.ts';
import { at } from '../load.ts';
import type { Reader } from './point.tsx';
import { Markdown, SourceLine, sinceWords } from './words.tsx';

/** What a figure says today, in words: a value with its day, "keine Daten", or that its query is failing. */
export function FigureWords({ indicator, figure, t, lang }: Pick<Reader, 't' | 'lang'> & { indicator: Indicator | undefined; figure: FigureState | undefined }): VNode {
  if (!indicator) return <>{t('plan.figure.no_module')}</>;
  if (!figure || figure.day === null) return <>{t('plan.figure.none_short')}</>;
  const last = figure.lastValue !== null && figure.lastDay !== null ? t('plan.figure.last', { value: formatFigure(figure.lastValue, indicator.unit, lang, t), day: formatDate(figure.lastDay, lang) }) : t('plan.figure.never');
  if (figure.failed) return <strong>{t('plan.figure.fails', { last })}</strong>;
  if (figure.value === null) return <>{t('plan.figure.none_short')}{figure.lastValue === null ? '' : ` (${last})`}</>;
  return <><strong>{formatFigure(figure.value, indicator.unit, lang, t)}</strong> <span class="st-hint">{t('plan.figure.day', { day: formatDateShort(figure.day, lang) })}</span></>;
}

/** A measure's figures in one table: value, baseline and target where somebody set them, and what the figure means. */
export function FigureTable({ keys, kernel, figures, view, about, t, lang, point }: Reader & { keys: readonly string[]; kernel: Kernel; figures: Map<string, FigureState>; view: PlanView; about: string }): VNode {
  if (keys.length === 0) return <p>{t('plan.figure.none')}</p>;
  const rows = keys.map((key) => {
    const indicator = kernel.indicators.get(key);
    const target = view.targets.find((entry) => entry.content.of === about && entry.content.indicator === key);
    return [
      indicator ? <a href={at(`/plan/zahlen/${key}`, point)}>{t(indicator.name)}</a> : key,
      <FigureWords indicator={indicator} figure={figures.get(key)} t={t} lang={lang} />,
      <TargetWords target={target} indicator={indicator} view={view} t={t} lang={lang} />,
      indicator ? t(indicator.definition) : '',
    ];
  });
  return <Table caption={t('plan.figures.caption')} columns={[{ label: t('plan.figures.name') }, { label: t('plan.figures.value') }, { label: t('plan.figures.target') }, { label: t('plan.figures.meaning') }]} rows={rows} />;
}

function TargetWords({ target, indicator, view, t, lang }: Pick<Reader, 't' | 'lang'> & { target: Entry<'target'> | undefined; indicator: Indicator | undefined; view: PlanView }): VNode {
  if (!target || !indicator) return <span class="st-muted">{t('plan.figures.no_target')}</span>;
  const { baseline, baseline_on: on, target: goal, due } = target.content;
  const write = (value: number) => formatFigure(value, indicator.unit, lang, t);
  return (
    <>
      {t('plan.figures.goal', { value: write(goal), day: formatDate(due, lang) })}
      {baseline !== null ? ` ${t('plan.figures.baseline', { value: write(baseline), day: on ? formatDate(on, lang) : t('plan.unsourced') })}` : ''}
      <SourceLine entry={target} view={view} lang={lang} t={t} />
    </>
  );
}

/** Figures that people wrote down: value, method, and the file that proves it (or that there is none). */
export function ManualFigures({ entries, view, present, t, lang }: Pick<Reader, 't' | 'lang'> & { entries: readonly Entry<'manual'>[]; view: PlanView; present: ReadonlySet<string> }): VNode {
  return (
    <Table
      caption={t('plan.manual.caption')}
      columns={[{ label: t('plan.figures.name') }, { label: t('plan.figures.value') }, { label: t('plan.manual.method') }, { label: t('plan.manual.evidence') }]}
      rows={entries.map((entry) => [
        entry.content.title,
        <><strong>{formatFigure(entry.content.value, entry.content.unit, lang, t)}</strong> <span class="st-hint">({sinceWords(entry, lang, t)})</span></>,
        <Markdown text={entry.content.method} />,
        <>
          {entry.content.evidence === null ? t('plan.manual.no_file') : present.has(entry.content.evidence) ? <a href={`/plan/belege/${entry.content.evidence}`}>{entry.content.evidence_name ?? t('plan.manual.file')}</a> : <strong>{t('plan.manual.lost')}</strong>}
          <SourceLine entry={entry} view={view} lang={lang} t={t} />
        </>,
      ])}
    />
  );
}
