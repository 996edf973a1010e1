import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate, parsePlainDate } from '../../../kernel/time/index.ts';
import { Section, Table, Timeline } from '../../../kernel/ui/index.ts';
import { keyShape, type Content } from '../domain/kinds.ts';
import type { PlanView } from '../domain/view.ts';
import { at } from '../load.ts';
import { historyOf, type FactRow } from '../store.ts';
import { pointQuery } from './overview.tsx';
import { monitorPage } from './page.tsx';
import type { Reader } from './point.tsx';
import { Markdown, SourceLine, aboutName, aboutPath, dayWords, sinceWords } from './words.tsx';

/** `/plan/recht`: what law is in force, what changed since the plan began, what it means for which measure. */
export function registerLaw(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/plan/recht', summary: 'Law register with versions and effects', access: everyone, query: pointQuery.extend({ seit: z.string().max(10).optional().catch(undefined) }),
    handler: (ctx) => monitorPage(kernel, ctx, { path: '/plan/recht', title: ctx.t('plan.law.title'), lead: ctx.t('plan.law.lead') }, async ({ view, t, lang, point }) => {
      const since = (ctx.query.seit && parsePlainDate(ctx.query.seit)) || view.plan.content.from;
      const laws = [...view.laws.values()].sort((a, b) => a.content.short.localeCompare(b.content.short, 'de'));
      const versions = (await historyOf(kernel.db, laws.map((law) => law.subject), point.asOf, point.knownAt)).filter((row) => row.validFrom >= since).reverse();
      return (
        <>
          <Section id="seit-beginn" heading={t('plan.law.since_heading', { day: formatDate(since, lang) })}>
            <form class="st-filter" method="get" action="/plan/recht" aria-label={t('plan.law.since_form')}>
              <div class="st-filter__field">
                <label class="kern-label" for="f-seit">{t('plan.changes.since')}</label>
                <input class="kern-form-input__input" id="f-seit" name="seit" type="date" value={since} />
              </div>
              <div class="st-filter__actions"><button class="kern-btn kern-btn--secondary" type="submit"><span class="kern-label">{t('plan.point.show')}</span></button></div>
            </form>
            {versions.length === 0 ? <p>{t('plan.law.unchanged')}</p> : (
              <Table
                caption={t('plan.law.changed')}
                columns={[{ label: t('plan.law.since') }, { label: t('plan.law.law') }, { label: t('plan.law.change') }, { label: t('plan.law.effect') }]}
                rows={versions.map((row) => versionRow(row, view, { t, lang, point }))}
              />
            )}
          </Section>
          <Section id="register" heading={t('plan.law.register')}>
            <Table
              caption={t('plan.law.in_force', { day: formatDate(view.asOf, lang) })}
              columns={[{ label: t('plan.law.law') }, { label: t('plan.law.level') }, { label: t('plan.law.version_short') }, { label: t('plan.law.since') }]}
              rows={laws.map((law) => [<><a href={at(`/plan/recht/${law.key}`, point)}>{law.content.short}</a> {law.content.title}</>, t(`plan.law.level.${law.content.level}`), law.content.version, sinceWords(law, lang, t)])}
            />
          </Section>
        </>
      );
    }),
  });
  kernel.http.route({
    method: 'GET', path: '/plan/recht/:law', summary: 'One law: its versions and what they mean for the plan', access: everyone, params: z.object({ law: z.string().regex(keyShape) }), query: pointQuery,
    handler: (ctx) => monitorPage(kernel, ctx, { path: `/plan/recht/${ctx.params.law}`, title: ctx.t('plan.law.one', { law: ctx.params.law.toUpperCase() }) }, async ({ view, t, lang, point }) => {
      const law = view.laws.get(ctx.params.law);
      if (!law) throw notFound();
      const versions = (await historyOf(kernel.db, [law.subject], point.asOf, point.knownAt)).reverse();
      return (
        <>
          <p class="st-lead">{law.content.title}</p>
          <Section id="fassungen" heading={t('plan.law.versions')}>
            <Timeline label={t('plan.law.versions')} entries={versions.map((row, index) => {
              const content = row.content as Content<'law'>;
              return { title: content.version, time: t('plan.law.from', { day: dayWords(row.validFrom, content.precision, lang, t) }), datetime: row.validFrom, state: index === 0 ? 'current' as const : 'done' as const, text: <><Markdown text={content.change} /><SourceLine entry={{ content, recordedAt: row.recordedAt }} view={view} lang={lang} t={t} /></> };
            })} />
          </Section>
          <Section id="wirkung" heading={t('plan.law.effects')}>
            <Effects law={law.key} view={view} t={t} lang={lang} point={point} />
          </Section>
        </>
      );
    }),
  });
}

function versionRow(row: FactRow, view: PlanView, { t, lang, point }: Reader): (VNode | string)[] {
  const content = row.content as Content<'law'>;
  const key = row.subject.slice('law/'.length);
  // effects that name the day of this version, or those of the law as a whole where none does
  const effects = view.effects.filter((entry) => entry.content.law === key && entry.validFrom === row.validFrom);
  return [
    dayWords(row.validFrom, content.precision, lang, t),
    <><a href={at(`/plan/recht/${key}`, point)}>{content.short}</a>: {content.version}</>,
    <><Markdown text={content.change} /><SourceLine entry={{ content, recordedAt: row.recordedAt }} view={view} lang={lang} t={t} /></>,
    effects.length === 0 ? t('plan.law.no_effect') : <>{effects.map((entry) => <p>{entry.content.of.map((about) => <><a href={at(aboutPath(view, about), point)}>{aboutName(view, about, t)}</a> </>)}{entry.content.text}</p>)}</>,
  ];
}

function Effects({ law, view, t, lang, point }: Reader & { law: string; view: PlanView }): VNode {
  const effects = view.effects.filter((entry) => entry.content.law === law);
  if (effects.length === 0) return <p>{t('plan.law.no_effect')}</p>;
  return (
    <ul>
      {effects.map((entry) => (
        <li>
          {entry.content.of.map((about) => <><a href={at(aboutPath(view, about), point)}>{aboutName(view, about, t)}</a> </>)}
          <Markdown text={entry.content.text} />
          <SourceLine entry={entry} view={view} lang={lang} t={t} />
        </li>
      ))}
    </ul>
  );
}
