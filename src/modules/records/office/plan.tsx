import type { VNode } from 'preact';
import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, type Ctx } from '../../../kernel/http/types.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Alert, Badge, Breadcrumb, Button, ButtonRow, Details, EmptyState, PageHeading, Pagination, Section, Stack, Table, WithAside } from '../../../kernel/ui/index.ts';
import type { PlanNode } from '../domain/filing-plan.ts';
import { filingPlan } from '../plan.ts';
import { filesByPosition, filesOfPosition, newestCaseFiles } from '../store/read.ts';
import { caseFileTable } from './lists.tsx';
import { SearchForm } from './search.tsx';
import { countOf, countWords, officeName, pagesOf, perPage, trail, viewer } from './words.ts';

const pageNumber = z.object({ seite: z.coerce.number().int().min(1).max(1000).catch(1) });

export function registerPlanPages(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/amt/akten',
    summary: 'The filing plan with the newest case files',
    access: staff('records.read'),
    handler: async (ctx) => page({ title: ctx.t('records.title'), section: 'staff', main: await planPage(kernel, ctx) }),
  });
  kernel.http.route({
    method: 'GET',
    path: '/amt/akten/plan/:position',
    summary: 'The files of one position of the filing plan',
    access: staff('records.read'),
    params: z.object({ position: z.string().min(1).max(30).regex(/^[^\0]*$/) }),
    query: pageNumber,
    async handler(ctx) {
      const plan = filingPlan(kernel);
      const position = plan.positions.get(ctx.params.position);
      const { t, lang } = ctx;
      const me = viewer(ctx);
      const { seite } = ctx.query;
      const { rows, total } = await filesOfPosition(kernel.db, me, ctx.params.position, { limit: perPage, offset: (seite - 1) * perPage });
      // a position that left the plan is known only to who can see files in it
      if (!position && total === 0) throw notFound();
      const title = position ? localize(position.title, lang) : ctx.params.position;
      const href = `/amt/akten/plan/${encodeURIComponent(ctx.params.position)}`;
      return page({
        title: `${ctx.params.position} ${title}`,
        section: 'staff',
        main: (
          <Stack>
            <Breadcrumb links={trail(undefined, t)} current={ctx.params.position} t={t} />
            <PageHeading
              title={title}
              caption={[...(position?.above ?? []).map((entry) => `${entry.key} ${localize(entry.title, lang)}`), ctx.params.position].join(' › ')}
              meta={
                position ? (
                  <>
                    <Badge label={officeName(kernel, position.office, lang)} /> <Badge label={t('records.plan.retention', { years: position.retentionYears })} /> <Badge label={t(`records.disposal.${position.disposal}`)} />
                  </>
                ) : (
                  <Badge tone="warning" label={t('records.plan.gone')} />
                )
              }
            />
            {me.permissions.includes('records.manage') && position ? (
              <ButtonRow>
                <Button href={`/amt/akten/neu?position=${encodeURIComponent(position.key)}`} label={t('records.file.new')} icon="file" />
              </ButtonRow>
            ) : null}
            {rows.length === 0 ? (
              <EmptyState title={t('records.files.empty.title')}>{t('records.files.empty')}</EmptyState>
            ) : (
              <Table
                dense
                caption={countOf(total, t, 'records.files.caption')}
                columns={[{ label: t('records.number'), nowrap: true }, { label: t('records.file') }, { label: t('records.office') }, { label: t('records.case_files'), numeric: true }, { label: t('records.opened'), nowrap: true }]}
                rows={rows.map((file) => [
                  <a href={`/amt/akten/akte/${file.id}`}>{file.number}</a>,
                  <>
                    {file.title} {file.level === 'confidential' ? <Badge tone="warning" label={t('records.level.confidential')} /> : null}
                    {file.closedOn ? <Badge label={t('records.closed')} /> : null}
                  </>,
                  officeName(kernel, file.office, lang),
                  countWords(file.caseFiles, t),
                  formatDate(file.openedOn, lang),
                ])}
              />
            )}
            <Pagination current={seite} total={pagesOf(total)} href={(to) => `${href}?seite=${to}`} t={t} />
          </Stack>
        ),
      });
    },
  });
}

async function planPage(kernel: Kernel, ctx: Ctx): Promise<VNode> {
  const { t, lang } = ctx;
  const plan = filingPlan(kernel);
  const me = viewer(ctx);
  const [counts, newest] = await Promise.all([filesByPosition(kernel.db, me, [...plan.positions.keys()]), newestCaseFiles(kernel.db, me, 15)]);
  return (
    <Stack>
      <PageHeading title={t('records.title')} lead={t('records.lead')} />
      <SearchForm t={t} csrf={ctx.csrf} />
      <WithAside
        asideLabel={t('records.plan')}
        aside={
          <>
            <h2>{t('records.plan')}</h2>
            {plan.tree.map((node) => (
              <Branch node={node} counts={counts} ctx={ctx} mine={me.offices} />
            ))}
            {/Demo-Annahme/.test(plan.source) ? <p class="st-hint">{t('records.plan.demo')}</p> : null}
          </>
        }
      >
        <Section id="neueste" heading={t('records.newest')}>
          {newest.length === 0 ? <EmptyState title={t('records.newest.empty.title')} level={3}>{t('records.newest.empty')}</EmptyState> : caseFileTable(newest, t('records.newest.caption'), t, lang)}
        </Section>
        {newest.length === 0 && me.offices.length === 0 ? <Alert tone="info" title={t('records.no_office')} /> : null}
      </WithAside>
    </Stack>
  );
}

/** One main group; open where one's own offices keep files. */
function Branch({ node, counts, ctx, mine }: { node: PlanNode; counts: ReadonlyMap<string, number>; ctx: Pick<Ctx, 't' | 'lang'>; mine: readonly string[] }): VNode {
  if (node.position) return <Leaf node={node} count={counts.get(node.key) ?? 0} ctx={ctx} />;
  return (
    <Details summary={`${node.key} ${localize(node.title, ctx.lang)}`} open={leaves(node).some((leaf) => mine.includes(leaf.position!.office) || (counts.get(leaf.key) ?? 0) > 0)}>
      <ul class="st-links">
        {leaves(node).map((leaf) => (
          <li>
            <Leaf node={leaf} count={counts.get(leaf.key) ?? 0} ctx={ctx} />
          </li>
        ))}
      </ul>
    </Details>
  );
}

function Leaf({ node, count, ctx }: { node: PlanNode; count: number; ctx: Pick<Ctx, 't' | 'lang'> }): VNode {
  return (
    <>
      <a href={`/amt/akten/plan/${encodeURIComponent(node.key)}`}>
        {node.key} {localize(node.title, ctx.lang)}
      </a>
      {count > 0 ? <span class="st-hint">{countOf(count, ctx.t, 'records.plan.files')}</span> : null}
    </>
  );
}

function leaves(node: PlanNode): PlanNode[] {
  return node.position ? [node] : node.children.flatMap(leaves);
}
