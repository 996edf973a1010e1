import { everyone } from '../../../kernel/access/access.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Section, Table } from '../../../kernel/ui/index.ts';
import { actionYears } from '../domain/view.ts';
import { at } from '../load.ts';
import { planParams, pointQuery } from './overview.tsx';
import { monitorPage } from './page.tsx';
import { StateMark } from './shapes.tsx';
import { Markdown, SourceLine, aboutName, aboutPath, sinceWords } from './words.tsx';

/** `/plan/<plan>/vorhaben`: projects of the action plans, year by year, and every date that was named. */
export function registerItems(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/plan/:plan/vorhaben', summary: 'Projects and dates of a plan', access: everyone, params: planParams, query: pointQuery,
    handler: (ctx) => monitorPage(kernel, ctx, { plan: ctx.params.plan, path: `/plan/${ctx.params.plan}/vorhaben`, title: ctx.t('plan.items.title'), lead: ctx.t('plan.items.lead') }, ({ view, t, lang, point }) => (
      <>
        <Section id="jahre" heading={t('plan.years.heading')}>
          <Table
            caption={t('plan.years.table')}
            columns={[{ label: t('plan.money.year') }, { label: t('plan.years.plan') }, { label: t('plan.years.what') }]}
            rows={actionYears(view).map(({ year, plan }) => [
              year,
              plan === undefined ? t('plan.years.unknown') : plan.content.exists ? (plan.content.title ?? t('plan.years.yes')) : t('plan.years.no'),
              plan ? <>{plan.content.text ? <Markdown text={plan.content.text} /> : null}<SourceLine entry={plan} view={view} lang={lang} t={t} /></> : <span class="st-muted">{t('plan.years.looked')}</span>,
            ])}
          />
        </Section>
        <Section id="vorhaben" heading={t('plan.items.heading')}>
          {view.items.length === 0 ? <p>{t('plan.items.none')}</p> : (
            <ul class="st-broken st-items">
              {view.items.map((item) => {
                const standing = view.standing(`item/${item.key}`);
                return (
                  <li id={`vorhaben-${item.key}`}>
                    <h3>{item.content.title}</h3>
                    <p class="st-broken__state"><StateMark state={standing.state} t={t} />{standing.entry ? <span>{t('plan.since', { day: sinceWords(standing.entry, lang, t) })}</span> : null}</p>
                    {standing.entry ? <Markdown text={standing.entry.content.text} /> : null}
                    {standing.entry?.content.reason ? <p><strong>{t('plan.reason')}:</strong> {standing.entry.content.reason}</p> : null}
                    {standing.entry?.content.decider ? <p><strong>{t('plan.decider')}:</strong> {standing.entry.content.decider}</p> : null}
                    {item.content.text ? <Markdown text={item.content.text} /> : null}
                    {item.content.measures.length > 0 ? <p>{item.content.measures.map((key) => <a href={at(aboutPath(view, `measure/${key}`), point)}>{aboutName(view, `measure/${key}`, t)}</a>)}</p> : null}
                    <SourceLine entry={standing.entry ?? item} view={view} lang={lang} t={t} />
                  </li>
                );
              })}
            </ul>
          )}
        </Section>
        <Section id="termine" heading={t('plan.dates.heading')} intro={t('plan.dates.intro')}>
          {view.milestones.length === 0 ? <p>{t('plan.dates.none')}</p> : (
            <Table
              caption={t('plan.milestones.table')}
              columns={[{ label: t('plan.milestones.what') }, { label: t('plan.milestones.planned') }, { label: t('plan.milestones.forecast') }, { label: t('plan.milestones.actual') }]}
              rows={view.milestones.map((entry) => [
                <><a href={at(`${aboutPath(view, entry.content.of)}#meilensteine`, point)}>{aboutName(view, entry.content.of, t)}</a>: {entry.content.title}<SourceLine entry={entry} view={view} lang={lang} t={t} /></>,
                entry.content.planned ? formatDate(entry.content.planned, lang) : '–', entry.content.forecast ? formatDate(entry.content.forecast, lang) : '–', entry.content.actual ? formatDate(entry.content.actual, lang) : t('plan.unsourced'),
              ])}
            />
          )}
        </Section>
      </>
    )),
  });
}
