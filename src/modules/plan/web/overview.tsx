import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Band, Breadcrumb, EmptyState, ErrorSummary, Kept, LinkList, PageHeading, Section } from '../../../kernel/ui/index.ts';
import { planKeyShape } from '../domain/kinds.ts';
import { actionYears, type PlanView } from '../domain/view.ts';
import { latestFigures, type FigureState } from '../figures/snapshots.ts';
import { at, pointOf, stateAt, type PlanEntry } from '../load.ts';
import { LeadCards, leadKeys } from './leads.tsx';
import { Goals, Matrix } from './matrix.tsx';
import { Money } from './money.tsx';
import { PointBar, keptName, type Reader } from './point.tsx';
import { Promises } from './promises.tsx';
import { PaperList } from './papers.tsx';
import { GainList } from './gains.tsx';
import { BrokenList, Verdict } from './verdict.tsx';
import { Markdown, SourceLine, SourceName } from './words.tsx';
import { Years } from './years.tsx';

export const pointQuery = z.object({ asOf: z.string().max(40).optional().catch('x'), knownAt: z.string().max(40).optional().catch('x') });
export const planParams = z.object({ plan: z.string().regex(planKeyShape) });

/** `/plan`: the plan in force, and `/plan/<plan>`: any of them. */
export function registerOverview(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/plan', summary: 'Master plan monitor: how the plan in force stands', access: everyone, query: pointQuery, handler: (ctx) => overview(kernel, ctx, undefined) });
  kernel.http.route({ method: 'GET', path: '/plan/:plan', summary: 'Master plan monitor: how one plan stands', access: everyone, params: planParams, query: pointQuery, handler: (ctx) => overview(kernel, ctx, ctx.params.plan) });
}

async function overview(kernel: Kernel, { query, t, lang }: Ctx<unknown, z.output<typeof pointQuery>>, asked: string | undefined): Promise<Answer> {
  const { point, problem } = pointOf(kernel, query);
  const state = await stateAt(kernel, point);
  const plans = await state.plans();
  // the plan in force is the latest that has begun
  const key = asked ?? plans[0]?.key;
  const view = key === undefined ? undefined : await state.view(key);
  if (asked !== undefined && !view && problem === undefined && point.asked.asOf === undefined && point.asked.knownAt === undefined) throw notFound();
  const reader: Reader = { t, lang, point };
  const path = asked === undefined ? '/plan' : `/plan/${asked}`;
  const title = view?.plan.content.short ?? t('plan.title');
  const figures = view ? await latestFigures(kernel.db, leadKeys(kernel, view), point.asOf, point.knownAt) : new Map<string, FigureState>();
  const errors = problem ? [{ name: problem === 'knownat' ? 'knownat' : 'asof', message: t(`plan.point.problem.${problem}`) }] : [];
  const main = (
    <>
      <ErrorSummary errors={errors} t={t} />
      {view ? <Overview {...reader} view={view} plans={plans} path={path} kernel={kernel} figures={figures} /> : (
        <>
          <PageHeading title={t('plan.title')} />
          <PointBar {...reader} view={undefined} path={path} />
          <EmptyState title={t('plan.none', { day: formatDate(point.asOf, lang) })}>{t('plan.none.text')}</EmptyState>
        </>
      )}
    </>
  );
  return page({ title, main, hasErrors: errors.length > 0 });
}

function Overview({ view, plans, path, t, lang, point, kernel, figures }: Reader & { view: PlanView; plans: readonly PlanEntry[]; path: string; kernel: Kernel; figures: Map<string, FigureState> }): VNode {
  const reader: Reader = { t, lang, point };
  const { content } = view.plan;
  return (
    <>
      {plans[0]?.key !== view.key ? <Breadcrumb links={[{ href: at('/plan', point), label: t('plan.title') }]} current={content.short} t={t} /> : null}
      <PageHeading caption={t('plan.title')} title={content.short} lead={content.motto ?? t('plan.period', { from: formatDate(content.from, lang), to: formatDate(content.to, lang) })} />
      <PointBar {...reader} view={view} path={path} />
      <Verdict {...reader} view={view} />
      <Section id="gestoppt" heading={t('plan.broken.heading')}>
        <BrokenList {...reader} view={view} />
      </Section>
      {view.measures.some((measure) => measure.content.lead) ? (
        <Section id="leitprojekte" heading={t('plan.leads.heading')}>
          <LeadCards {...reader} view={view} kernel={kernel} figures={figures} />
        </Section>
      ) : null}
      <Kept owner={view} name={keptName('rest', reader)}>{() => <Rest {...reader} view={view} />}</Kept>
      <Band>
        <div class="st-pair">
          <Section id="mehr" heading={t('plan.more.heading')}>
            <LinkList links={[
              ...(['changes', 'questions', 'figures', 'law', 'ozg', 'compare', 'sources'] as const).map((name) => ({ href: at(pages[name], point), label: t(`plan.more.${name}`) })),
              ...plans.filter((plan) => plan.key !== view.key).map((plan) => ({ href: at(`/plan/${plan.key}`, point), label: plan.content.short })),
            ]} />
          </Section>
          <Section id="mitnehmen" heading={t('plan.more.data')}>
            <LinkList links={[
              { href: at(`/plan/${view.key}/bericht.pdf`, point), label: t('plan.more.pdf') },
              { href: at(`/plan/${view.key}/plan.csv`, point), label: t('plan.more.csv') },
              { href: at(`/plan/${view.key}/plan.json`, point), label: t('plan.more.json') },
              { href: `/plan/aenderungen.atom?plan=${view.key}`, label: t('plan.more.atom') },
            ]} />
          </Section>
        </div>
      </Band>
    </>
  );
}

/** Everything below the lead projects that the view alone decides. */
function Rest({ view, t, lang, point }: Reader & { view: PlanView }): VNode {
  const reader: Reader = { t, lang, point };
  const { content } = view.plan;
  return (
    <>
      <Section id="ziele" heading={t('plan.matrix.heading')} intro={t('plan.matrix.intro', { goals: view.goals.length, named: view.goals.filter((goal) => goal.content.title !== null).length, measures: view.measures.length, known: view.measures.filter((measure) => measure.content.title !== null).length })}>
        {view.measures.length > 0 && view.goals.length > 0 ? <Matrix {...reader} view={view} /> : null}
        {view.goals.length > 0 ? <Goals {...reader} view={view} /> : null}
      </Section>
      <Section id="aktionsplaene" heading={t('plan.years.heading')} intro={t('plan.years.intro')}>
        <Years {...reader} view={view} years={actionYears(view)} />
      </Section>
      <Section id="zusagen" heading={t('plan.promises.heading')} intro={t('plan.promises.intro')}>
        <Promises {...reader} view={view} />
      </Section>
      <div class="st-pair">
        <Section id="steuerung" heading={t('plan.steering.heading')}>
          {content.steering === null ? <p>{t('plan.steering.unknown')}</p> : <Markdown text={content.steering} />}
          <h3 id="fortschreibung">{t('plan.continuation')}</h3>
          {content.continuation === null ? <p>{t('plan.unsourced')}</p> : <Markdown text={content.continuation} />}
          <SourceLine entry={view.plan} view={view} lang={lang} t={t} />
        </Section>
        <Section id="geld" heading={t('plan.money.heading')}>
          <Money {...reader} view={view} />
          <h3 id="nutzen">{t('plan.gains')}</h3>
          <GainList gains={view.gains} {...reader} view={view} />
        </Section>
      </div>
      <Section id="rat" heading={t('plan.papers.heading')}>
        {view.papers.length === 0 ? <p>{t('plan.papers.none')}</p> : <PaperList papers={view.papers} view={view} t={t} lang={lang} />}
      </Section>
      <Section id="steckbrief" heading={t('plan.profile.heading')}>
        <dl class="st-facts">
          <Fact label={t('plan.profile.name')}>{content.title}</Fact>
          <Fact label={t('plan.profile.period')}>{t('plan.period', { from: formatDate(content.from, lang), to: formatDate(content.to, lang) })}</Fact>
          {content.facts.map((fact) => (
            <Fact label={fact.label}>
              {fact.text}{' '}
              <span class="st-hint">
                <SourceName source={fact.source} view={view} lang={lang} t={t} />
              </span>
            </Fact>
          ))}
        </dl>
      </Section>
    </>
  );
}

const pages = { changes: '/plan/aenderungen', questions: '/plan/fragen', figures: '/plan/zahlen', law: '/plan/recht', ozg: '/plan/ozg', compare: '/plan/vergleich', sources: '/plan/quellen' } as const;

function Fact({ label, children }: { label: string; children: preact.ComponentChildren }): VNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
