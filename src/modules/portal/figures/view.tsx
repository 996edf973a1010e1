import type { VNode } from 'preact';
import { sourceWords } from '../../../kernel/indicators/indicators.ts';
import { localize, type Lang, type T } from '../../../kernel/i18n/i18n.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Button, ButtonRow, Details, EmptyState, ErrorSummary, FilterBar, PageHeading, Section, Stack, StatBar, Table, fieldId } from '../../../kernel/ui/index.ts';
import { formatValue } from './format.ts';
import type { LoadedFigure } from './load.ts';
import { spans, type ChosenPeriod } from './period.ts';

export interface FiguresProps {
  figures: LoadedFigure[];
  chosen: ChosenPeriod;
  services: { key: string; title: string }[];
  service: string | undefined;
  asked: { zeitraum: string; von: string; bis: string; leistung: string };
  t: T;
  lang: Lang;
}

export function figuresView(props: FiguresProps): VNode {
  const { figures, chosen, t, lang } = props;
  const period = t('portal.figures.period', { from: formatDate(chosen.period.from, lang), to: formatDate(chosen.period.to, lang) });
  return (
    <Stack gap="wide">
      <ErrorSummary errors={chosen.ok ? [] : [{ href: `#${fieldId(`filter-${chosen.field}`)}`, message: t(chosen.key) }]} t={t} />
      <PageHeading title={t('portal.figures.title')} lead={t('portal.figures.lead')} meta={chosen.ok ? period : undefined} />
      {filters(props)}
      {chosen.ok ? (
        <>
          <ButtonRow>
            <Button href={`/amt/zahlen/csv?${search(props)}`} label={t('portal.figures.csv')} icon="file" download />
          </ButtonRow>
          {figures.length === 0 ? <EmptyState title={t('portal.figures.none')} /> : overview(props, period)}
          {figures.filter((figure) => figure.rows && figure.rows.length > 0).map((figure) => parts(figure, props))}
          <Details summary={t('portal.figures.how')}>
            <p>{t('portal.figures.how_text')}</p>
          </Details>
        </>
      ) : null}
    </Stack>
  );
}

function filters({ asked, services, service, t }: FiguresProps): VNode {
  return (
    <FilterBar action="/amt/zahlen" t={t} resetHref="/amt/zahlen" filters={[
      { name: 'zeitraum', label: t('portal.figures.span'), value: asked.zeitraum, options: spans.map((span) => ({ value: span, label: t(`portal.figures.span.${span}`) })) },
      { name: 'von', label: t('portal.figures.from'), value: asked.von },
      { name: 'bis', label: t('portal.figures.to'), value: asked.bis },
      { name: 'leistung', label: t('portal.figures.service'), value: service ?? '', options: [{ value: '', label: t('portal.figures.all') }, ...services.map((entry) => ({ value: entry.key, label: entry.title }))] },
    ]} />
  );
}

function search({ asked, service }: FiguresProps): string {
  const params = new URLSearchParams({ zeitraum: asked.zeitraum });
  if (asked.zeitraum === 'eigener') for (const name of ['von', 'bis'] as const) params.set(name, asked[name]);
  if (service) params.set('leistung', service);
  return params.toString();
}

function overview({ figures, t, lang }: FiguresProps, period: string): VNode {
  const rows = figures.map(({ indicator, value, failed }) => [
    t(indicator.name),
    failed ? t('portal.figures.failed') : value === null ? <span class="st-muted">{t('ui.nodata')}</span> : formatValue(value, indicator.unit, lang, t),
    t(indicator.definition),
    <span class="st-hint">{sourceWords(indicator, t)}</span>,
  ]);
  const columns = [{ label: t('portal.figures.figure') }, { label: t('portal.figures.value'), numeric: true, nowrap: true }, { label: t('portal.figures.definition') }, { label: t('portal.figures.source') }];
  return <Table caption={period} columns={columns} rows={rows} />;
}

/** Longest list of parts that still reads as a chart; the CSV holds all. */
const shownParts = 25;

function parts({ indicator, rows = [] }: LoadedFigure, { services, t, lang }: FiguresProps): VNode {
  // without words of its own a row's label is an i18n key, the key of a service, or plain data
  const unit = indicator.rowsUnit ?? indicator.unit;
  const titles = new Map(services.map((entry) => [entry.key, entry.title]));
  return (
    <Section heading={t(indicator.name)}>
      <StatBar
        caption={t(indicator.definition)}
        // every value but a count says its unit itself
        heads={[t('portal.figures.part'), t(unit === 'count' ? 'portal.figures.count' : 'portal.figures.value')]}
        {...(unit === 'percent' ? { max: 100 } : {})}
        rows={rows.slice(0, shownParts).map((row) => ({ label: row.title ? localize(row.title, lang) : (titles.get(row.label) ?? t(row.label)), value: row.value ?? 0, text: row.value === null ? t('ui.nodata') : formatValue(row.value, unit, lang, t) }))}
        t={t}
        source={t('portal.figures.source_line', { source: sourceWords(indicator, t) })}
      />
      {rows.length > shownParts ? <p class="st-hint">{t('portal.figures.more', { count: rows.length - shownParts })}</p> : null}
    </Section>
  );
}
