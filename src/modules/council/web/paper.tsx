import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { file, page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, formatDate } from '../../../kernel/time/index.ts';
import { Alert, Breadcrumb, DescriptionList, LinkList, PageHeading, Section, Table } from '../../../kernel/ui/index.ts';
import { Markdown } from '../../forms/index.ts';
import { placeOf, questions as topics, sourceTitle } from '../../plan/index.ts';
import { draftAnswer, type Monitor } from '../domain/draft.ts';
import { slugShape, type Rules, type Statement } from '../domain/shapes.ts';
import { deadlineOf, loadMonitor, loadPaper } from '../load.ts';
import { printAnswer } from '../print.ts';
import { drafts, promises, publications, statements, steps, type Paper } from '../store.ts';
import { promiseKey } from '../use-cases.ts';
import { DeadlineWords, Sentences, dayOf, headOnScreen, paperName } from './words.tsx';

export const paperParams = z.object({ paper: z.string().regex(slugShape) });

/** `/rat/<paper>`: head, questions one by one, the answer of its day beside what the monitor says today. */
export function registerPaper(kernel: Kernel, rules: Rules): void {
  kernel.http.route({ method: 'GET', path: '/rat/:paper', summary: 'One paper: head data, questions, answers with what they rest on', access: everyone, params: paperParams, handler: (ctx) => paperPage(kernel, rules, ctx) });
  kernel.http.route({
    method: 'GET', path: '/rat/:paper/antwort.pdf', summary: 'The answer to a paper as PDF/UA', access: everyone, params: paperParams, mime: 'application/pdf', rateLimit: { max: 20, seconds: 60 },
    async handler({ params, lang }) {
      const paper = await loadPaper(kernel, params.paper);
      const answer = await shownAnswer(kernel, paper, await loadMonitor(kernel, lang));
      if (paper.questions.length === 0 || !answer) throw notFound();
      const { publication } = answer;
      return file({ body: await printAnswer(kernel, paper, { ...answer, signatures: answer.signed(rules, lang), at: publication?.at ?? kernel.clock.now() }, lang), mime: 'application/pdf', name: `${paper.slug}.pdf`, inline: true });
    },
  });
}

/** What was published; where nothing was, what the monitor drafts today from the questions it knows. */
async function shownAnswer(kernel: Kernel, paper: Paper, monitor: Monitor | undefined) {
  const [publication] = await publications(kernel.db, paper.slug);
  const saved = publication && (await drafts(kernel.db, paper.slug)).find((draft) => draft.revision === publication.revision);
  const taken = publication ? (await steps(kernel.db, paper.slug)).filter(({ revision, outcome }) => revision === publication.revision && outcome === 'signed') : [];
  // the paper names the steps and their days; who took them stays in the house's own history
  const signed = (rules: Rules, lang: Ctx['lang']) => taken.map(({ step, at }) => ({ label: rules.steps.find(({ key }) => key === step)?.label[lang === 'en' ? 'en' : 'de'] ?? step, day: formatDate(dateOf(at), lang) }));
  if (saved) return { publication, statements: await statements(kernel.db, saved.id), promises: await promises(kernel.db, saved.id), signed };
  return monitor ? { publication: undefined, statements: draftAnswer(paper.questions, monitor), promises: [], signed } : undefined;
}

async function paperPage(kernel: Kernel, rules: Rules, { params, t, lang }: Ctx<z.output<typeof paperParams>>): Promise<Answer> {
  const paper = await loadPaper(kernel, params.paper);
  const { head } = paper;
  const monitor = await loadMonitor(kernel, lang);
  const answer = await shownAnswer(kernel, paper, monitor);
  const title = paperName(paper, t);
  const source = head.source === null ? undefined : monitor?.view.sources.get(head.source);
  const published = answer?.publication ? dateOf(answer.publication.at) : null;
  const main = (
    <>
      <Breadcrumb links={[{ href: '/rat', label: t('council.title') }]} current={head.reference ?? title} t={t} />
      <PageHeading caption={head.type} title={head.subject ?? t('council.no_subject')} lead={head.reference ?? t('council.no_reference')} />
      <Section id="kopf" heading={t('council.head')}>
        <DescriptionList
          items={[
            ...headOnScreen(paper, lang, t),
            { label: t('council.deadline'), value: <DeadlineWords deadline={deadlineOf(paper, rules, published, kernel.clock.today())} lang={lang} t={t} /> },
            { label: t('council.source'), value: paper.origin === 'staff' ? t('council.source.staff') : source ? <a href={`/plan/quellen#${head.source}`}>{sourceTitle(source.content, lang)}</a> : t('council.unsourced') },
          ]}
        />
        {head.note ? <Markdown text={head.note} /> : null}
      </Section>
      <Section id="beratung" heading={t('council.consultations')}>
        {head.consultations.length === 0 ? <p>{t('council.unsourced')}</p> : <Table caption={t('council.consultations.caption')} captionHidden columns={[{ label: t('council.body') }, { label: t('council.meeting') }, { label: t('council.status') }]} rows={head.consultations.map((entry) => [entry.body, dayOf(entry.date, entry.date_precision, lang, t), entry.status])} />}
      </Section>
      {paper.questions.length === 0 ? <Section id="fragen" heading={t('council.questions')}><p>{t('council.unsourced')}</p></Section> : (
        <>
          {published ? <Alert tone="success" title={t('council.published', { day: formatDate(published, lang) })}><p>{t('council.print.checksum', { sum: answer!.publication!.checksum, day: formatDate(published, lang) })}</p></Alert> : <Alert tone="info" title={t('council.draft.title')}><p>{t('council.draft.intro')}</p>{answer ? <p>{t('council.counts', countsOf(paper, answer.statements))}</p> : null}</Alert>}
          <LinkList links={paper.questions.map((question, index) => ({ href: `#frage-${index + 1}`, label: `${t('council.question', { number: index + 1 })}: ${question.text}` }))} />
          {paper.questions.map((question, index) => {
            const topic = topics.find((entry) => entry.id === question.topic);
            return (
              <Section id={`frage-${index + 1}`} heading={`${t('council.question', { number: index + 1 })}: ${question.text}`}>
                <div class="st-pair">
                  {paper.origin === 'import' ? <Then day={head.answered ? formatDate(head.answered, lang) : null} text={question.answer} t={t} /> : null}
                  <div>
                    <h3>{published ? t('council.answer') : t('council.answer.today', { day: formatDate(kernel.clock.today(), lang) })}</h3>
                    <Sentences statements={answer?.statements.filter((statement) => statement.question === index + 1) ?? []} indicators={kernel.indicators} lang={lang} t={t} />
                    {topic && monitor ? <p><a href={placeOf(topic, monitor.view.key)}>{t('council.to_monitor', { number: index + 1 })}</a></p> : null}
                  </div>
                </div>
              </Section>
            );
          })}
          {answer && answer.publication && answer.promises.length > 0 ? (
            <Section id="zusagen" heading={t('council.promised')} intro={t('council.promised.intro')}>
              <ul>{answer.promises.map(({ text, due }, index) => <li>{t('council.promised.by', { text, day: formatDate(due, lang) })} <a href={`/plan/${answer.publication!.plan}#zusage-${promiseKey(paper.slug, index)}`}>{t('council.promised.stands', { number: index + 1 })}</a></li>)}</ul>
            </Section>
          ) : null}
          <LinkList links={[{ href: `/rat/${paper.slug}/antwort.pdf`, label: t('council.pdf') }]} />
        </>
      )}
    </>
  );
  return page({ title, main });
}

const countsOf = (paper: Paper, said: readonly Statement[]) => ({ questions: paper.questions.length, sentences: said.length, uncited: said.filter(({ citation }) => citation === null).length, gaps: said.filter(({ citation }) => citation?.kind === 'gap').length });

function Then({ day, text, t }: { day: string | null; text: string | null; t: Ctx['t'] }): VNode {
  return (
    <div>
      <h3>{day === null ? t('council.answer.then') : t('council.answer.of', { day })}</h3>
      {text === null ? <p>{t('council.unsourced')}</p> : <Markdown text={text} />}
    </div>
  );
}
