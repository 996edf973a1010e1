import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { file } from '../../../kernel/http/types.ts';
import { sourceWords } from '../../../kernel/indicators/indicators.ts';
import { toCsv } from '../../../kernel/csv/csv.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { addYears, formatDate, formatDateShort, type PlainDate } from '../../../kernel/time/index.ts';
import { Alert, DescriptionList, Section, Table } from '../../../kernel/ui/index.ts';
import { LineChart } from '../charts/line.tsx';
import type { PlanView } from '../domain/view.ts';
import { formatFigure, formatNumber } from '../figures/format.ts';
import { indicatorKeys, latestFigures, readIndicator, seriesOf, windowDays, type FigureState, type SeriesPoint } from '../figures/snapshots.ts';
import { at, currentView, pointOf } from '../load.ts';
import { presentFiles } from './evidence.ts';
import { FigureWords, ManualFigures } from './figures.tsx';
import { pointQuery } from './overview.tsx';
import { monitorPage } from './page.tsx';
import type { Reader } from './point.tsx';

const params = z.object({ indicator: z.string().regex(/^[a-z][a-z0-9_.-]{1,90}$/) });

/** `/plan/zahlen` and below: the registry's figures that a measure names, night by night. */
export function registerFigurePages(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/plan/zahlen', summary: 'Figures of the plan', access: everyone, query: pointQuery,
    handler: (ctx) => monitorPage(kernel, ctx, { path: '/plan/zahlen', title: ctx.t('plan.figures.title'), lead: ctx.t('plan.figures.lead', { days: windowDays }) }, async (props) => {
      const keys = publicKeys(kernel, props.view);
      const figures = await latestFigures(kernel.db, keys, props.point.asOf, props.point.knownAt);
      const present = await presentFiles(kernel, props.view.manuals);
      const { t } = props;
      const use = (key: string) => /^(portal|forms|cases)\./.test(key) && !isAcceptance(key);
      return (
        <>
          <Section id="nutzung" heading={t('plan.figures.use')}><Figures {...props} caption={t('plan.figures.use_caption')} kernel={kernel} keys={keys.filter(use)} figures={figures} /></Section>
          <Section id="akzeptanz" heading={t('plan.figures.acceptance')} intro={t('plan.figures.acceptance_intro')}>
            <Figures {...props} caption={t('plan.figures.acceptance_caption')} kernel={kernel} keys={keys.filter(isAcceptance)} figures={figures} />
            {keys.some((key) => key.startsWith('surveys.')) ? null : <p>{t('plan.figures.no_survey')}</p>}
          </Section>
          <Section id="weitere" heading={t('plan.figures.others')}><Figures {...props} caption={t('plan.figures.others_caption')} kernel={kernel} keys={keys.filter((key) => !use(key) && !isAcceptance(key))} figures={figures} /></Section>
          {props.view.manuals.length > 0 ? <Section id="von-hand" heading={t('plan.manual.heading')} intro={t('plan.manual.intro')}><ManualFigures entries={props.view.manuals} view={props.view} present={present} t={t} lang={props.lang} /></Section> : null}
        </>
      );
    }),
  });
  kernel.http.route({
    method: 'GET', path: '/plan/zahlen/:indicator', summary: 'One figure over time', access: everyone, params, query: pointQuery,
    handler: (ctx) => {
      const indicator = kernel.indicators.get(ctx.params.indicator);
      if (!indicator) throw notFound();
      return monitorPage(kernel, ctx, { path: `/plan/zahlen/${indicator.key}`, title: ctx.t(indicator.name), lead: ctx.t(indicator.definition) }, async (props) => {
        if (!publicKeys(kernel, props.view).includes(indicator.key)) throw notFound();
        return <OneFigure {...props} {...await loadFigure(kernel, indicator.key, props)} kernel={kernel} />;
      });
    },
  });
  kernel.http.route({
    method: 'GET', path: '/plan/zahlen/:indicator/csv', summary: 'One figure over time as CSV', access: everyone, params, query: pointQuery, rateLimit: { max: 60, seconds: 60 },
    async handler(ctx) {
      const indicator = kernel.indicators.get(ctx.params.indicator);
      const { point } = pointOf(kernel, ctx.query);
      if (!indicator) throw notFound();
      const view = await currentView(kernel, point);
      if (!view || !publicKeys(kernel, view).includes(indicator.key)) throw notFound();
      const lines = (await seriesOf(kernel.db, indicator.key, addYears(point.asOf, -10), point.asOf, point.knownAt, 'day')).map((row) => [indicator.key, row.day, row.value, indicator.unit, row.failed ? 'failed' : row.value === null ? 'no data' : 'ok']);
      return file({ body: Buffer.from(toCsv([['indicator', 'day', 'value', 'unit', 'state'], ...lines]), 'utf8'), mime: 'text/csv; charset=utf-8', name: `${indicator.key}.csv`, cache: 'public, max-age=300' });
    },
  });
}

const isAcceptance = (key: string) => key.startsWith('surveys.') || key.endsWith('.satisfaction');

/** Figures the public sees: those a measure of the plan names, and the coverage of the law's lists. */
export function publicKeys(kernel: Kernel, view: PlanView): string[] {
  return [...new Set([...indicatorKeys(kernel, view.measures.flatMap((measure) => measure.content.indicators)), 'plan.ozg_coverage'])].filter((key) => kernel.indicators.get(key));
}

function Figures({ caption, keys, figures, kernel, t, lang, point }: Reader & { caption: string; keys: readonly string[]; figures: Map<string, FigureState>; kernel: Kernel }): VNode {
  if (keys.length === 0) return <p>{t('ui.nodata')}</p>;
  return (
    <Table
      caption={caption}
      columns={[{ label: t('plan.figures.name') }, { label: t('plan.figures.value') }, { label: t('plan.figures.meaning') }, { label: t('plan.source') }]}
      rows={keys.map((key) => {
        const indicator = kernel.indicators.get(key)!;
        return [<a href={at(`/plan/zahlen/${key}`, point)}>{t(indicator.name)}</a>, <FigureWords indicator={indicator} figure={figures.get(key)} t={t} lang={lang} />, t(indicator.definition), <span class="st-hint">{sourceWords(indicator, t)}</span>];
      })}
    />
  );
}

async function loadFigure(kernel: Kernel, key: string, { point }: Reader) {
  const indicator = kernel.indicators.get(key)!;
  const series = await seriesOf(kernel.db, key, addYears(point.asOf, -10), point.asOf, point.knownAt, 'day');
  const months = series.length > 62 ? await seriesOf(kernel.db, key, addYears(point.asOf, -10), point.asOf, point.knownAt, 'month') : series;
  const live = point.asked.asOf || point.asked.knownAt ? undefined : await readIndicator(kernel, indicator, point.asOf);
  const figures = await latestFigures(kernel.db, [key], point.asOf, point.knownAt);
  return { indicator, series: months, live, figure: figures.get(key), monthly: months !== series };
}

function OneFigure({ indicator, series, live, figure, monthly, view, t, lang }: Reader & Awaited<ReturnType<typeof loadFigure>> & { view: PlanView; kernel: Kernel }): VNode {
  const write = (value: number) => formatFigure(value, indicator.unit, lang, t);
  const targets = view.targets.filter((entry) => entry.content.indicator === indicator.key);
  const target = targets[0]?.content.target;
  const rows = live?.rows ?? figure?.rows ?? [];
  return (
    <>
      {figure?.failed || live?.failed ? <Alert tone="warning" title={t('plan.figure.fails_title')}><p>{figure?.lastValue != null && figure.lastDay ? t('plan.figure.last', { value: write(figure.lastValue), day: formatDate(figure.lastDay, lang) }) : t('plan.figure.never')}</p></Alert> : null}
      <DescriptionList
        items={[
          ...(live && !live.failed ? [{ label: t('plan.figures.live'), value: live.value === null ? t('ui.nodata') : <strong>{write(live.value)}</strong> }] : []),
          { label: t('plan.figures.snapshot'), value: <FigureWords indicator={indicator} figure={figure} t={t} lang={lang} /> },
          { label: t('plan.source'), value: sourceWords(indicator, t) },
        ]}
      />
      <Section id="verlauf" heading={t('plan.figures.over_time')}>
        {series.some((row) => row.value !== null) ? <LineChart id="zahl-bild" title={t(indicator.name)} description={t('plan.figures.chart')} points={series} write={(value) => formatNumber(value, lang)} days={(day) => formatDateShort(day, lang)} {...(target === undefined ? {} : { target: { value: target, label: t('plan.figures.target_label', { value: write(target) }) } })} /> : <p>{t('ui.nodata')}</p>}
        <Table caption={t(monthly ? 'plan.figures.by_month' : 'plan.figures.by_day')} dense columns={[{ label: t('plan.changes.day') }, { label: t('plan.figures.value'), numeric: true }]} rows={[...series].reverse().map((row) => [formatDate(row.day as PlainDate, lang), pointWords(row, write, t)])} />
        <p><a href={`/plan/zahlen/${indicator.key}/csv`}>{t('plan.more.csv')}</a></p>
      </Section>
      {rows.length > 0 ? <Section id="teile" heading={t('plan.figures.parts')}><Table caption={t('plan.figures.parts_caption')} dense columns={[{ label: t('plan.figures.part') }, { label: t('plan.figures.value'), numeric: true }]} rows={rows.slice(0, 40).map((row) => [row.title ? localize(row.title, lang) : t(row.label), row.value === null ? t('ui.nodata') : formatFigure(row.value, indicator.rowsUnit ?? indicator.unit, lang, t)])} /></Section> : null}
    </>
  );
}

function pointWords(row: SeriesPoint, write: (value: number) => string, t: Reader['t']): string {
  return row.failed ? t('plan.figure.failed_short') : row.value === null ? t('ui.nodata') : write(row.value);
}
