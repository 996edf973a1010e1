import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, formatDate, formatDateShort, formatTime } from '../../../kernel/time/index.ts';
import { BackLink, Badge, EmptyState, FilterBar, LinkList, PageHeading, Pagination, Section, Stack, Table, Timeline } from '../../../kernel/ui/index.ts';
import { staffName } from '../../directory/index.ts';
import { waitingPromises } from '../chase.ts';
import { describeFact } from '../domain/describe.ts';
import { globalKinds, partsOfSubject, planKeyShape, type Kind } from '../domain/kinds.ts';
import { listPlans, pointOf } from '../load.ts';
import { recordedOf } from '../store.ts';
import { listProposals, standingFacts } from '../store-proposals.ts';
import { dayWords } from '../web/words.tsx';
import { Difference } from './difference.tsx';
import { editableKinds } from './fields.ts';

const edit = staff('plan.edit');
const query = z.object({ plan: z.string().regex(planKeyShape).optional().catch(undefined), art: z.string().max(30).optional().catch(undefined), seite: z.coerce.number().int().min(1).max(1000).catch(1) });
const perPage = 40;

/** `/amt/plan`: what waits for release, what can be written, every statement that stands. */
export function registerPlanList(kernel: Kernel): void {
  kernel.navigation.register({ area: 'staff', path: '/amt/plan', label: 'plan.edit.nav', order: 55, access: edit });
  kernel.http.route({ method: 'GET', path: '/amt/plan', summary: 'Editing the master plan: proposals and statements', access: edit, query, handler: (ctx) => listPage(kernel, ctx) });
  kernel.http.route({ method: 'GET', path: '/amt/plan/verlauf', summary: 'Everything ever recorded about one thing', access: edit, query: z.object({ angabe: z.string().max(200) }), handler: (ctx) => historyPage(kernel, ctx) });
}

async function listPage(kernel: Kernel, { t, lang, query: asked }: Ctx<unknown, z.output<typeof query>>): Promise<Answer> {
  const { point } = pointOf(kernel, {});
  const plans = await listPlans(kernel, point);
  const plan = asked.plan ?? plans[0]?.key ?? '';
  const kind = editableKinds.find((known) => known === asked.art);
  const proposals = await listProposals(kernel.db, 30);
  const names = new Map<string, string>();
  for (const id of new Set(proposals.map((proposal) => proposal.authorId))) names.set(id, (await staffName(kernel, id)) ?? t('plan.edit.someone'));
  const standing = await standingFacts(kernel.db);
  const called = new Map(standing.filter((fact) => ['measure', 'item', 'goal'].includes(fact.kind)).map((fact) => [fact.subject, describeFact(fact, t).name]));
  const facts = standing.filter((fact) => (kind ? fact.kind === kind : true) && (fact.plan === plan || (kind !== undefined && globalKinds.includes(kind)))).sort((a, b) => (a.validFrom < b.validFrom ? 1 : a.validFrom > b.validFrom ? -1 : a.subject.localeCompare(b.subject)));
  const waiting = await waitingPromises(kernel);
  const title = t('plan.edit.title');
  const main = (
    <Stack gap="wide">
      <PageHeading title={title} lead={t('plan.edit.lead')} />
      <Section id="vorschlaege" heading={t('plan.edit.proposals')}>
        {proposals.length === 0 ? <EmptyState title={t('plan.edit.no_proposals')} level={3} /> : (
          <Table
            caption={t('plan.edit.proposals_caption')} captionHidden dense
            columns={[{ label: t('plan.changes.what') }, { label: t('plan.edit.author') }, { label: t('plan.edit.field.note') }, { label: t('plan.status') }]}
            rows={proposals.map((proposal) => {
              const { kind: word, name } = describeFact(proposal, t, called);
              return [<a href={`/amt/plan/vorschlaege/${proposal.id}`}>{word}: {name}</a>, `${names.get(proposal.authorId)}, ${formatDateShort(dateOf(proposal.createdAt), lang)}`, proposal.note, <Badge tone={proposal.outcome === null ? 'warning' : proposal.outcome === 'released' ? 'success' : 'info'} label={t(`plan.edit.outcome.${proposal.outcome ?? 'open'}`)} />];
            })}
          />
        )}
      </Section>
      <Section id="zusagen" heading={t('plan.edit.promises')} intro={t('plan.edit.promises.intro')}>
        {waiting.length === 0 ? <EmptyState title={t('plan.edit.no_promises')} level={3} /> : (
          <Table
            caption={t('plan.edit.promises_caption')} captionHidden dense
            columns={[{ label: t('plan.kind.commitment') }, { label: t('plan.status'), nowrap: true }, { label: t('plan.edit.do') }]}
            rows={waiting.map(({ entry, state }) => [
              entry.content.text,
              <><Badge tone={state === 'overdue' ? 'danger' : 'warning'} label={t(`plan.promise.${state}`)} /> {entry.content.due === null ? null : t('plan.promise.due', { day: formatDate(entry.content.due, lang) })}</>,
              <a href={`/amt/plan/aendern?angabe=${encodeURIComponent(entry.subject)}`}>{t('plan.edit.settle')}<span class="st-hidden"> {entry.content.text.slice(0, 60)}</span></a>,
            ])}
          />
        )}
      </Section>
      <Section id="neu" heading={t('plan.edit.write')}>
        <LinkList links={editableKinds.map((entry) => ({ href: `/amt/plan/aendern?art=${entry}${globalKinds.includes(entry) ? '' : `&plan=${plan}`}`, label: t('plan.edit.new', { kind: t(`plan.kind.${entry}`) }) }))} />
      </Section>
      <Section id="angaben" heading={t('plan.edit.statements')}>
        <FilterBar action="/amt/plan" t={t} resetHref="/amt/plan" filters={[
          { name: 'plan', label: t('plan.changes.plan'), value: plan, options: plans.map((entry) => ({ value: entry.key, label: entry.content.short })) },
          { name: 'art', label: t('plan.sources.kind'), value: kind ?? '', options: [{ value: '', label: t('plan.edit.all_kinds') }, ...editableKinds.map((entry) => ({ value: entry, label: t(`plan.kind.${entry}`) }))] },
        ]} />
        <Table
          caption={t('plan.edit.statements_caption')} captionHidden dense
          columns={[{ label: t('plan.changes.what') }, { label: t('plan.changes.holds'), nowrap: true }, { label: t('plan.edit.do') }]}
          rows={facts.slice((asked.seite - 1) * perPage, asked.seite * perPage).map((fact) => {
            const { kind: word, name } = describeFact(fact, t, called);
            const where = encodeURIComponent(fact.subject);
            return [
              <>{word}: {name}</>, dayWords(fact.validFrom, fact.content!.precision, lang, t),
              editableKinds.includes(fact.kind) ? <><a href={`/amt/plan/aendern?angabe=${where}&tag=${fact.validFrom}`}>{t('plan.edit.correct_link')}<span class="st-hidden"> {name}</span></a> · <a href={`/amt/plan/aendern?angabe=${where}`}>{t('plan.edit.anew')}<span class="st-hidden"> {name}</span></a> · <a href={`/amt/plan/verlauf?angabe=${where}`}>{t('plan.history')}<span class="st-hidden"> {name}</span></a></> : '',
            ];
          })}
        />
        <Pagination current={asked.seite} total={Math.ceil(facts.length / perPage)} t={t} href={(number) => `/amt/plan?plan=${plan}${kind ? `&art=${kind}` : ''}&seite=${number}`} />
      </Section>
    </Stack>
  );
  return page({ title, main, section: 'staff' });
}

async function historyPage(kernel: Kernel, { t, lang, query: asked }: Ctx<unknown, { angabe: string }>): Promise<Answer> {
  const rows = await recordedOf(kernel.db, asked.angabe);
  const parts = partsOfSubject(asked.angabe);
  if (rows.length === 0 || !parts) throw notFound();
  const names = new Map<string, string>();
  for (const id of new Set(rows.flatMap((row) => [row.authorId, row.releasedBy]).filter((id): id is string => id !== null))) names.set(id, (await staffName(kernel, id)) ?? t('plan.edit.someone'));
  const title = t('plan.edit.history', { name: describeFact({ subject: asked.angabe, kind: parts.kind as Kind, content: rows.find((row) => row.content !== null)?.content ?? null }, t).name });
  const main = (
    <Stack>
      <BackLink href="/amt/plan" label={t('plan.edit.back')} />
      <PageHeading caption={t(`plan.kind.${parts.kind}`)} title={title} lead={t('plan.edit.history_lead')} />
      <Timeline
        label={title}
        entries={rows.map((row, index) => {
          const before = rows.slice(index + 1).find((older) => older.validFrom === row.validFrom);
          return {
            title: t(`plan.changes.${row.content === null ? 'withdrawn' : before ? 'changed' : 'new'}`),
            time: t('plan.edit.recorded', { moment: `${formatDate(dateOf(row.recordedAt), lang)}, ${formatTime(row.recordedAt, lang)}`, day: formatDate(row.validFrom, lang) }),
            datetime: row.recordedAt.toISOString(),
            by: row.origin === 'import' ? t('plan.edit.by_import') : t('plan.edit.by_two', { author: names.get(row.authorId!) ?? '', other: names.get(row.releasedBy!) ?? '' }),
            state: index === 0 ? ('current' as const) : ('done' as const),
            text: <>{row.note ? <p>{row.note}</p> : null}<Difference before={before?.content ?? null} after={row.content} t={t} caption={t('plan.edit.difference_of', { number: rows.length - index })} /></>,
          };
        })}
      />
    </Stack>
  );
  return page({ title, main, section: 'staff' });
}
