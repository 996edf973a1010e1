import type { VNode } from 'preact';
import type * as z from 'zod';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Breadcrumb, ErrorSummary, PageHeading } from '../../../kernel/ui/index.ts';
import type { PlanView } from '../domain/view.ts';
import { at, pointOf, stateAt, type PlanEntry } from '../load.ts';
import { pointQuery } from './overview.tsx';
import { PointBar, type Reader } from './point.tsx';

export type MonitorCtx = Ctx<unknown, z.output<typeof pointQuery>>;

/** A page of the monitor below the overview: one plan (the one in force, unless named) at one point. */
export async function monitorPage(kernel: Kernel, { query, t, lang }: MonitorCtx, options: { plan?: string | undefined; path: string; title: string; lead?: string | undefined; point?: boolean }, body: (props: Reader & { view: PlanView; plans: PlanEntry[] }) => VNode | Promise<VNode>): Promise<Answer> {
  const { point, problem } = pointOf(kernel, query);
  const state = await stateAt(kernel, point);
  const plans = await state.plans();
  const key = options.plan ?? plans[0]?.key;
  const view = key === undefined ? undefined : await state.view(key);
  if (!view) throw notFound();
  const reader: Reader = { t, lang, point };
  const main = (
    <>
      <ErrorSummary errors={problem ? [{ name: problem === 'knownat' ? 'knownat' : 'asof', message: t(`plan.point.problem.${problem}`) }] : []} t={t} />
      <Breadcrumb links={[{ href: at(options.plan ? `/plan/${options.plan}` : '/plan', point), label: options.plan ? view.plan.content.short : t('plan.title') }]} current={options.title} t={t} />
      <PageHeading caption={view.plan.content.short} title={options.title} lead={options.lead} />
      {options.point === false ? null : <PointBar {...reader} view={view} path={options.path} />}
      {await body({ ...reader, view, plans })}
    </>
  );
  return page({ title: options.title, main, hasErrors: problem !== undefined });
}
