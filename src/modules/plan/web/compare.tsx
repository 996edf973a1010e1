import type { VNode } from 'preact';
import { everyone } from '../../../kernel/access/access.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Section, Table } from '../../../kernel/ui/index.ts';
import { comparePlans } from '../domain/compare.ts';
import { brokenThings, type PlanView } from '../domain/view.ts';
import { at, loadView, type PlanEntry } from '../load.ts';
import { planParams, pointQuery } from './overview.tsx';
import { monitorPage } from './page.tsx';
import type { Reader } from './point.tsx';
import { SourceLine, aboutName, aboutPath } from './words.tsx';

const key = planParams.shape.plan.optional().catch(undefined);

/** `/plan/vergleich`: one plan beside the one after it: carried over, dropped with reason, new. */
export function registerCompare(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/plan/vergleich', summary: 'Two plan versions side by side', access: everyone, query: pointQuery.extend({ von: key, mit: key }),
    handler: (ctx) => monitorPage(kernel, ctx, { plan: ctx.query.mit, path: '/plan/vergleich', title: ctx.t('plan.compare.title'), lead: ctx.t('plan.compare.lead'), point: false }, async ({ view, plans, ...reader }) => {
      const before = ctx.query.von ?? view.plan.content.predecessor ?? plans.find((plan) => plan.key !== view.key)?.key;
      const older = before === undefined || before === view.key ? undefined : await loadView(kernel, before, reader.point);
      return (
        <>
          <Choice plans={plans} older={older?.key} newer={view.key} t={reader.t} />
          {older ? <Compared older={older} newer={view} {...reader} /> : <p>{reader.t('plan.compare.none')}</p>}
        </>
      );
    }),
  });
}

function Choice({ plans, older, newer, t }: { plans: readonly PlanEntry[]; older: string | undefined; newer: string; t: Reader['t'] }): VNode {
  return (
    <form class="st-filter" method="get" action="/plan/vergleich" aria-label={t('plan.compare.title')}>
      {([['von', older, 'plan.compare.older'], ['mit', newer, 'plan.compare.newer']] as const).map(([name, value, label]) => (
        <div class="st-filter__field">
          <label class="kern-label" for={`f-${name}`}>{t(label)}</label>
          <div class="kern-form-input__select-wrapper">
            <select class="kern-form-input__select" id={`f-${name}`} name={name}>
              {plans.map((plan) => <option value={plan.key} selected={plan.key === value}>{plan.content.short}</option>)}
            </select>
          </div>
        </div>
      ))}
      <div class="st-filter__actions"><button class="kern-btn kern-btn--secondary" type="submit"><span class="kern-label">{t('plan.compare.show')}</span></button></div>
    </form>
  );
}

function Compared({ older, newer, t, lang, point }: Reader & { older: PlanView; newer: PlanView }): VNode {
  const { rows, fresh } = comparePlans(older, newer);
  const count = (fate: string) => String(rows.filter((row) => row.fate === fate).length);
  const none = t('plan.unsourced');
  const steer = (view: PlanView) => view.plan.content.steering ?? none;
  return (
    <>
      <Section id="zahlen" heading={t('plan.compare.sides')}>
        <Table
          caption={t('plan.compare.sides_caption')}
          columns={[{ label: t('plan.compare.aspect') }, { label: older.plan.content.short }, { label: newer.plan.content.short }]}
          rows={[
            [t('plan.profile.period'), ...[older, newer].map((view) => t('plan.period', { from: formatDate(view.plan.content.from, lang), to: formatDate(view.plan.content.to, lang) }))],
            [t('plan.compare.goals'), ...[older, newer].map((view) => t('plan.compare.named', { count: view.plan.content.goals_count ?? view.goals.length, named: view.goals.filter((goal) => goal.content.title !== null).length }))],
            [t('plan.compare.measures'), ...[older, newer].map((view) => view.measures.length === 0 ? none : t('plan.compare.named', { count: view.measures.length, named: view.measures.filter((measure) => measure.content.title !== null).length }))],
            [t('plan.items.heading'), older.items.length, newer.items.length],
            [t('plan.compare.broken'), brokenThings(older).length, brokenThings(newer).length],
            [t('plan.steering.heading'), steer(older), steer(newer)],
          ]}
        />
      </Section>
      <Section id="verbleib" heading={t('plan.compare.fates')} intro={t('plan.compare.summary', { carried: count('carried'), merged: count('merged'), dropped: count('dropped'), unknown: count('unknown') })}>
        <Table
          caption={t('plan.compare.fates_caption')}
          columns={[{ label: older.plan.content.short }, { label: t('plan.compare.fate') }, { label: newer.plan.content.short }, { label: t('plan.reason') }]}
          rows={rows.map((row) => [
            <a href={at(aboutPath(older, row.about), point)}>{aboutName(older, row.about, t)}</a>, t(`plan.fate.${row.fate}`),
            row.to ? <a href={at(aboutPath(newer, row.to), point)}>{aboutName(newer, row.to, t)}</a> : '–',
            row.entry ? <>{row.entry.content.reason} ({row.entry.content.decider})<SourceLine entry={row.entry} view={newer} lang={lang} t={t} /></> : <span class="st-muted">{none}</span>,
          ])}
        />
      </Section>
      <Section id="neu" heading={t('plan.compare.fresh', { count: fresh.length })} intro={t('plan.compare.fresh_intro')}>
        <ul>
          {fresh.map((about) => <li><a href={at(aboutPath(newer, about), point)}>{aboutName(newer, about, t)}</a></li>)}
        </ul>
      </Section>
    </>
  );
}
