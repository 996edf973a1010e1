import type * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, formatDate } from '../../../kernel/time/index.ts';
import { Badge, Button, ButtonRow, PageHeading, Pagination, Section, Stack, Table } from '../../../kernel/ui/index.ts';
import { waitingPromises } from '../../plan/index.ts';
import { nextStep, unproven } from '../domain/release.ts';
import type { Rules } from '../domain/shapes.ts';
import { deadlineOf } from '../load.ts';
import { papers, publications } from '../store.ts';
import { loadAnswer } from '../use-cases.ts';
import { DeadlineWords, paperName } from '../web/words.tsx';
import { pageQuery } from '../web/list.tsx';

const edit = staff('council.edit');
/** Each row asks the database for its answer. */
const perPage = 20;

/** `/amt/rat`: what waits for an answer or a signature, and which promises are overdue. */
export function registerCouncilDesk(kernel: Kernel, rules: Rules): void {
  kernel.navigation.register({ area: 'staff', path: '/amt/rat', label: 'council.desk.nav', order: 56, access: edit });
  kernel.http.route({ method: 'GET', path: '/amt/rat', summary: 'Answers to the council: drafts, signatures, overdue promises', access: edit, query: pageQuery, handler: (ctx) => deskPage(kernel, rules, ctx) });
}

async function deskPage(kernel: Kernel, rules: Rules, { t, lang, query: { seite } }: Ctx<unknown, z.output<typeof pageQuery>>): Promise<Answer> {
  const today = kernel.clock.today();
  const out = new Map((await publications(kernel.db)).map(({ slug, at }) => [slug, dateOf(at)]));
  const rows = [];
  // what still waits comes first
  const asked = (await papers(kernel.db)).filter(({ questions }) => questions.length > 0).sort((a, b) => Number(out.has(a.slug)) - Number(out.has(b.slug)));
  for (const paper of asked.slice((seite - 1) * perPage, seite * perPage)) {
    const { signing, drafts, published } = await loadAnswer(kernel.db, paper, rules);
    const open = unproven(signing.statements, signing.vouched).length;
    const next = nextStep(signing);
    const state = published ? t('council.desk.published') : drafts.length === 0 ? t('council.desk.no_draft') : next ? t('council.desk.waits', { step: next.label[lang === 'en' ? 'en' : 'de'] }) : t('council.desk.ready');
    rows.push([<a href={`/amt/rat/${paper.slug}`}>{paperName(paper, t)}</a>, <DeadlineWords deadline={deadlineOf(paper, rules, out.get(paper.slug) ?? null, today)} lang={lang} t={t} />, <>{state} {open > 0 ? <Badge tone="warning" label={t('council.desk.uncited', { count: open })} /> : null}</>]);
  }
  const pressing = await waitingPromises(kernel);
  const title = t('council.desk.title');
  const main = (
    <Stack gap="wide">
      <PageHeading title={title} lead={t('council.desk.lead')} />
      <ButtonRow><Button href="/amt/rat/neu" label={t('council.desk.new')} /></ButtonRow>
      <Section id="ueberfaellig" heading={t('council.desk.overdue')}>
        {pressing.length === 0 ? <p>{t('council.desk.overdue.none')}</p> : <Table caption={t('council.desk.overdue.caption')} captionHidden columns={[{ label: t('council.follow_up') }, { label: t('council.due') }]} rows={pressing.map(({ entry, plan }) => [<a href={`/plan/${plan}#zusage-${entry.key}`}>{entry.content.text}</a>, entry.content.due === null ? t('council.due.none') : formatDate(entry.content.due, lang)])} />}
      </Section>
      <Section id="antworten" heading={t('council.desk.answers')}>
        <Table caption={t('council.desk.answers.caption')} captionHidden columns={[{ label: t('council.paper') }, { label: t('council.deadline') }, { label: t('council.status') }]} rows={rows} />
        <Pagination current={seite} total={Math.ceil(asked.length / perPage)} t={t} href={(number) => `/amt/rat?seite=${number}#antworten`} />
      </Section>
    </Stack>
  );
  return page({ title, main, section: 'staff' });
}
