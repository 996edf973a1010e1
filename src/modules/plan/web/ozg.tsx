import { everyone } from '../../../kernel/access/access.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Section, Table } from '../../../kernel/ui/index.ts';
import { listServices } from '../../catalogue/index.ts';
import { BarChart } from '../charts/bars.tsx';
import { coverage } from '../figures/ozg.ts';
import { pointQuery } from './overview.tsx';
import { monitorPage } from './page.tsx';
import { Shape } from './shapes.tsx';
import { Markdown, SourceLine } from './words.tsx';

const shapes = { online: 'done', elsewhere: 'running', paper: 'planned', missing: 'unknown' } as const;

/** `/plan/ozg`: what the law asks to be online, what the catalogue has, and the gap. */
export function registerOzg(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/plan/ozg', summary: 'What the law asks to be online, and the gap', access: everyone, query: pointQuery,
    handler: (ctx) => monitorPage(kernel, ctx, { path: '/plan/ozg', title: ctx.t('plan.ozg.title'), lead: ctx.t('plan.ozg.lead'), point: false }, async ({ view, t, lang, point }) => {
      const services = await listServices(kernel);
      const count = (kind: string) => services.filter((entry) => entry.kind === kind).length;
      const kinds = [['online', 'plain'], ['elsewhere', 'hatched'], ['paper', 'outline']] as const;
      return (
        <>
          <Section id="katalog" heading={t('plan.ozg.catalogue', { count: services.length })}>
            <BarChart id="katalog-bild" title={t('plan.ozg.catalogue', { count: services.length })} description={t('plan.ozg.chart')} bars={kinds.map(([kind, pattern]) => ({ label: t(`plan.ozg.${kind}`), value: count(kind), text: String(count(kind)), kind: pattern }))} />
            <Table caption={t('plan.ozg.by_kind')} columns={[{ label: t('plan.ozg.way') }, { label: t('plan.ozg.services'), numeric: true }]} rows={kinds.map(([kind]) => [t(`plan.ozg.${kind}`), count(kind)])} />
          </Section>
          {(await coverage(kernel, point.asOf, point.knownAt)).map((list) => {
            const online = list.duties.filter((duty) => duty.coverage === 'online' || duty.coverage === 'elsewhere').length;
            return (
              <Section id={list.key} heading={list.content.title} intro={list.duties.length === 0 ? t('plan.ozg.only_number', { total: list.content.total ?? 0, have: services.length }) : t('plan.ozg.gap', { total: list.content.total ?? list.duties.length, named: list.duties.length, online, missing: list.duties.length - online })}>
                <Markdown text={list.content.text} />
                <SourceLine entry={list} view={view} lang={lang} t={t} />
                {list.duties.length > 0 ? (
                  <Table
                    caption={t('plan.ozg.duties', { list: list.content.title })}
                    columns={[{ label: t('plan.ozg.duty') }, { label: t('plan.status') }, { label: t('plan.ozg.service') }]}
                    rows={list.duties.map((duty) => [
                      duty.content.title,
                      <span class="st-state"><Shape state={shapes[duty.coverage]} /><span>{t(`plan.ozg.${duty.coverage}`)}</span></span>,
                      duty.services.length === 0 ? t('plan.ozg.no_service') : <>{duty.services.map((entry) => <><a href={`/leistungen/${entry.key}`}>{localize(entry.title, lang)}</a> </>)}</>,
                    ])}
                  />
                ) : null}
              </Section>
            );
          })}
        </>
      );
    }),
  });
}
