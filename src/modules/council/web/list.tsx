import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, formatDate, type PlainDate } from '../../../kernel/time/index.ts';
import { Badge, EmptyState, LinkList, PageHeading, Pagination, Section, Table } from '../../../kernel/ui/index.ts';
import { currentView, placeOf, questions } from '../../plan/index.ts';
import type { Rules } from '../domain/shapes.ts';
import { deadlineOf } from '../load.ts';
import { papers, publications } from '../store.ts';
import { DeadlineWords, dayOf, paperName } from './words.tsx';

export const pageQuery = z.object({ seite: z.coerce.number().int().min(1).max(1000).catch(1) });
const perPage = 50;

/** `/rat`: papers with their deadlines, what was promised and is open, and where each question is answered. */
export function registerPapers(kernel: Kernel, rules: Rules): void {
  kernel.http.route({ method: 'GET', path: '/rat', summary: 'Papers of the council, deadlines and open follow-ups', access: everyone, query: pageQuery, handler: (ctx) => listPage(kernel, rules, ctx) });
}

async function listPage(kernel: Kernel, rules: Rules, { t, lang, query: { seite } }: Ctx<unknown, z.output<typeof pageQuery>>): Promise<Answer> {
  const today = kernel.clock.today();
  const out = new Map((await publications(kernel.db)).map(({ slug, at }) => [slug, dateOf(at)]));
  const list = await papers(kernel.db);
  const view = await currentView(kernel, { asOf: today, knownAt: kernel.clock.now(), asked: {} });
  // a promise made in an answer stands in the plan under the answer's name
  const open = (view?.commitments ?? []).filter(({ content }) => content.outcome === 'open');
  const madeIn = (key: string) => list.find(({ slug }) => key.startsWith(`${slug}-`));
  const main = (
    <>
      <PageHeading title={t('council.title')} lead={t('council.lead')} />
      <Section id="vorlagen" heading={t('council.papers')}>
        {list.length === 0 ? <EmptyState title={t('council.none')} /> : (
          <Table
            caption={t('council.papers.caption')} captionHidden
            columns={[{ label: t('council.paper') }, { label: t('council.field.asked') }, { label: t('council.deadline') }, { label: t('council.questions') }]}
            rows={list.slice((seite - 1) * perPage, seite * perPage).map((paper) => [<a href={`/rat/${paper.slug}`}>{paperName(paper, t)}</a>, dayOf(paper.head.asked, paper.head.asked_precision, lang, t), <DeadlineWords deadline={deadlineOf(paper, rules, out.get(paper.slug) ?? null, today)} lang={lang} t={t} />, paper.questions.length === 0 ? t('council.unsourced') : String(paper.questions.length)])}
          />
        )}
        <Pagination current={seite} total={Math.ceil(list.length / perPage)} t={t} href={(number) => `/rat?seite=${number}`} />
      </Section>
      <Section id="fristen" heading={t('council.deadlines')}>
        <ul>{rules.deadlines.map(({ type, days, basis }) => <li>{type}: {days === null ? t('council.unsourced') : t('council.deadline.days', { days })}. {basis}</li>)}</ul>
      </Section>
      <Section id="zusagen" heading={t('council.follow_ups')} intro={t('council.follow_ups.intro')}>
        {open.length === 0 ? <p>{t('council.follow_ups.none')}</p> : <Table caption={t('council.follow_ups.caption')} captionHidden columns={[{ label: t('council.follow_up') }, { label: t('council.paper') }, { label: t('council.due') }]} rows={open.map(({ key, content }) => {
          const paper = madeIn(key);
          return [<a href={`/plan/${view!.key}#zusage-${key}`}>{content.text}</a>, paper ? <a href={`/rat/${paper.slug}`}>{paperName(paper, t)}</a> : t('council.from_plan'), <DueWords due={content.due} today={today} lang={lang} t={t} />];
        })} />}
      </Section>
      {view ? (
        <Section id="fragen" heading={t('council.asked')} intro={t('council.asked.intro')}>
          <LinkList links={questions.map((question) => ({ href: placeOf(question, view.key), label: t(`plan.question.${question.id}`) }))} />
        </Section>
      ) : null}
    </>
  );
  return page({ title: t('council.title'), main });
}

function DueWords({ due, today, lang, t }: { due: PlainDate | null; today: PlainDate } & Pick<Ctx, 't' | 'lang'>): VNode {
  if (due === null) return <Badge tone="warning" label={t('council.due.none')} />;
  return <>{due < today ? <Badge tone="danger" label={t('council.overdue')} /> : null} {formatDate(due, lang)}</>;
}
