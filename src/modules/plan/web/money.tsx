import type { VNode } from 'preact';
import { Table } from '../../../kernel/ui/index.ts';
import { BarChart } from '../charts/bars.tsx';
import type { PlanView } from '../domain/view.ts';
import { Markdown, SourceLine, euros } from './words.tsx';
import type { Reader } from './point.tsx';

const patterns = { planned: 'outline', bound: 'outline', spent: 'plain', cut_proposed: 'hatched', cut: 'plain' } as const;

/** Planned, spent, cut: as a chart, with the same numbers and their sources in the table below it. */
export function Money({ view, t, lang, about }: Reader & { view: PlanView; about?: string }): VNode {
  const shown = view.budgets.filter((entry) => about === undefined || entry.content.of === about);
  if (shown.length === 0) return <p>{t('plan.money.none')}</p>;
  return (
    <>
      <BarChart id="geld-bild" title={t('plan.money.heading')} description={t('plan.money.chart')} bars={shown.map(({ content }) => ({ label: `${content.year}: ${t(`plan.money.${content.type}`)}`, value: content.cents, text: euros(content.cents, lang), kind: patterns[content.type] }))} />
      <Table
        caption={t('plan.money.table')}
        columns={[{ label: t('plan.money.year') }, { label: t('plan.money.type') }, { label: t('plan.money.amount'), numeric: true, nowrap: true }, { label: t('plan.money.note') }]}
        rows={shown.map((entry) => [
          entry.content.year, t(`plan.money.${entry.content.type}`), euros(entry.content.cents, lang),
          <>
            {entry.content.text ? <Markdown text={entry.content.text} /> : null}
            <SourceLine entry={entry} view={view} lang={lang} t={t} />
          </>,
        ])}
      />
    </>
  );
}
