import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { daysBetween, formatDate } from '../../../kernel/time/index.ts';
import { Breadcrumb, DescriptionList, ErrorSummary, LinkList, PageHeading, Section, Table, Timeline } from '../../../kernel/ui/index.ts';
import { MilestoneChart } from '../charts/milestones.tsx';
import { keyShape, planKeyShape, type Content } from '../domain/kinds.ts';
import type { Entry, PlanView } from '../domain/view.ts';
import { indicatorKeys, latestFigures, type FigureState } from '../figures/snapshots.ts';
import { at, loadView, pointOf } from '../load.ts';
import { historyOf, type FactRow } from '../store.ts';
import { presentFiles } from './evidence.ts';
import { FigureTable, ManualFigures } from './figures.tsx';
import { GainList } from './gains.tsx';
import { Money } from './money.tsx';
import { PaperList } from './papers.tsx';
import { pointQuery } from './overview.tsx';
import { PointBar, type Reader } from './point.tsx';
import { Promises } from './promises.tsx';
import { StateMark } from './shapes.tsx';
import { Markdown, SourceLine, SourceName, ageWords, dayWords, goalName, measureName, sinceWords } from './words.tsx';

const params = z.object({ plan: z.string().regex(planKeyShape), measure: z.string().regex(keyShape) });

/** `/plan/<plan>/massnahmen/<key>`: everything known about one measure. */
export function registerMeasure(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/plan/:plan/massnahmen/:measure', summary: 'One measure: history, figures, money, gains, law', access: everyone, params, query: pointQuery, handler: (ctx) => measurePage(kernel, ctx) });
}

async function measurePage(kernel: Kernel, ctx: Ctx<z.output<typeof params>, z.output<typeof pointQuery>>): Promise<Answer> {
  const { t, lang } = ctx;
  const { point, problem } = pointOf(kernel, ctx.query);
  const view = await loadView(kernel, ctx.params.plan, point);
  const measure = view?.measures.find((entry) => entry.key === ctx.params.measure);
  if (!view || !measure) throw notFound();
  const about = `measure/${measure.key}`;
  const keys = indicatorKeys(kernel, measure.content.indicators);
  const [figures, history] = await Promise.all([latestFigures(kernel.db, keys, point.asOf, point.knownAt), historyOf(kernel.db, [`${view.key}/status/${about}`], point.asOf, point.knownAt)]);
  const manuals = view.manuals.filter((entry) => entry.content.of.includes(about));
  const present = await presentFiles(kernel, manuals);
  const title = measureName(measure, t);
  const main = (
    <>
      <ErrorSummary errors={problem ? [{ name: problem === 'knownat' ? 'knownat' : 'asof', message: t(`plan.point.problem.${problem}`) }] : []} t={t} />
      <MeasureView t={t} lang={lang} point={point} kernel={kernel} view={view} measure={measure} about={about} keys={keys} figures={figures} history={history} manuals={manuals} present={present} />
    </>
  );
  return page({ title, main, hasErrors: problem !== undefined });
}

interface MeasureProps extends Reader {
  kernel: Kernel;
  view: PlanView;
  measure: Entry<'measure'>;
  about: string;
  keys: readonly string[];
  figures: Map<string, FigureState>;
  history: readonly FactRow[];
  manuals: readonly Entry<'manual'>[];
  present: ReadonlySet<string>;
}

function MeasureView(props: MeasureProps): VNode {
  const { t, lang, point, view, measure, about, kernel, keys, figures, manuals, present } = props;
  const reader: Reader = { t, lang, point };
  const standing = view.standing(about);
  const { content } = measure;
  const path = `/plan/${view.key}/massnahmen/${measure.key}`;
  return (
    <>
      <Breadcrumb links={[{ href: at(`/plan/${view.key}`, point), label: view.plan.content.short }]} current={content.code ?? measureName(measure, t)} t={t} />
      <PageHeading caption={content.lead ? t('plan.lead.one') : t('plan.measure')} title={measureName(measure, t)} lead={content.text} />
      <PointBar {...reader} view={view} path={path} />
      <section class="st-verdict" aria-labelledby="stand">
        <h2 id="stand" class="st-hidden">{t('plan.status')}</h2>
        <p><StateMark state={standing.state} t={t} large /></p>
        {standing.entry ? (
          <>
            {standing.evidenceLost ? <p><strong>{t('plan.evidence_lost', { state: t(`plan.state.${standing.entry.content.state}`) })}</strong></p> : null}
            <Markdown text={standing.entry.content.text} />
            {standing.entry.content.reason ? <p><strong>{t('plan.reason')}:</strong> {standing.entry.content.reason}</p> : null}
            {standing.entry.content.decider ? <p><strong>{t('plan.decider')}:</strong> {standing.entry.content.decider}</p> : null}
            <p class="st-hint">{t(standing.stale ? 'plan.lead.stale' : 'plan.lead.said', { day: sinceWords(standing.entry, lang, t), by: standing.entry.content.by, age: ageWords(standing.entry, point.asOf, t) })}</p>
          </>
        ) : <p>{t('plan.measure.nothing')}</p>}
      </section>
      <Section id="verlauf" heading={t('plan.history')}>
        <History {...props} />
      </Section>
      <Milestones {...props} />
      <Section id="zahlen" heading={t('plan.figures.heading')} intro={t('plan.figures.intro')}>
        <FigureTable {...reader} keys={keys} kernel={kernel} figures={figures} view={view} about={about} />
        {manuals.length > 0 ? <ManualFigures entries={manuals} view={view} present={present} t={t} lang={lang} /> : null}
      </Section>
      <div class="st-pair">
        <Section id="kosten" heading={t('plan.costs')}>
          <Money {...reader} view={view} about={about} />
        </Section>
        <Section id="nutzen" heading={t('plan.gains')}>
          <GainList gains={view.gains.filter((entry) => entry.content.of === about)} {...reader} view={view} />
        </Section>
      </div>
      <Section id="recht" heading={t('plan.law.heading')}>
        <Laws {...props} />
      </Section>
      <Section id="zusagen" heading={t('plan.promises.heading')}>
        <Promises {...reader} view={view} about={about} />
      </Section>
      <Section id="rat" heading={t('plan.papers.heading')}>
        <Papers {...props} />
      </Section>
      <Section id="eckdaten" heading={t('plan.profile.heading')}>
        <Profile {...props} />
      </Section>
    </>
  );
}

function History({ history, view, t, lang }: MeasureProps): VNode {
  if (history.length === 0) return <p>{t('plan.history.none')}</p>;
  return (
    <Timeline
      label={t('plan.history')}
      entries={[...history].reverse().map((row, index) => {
        const content = row.content as Content<'status'>;
        return {
          title: <StateMark state={content.state} t={t} />,
          time: dayWords(row.validFrom, content.precision, lang, t),
          datetime: row.validFrom,
          by: content.by,
          state: index === 0 ? 'current' : 'done',
          text: (
            <>
              <Markdown text={content.text} />
              {content.reason ? <p>{t('plan.reason')}: {content.reason}</p> : null}
              <SourceLine entry={{ content, recordedAt: row.recordedAt }} view={view} lang={lang} t={t} />
            </>
          ),
        };
      })}
    />
  );
}

function Milestones({ view, about, t, lang, point }: MeasureProps): VNode | null {
  const shown = view.milestones.filter((entry) => entry.content.of === about);
  if (shown.length === 0) return null;
  const day = (value: Content<'milestone'>['planned']) => (value === null ? '–' : formatDate(value, lang));
  return (
    <Section id="meilensteine" heading={t('plan.milestones.heading')}>
      <MilestoneChart id="meilenstein-bild" title={t('plan.milestones.heading')} description={t('plan.milestones.chart')} bars={shown.map(({ content }) => content)} from={view.plan.content.from} to={view.plan.content.to} today={point.asOf} todayLabel={t('plan.milestones.today')} />
      <Table
        caption={t('plan.milestones.table')}
        columns={[{ label: t('plan.milestones.what') }, { label: t('plan.milestones.planned') }, { label: t('plan.milestones.forecast') }, { label: t('plan.milestones.actual') }, { label: t('plan.milestones.slip') }]}
        rows={shown.map((entry) => [
          <>
            {entry.content.title}
            {entry.content.text ? <Markdown text={entry.content.text} /> : null}
            <SourceLine entry={entry} view={view} lang={lang} t={t} />
          </>,
          day(entry.content.planned), day(entry.content.forecast), entry.content.actual === null ? t('plan.unsourced') : day(entry.content.actual), slipWords(entry.content, t),
        ])}
      />
    </Section>
  );
}

function slipWords({ planned, forecast, actual }: Content<'milestone'>, t: Reader['t']): string {
  const end = actual ?? forecast;
  if (planned === null || end === null) return t('plan.milestones.slip.unknown');
  const days = daysBetween(planned, end);
  return days === 0 ? t('plan.milestones.slip.none') : t(days > 0 ? 'plan.milestones.slip.late' : 'plan.milestones.slip.early', { days: Math.abs(days) });
}

function Laws({ view, about, measure, t, lang, point }: MeasureProps): VNode {
  const effects = view.effects.filter((entry) => entry.content.of.includes(about));
  const laws = measure.content.laws.flatMap((key) => view.laws.get(key) ?? []);
  if (laws.length + effects.length === 0) return <p>{t('plan.law.none')}</p>;
  return (
    <>
      {effects.length > 0 ? (
        <Table
          caption={t('plan.law.effects')}
          columns={[{ label: t('plan.law.law') }, { label: t('plan.law.since') }, { label: t('plan.law.effect') }]}
          rows={effects.map((entry) => [
            <a href={at(`/plan/recht/${entry.content.law}`, point)}>{view.laws.get(entry.content.law)?.content.short ?? entry.content.law}</a>, sinceWords(entry, lang, t),
            <><Markdown text={entry.content.text} /><SourceLine entry={entry} view={view} lang={lang} t={t} /></>,
          ])}
        />
      ) : null}
      {laws.length > 0 ? <LinkList label={t('plan.law.bases')} links={laws.map((law) => ({ href: at(`/plan/recht/${law.key}`, point), label: `${law.content.short}: ${law.content.title}`, hint: t('plan.law.version', { version: law.content.version, day: sinceWords(law, lang, t) }) }))} /> : null}
    </>
  );
}

function Papers({ view, about, t, lang }: MeasureProps): VNode {
  const shown = view.papers.filter((entry) => entry.content.of.includes(about));
  if (shown.length === 0) return <p>{t('plan.papers.none')}</p>;
  return <PaperList papers={shown} view={view} t={t} lang={lang} />;
}

function Profile({ measure, view, t, lang, point }: MeasureProps): VNode {
  const { content } = measure;
  const unknown = t('plan.unsourced');
  const items = view.items.filter((item) => item.content.measures.includes(measure.key));
  const waits = content.depends_on.flatMap((key) => view.measures.find((entry) => entry.key === key) ?? []);
  return (
    <>
      <DescriptionList
        items={[
          { label: t('plan.measure.code'), value: content.code ?? unknown },
          { label: t('plan.measure.goals'), value: content.goals === null ? unknown : content.goals.flatMap((key) => view.goals.find((goal) => goal.key === key) ?? []).map((goal) => goalName(goal, t)).join(', ') || t('plan.measure.no_goal') },
          { label: t('plan.measure.owner'), value: content.owner ?? unknown },
          { label: t('plan.measure.targets'), value: content.targets?.join(', ') ?? unknown },
          ...(content.from || content.to ? [{ label: t('plan.profile.period'), value: t('plan.period', { from: content.from ? formatDate(content.from, lang) : '–', to: content.to ? formatDate(content.to, lang) : '–' }) }] : []),
          ...(waits.length > 0 ? [{ label: t('plan.measure.depends'), value: waits.map((entry) => <a href={at(`/plan/${view.key}/massnahmen/${entry.key}`, point)}>{measureName(entry, t)}</a>) }] : []),
          ...(items.length > 0 ? [{ label: t('plan.items.heading'), value: items.map((item) => <><a href={at(`/plan/${view.key}/vorhaben#vorhaben-${item.key}`, point)}>{item.content.title}</a> </>) }] : []),
          ...content.facts.map((fact) => ({ label: fact.label, value: <>{fact.text} <span class="st-hint"><SourceName source={fact.source} view={view} lang={lang} t={t} /></span></> })),
        ]}
      />
      <SourceLine entry={measure} view={view} lang={lang} t={t} />
    </>
  );
}
