import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Alert, Badge, Button, EmptyState, PageHeading, PostForm, Stack, Table } from '../../../kernel/ui/index.ts';
import { staffName } from '../../directory/index.ts';
import type { Desk } from '../desk.ts';
import type { Refund } from '../domain/refund.ts';
import { claimsByIds } from '../store/claims.ts';
import { refundsIn } from '../store/refunds.ts';
import { approveRefund, declineRefund, retryRefund, settleRefundByHand, type Done } from '../use-cases/decide-refund.ts';
import { mayRefund, moment, money, staffId, treasuryTabs } from './common.tsx';

const path = '/amt/kasse/erstattungen';
const steps = {
  freigeben: { label: 'payments.office.approve', run: approveRefund },
  ablehnen: { label: 'payments.office.decline', run: declineRefund },
  erneut: { label: 'payments.office.retry', run: retryRefund },
  bezahlt: { label: 'payments.office.by_hand', run: (desk: Desk, by: string, id: string) => settleRefundByHand(desk, by, id, true) },
  nicht: { label: 'payments.office.not_sent', run: (desk: Desk, by: string, id: string) => settleRefundByHand(desk, by, id, false) },
} as const satisfies Record<string, { label: string; run(desk: Desk, by: string, id: string): Promise<Done> }>;
type Step = keyof typeof steps;

/** Refunds that wait for a second pair of eyes, are under way, or need a person. */
export function registerRefunds(kernel: Kernel, desk: Desk): void {
  kernel.http.route({ method: 'GET', path, summary: 'Refunds that wait, and the last ones', access: staff('payments.read'), handler: (ctx) => list(kernel, ctx) });
  for (const [name, step] of Object.entries(steps)) {
    kernel.http.route({
      method: 'POST', path: `${path}/:id/${name}`, summary: `Refund: ${name}`, access: staff('payments.refund'), params: z.object({ id: z.uuid() }),
      async handler(ctx) {
        const done = await step.run(desk, staffId(ctx), ctx.params.id);
        return done.ok ? redirect(path) : list(kernel, ctx, ctx.t(done.key));
      },
    });
  }
}

async function list(kernel: Kernel, ctx: Ctx, error?: string): Promise<Answer> {
  const { t, lang } = ctx;
  const waiting = await refundsIn(kernel.db, ['proposed', 'approved', 'sent', 'unknown', 'failed']);
  const done = (await refundsIn(kernel.db, ['done', 'declined'], 1000)).slice(-50).reverse();
  const claims = await claimsByIds(kernel.db, [...waiting, ...done].map(({ claimId }) => claimId));
  const who = new Map<string, string>();
  for (const id of new Set([...waiting, ...done].flatMap(({ requestedBy }) => requestedBy ?? []))) who.set(id, (await staffName(kernel, id)) ?? '–');
  const row = (refund: Refund) => [
    <a href={`/amt/kasse/forderungen/${refund.claimId}`}>{claims.get(refund.claimId)?.reference}</a>,
    money(refund.amountCents, lang),
    refund.reason || t(`payments.refund.kind.${refund.kind}`),
    refund.requestedBy ? who.get(refund.requestedBy) : t('payments.office.machine'),
    moment(refund.requestedAt, lang),
    <Badge label={t(`payments.refund.${refund.state}`)} {...(refund.state === 'failed' || refund.state === 'unknown' ? { tone: 'warning' as const } : {})} />,
  ];
  const columns = [{ label: t('payments.reference'), nowrap: true }, { label: t('payments.amount'), numeric: true, nowrap: true }, { label: t('payments.office.reason') }, { label: t('payments.office.requested_by') }, { label: t('payments.office.since'), nowrap: true }, { label: t('payments.state') }];
  const main = (
    <Stack>
      {error ? <Alert tone="danger" title={error} live /> : null}
      <PageHeading title={t('payments.office.refunds')} lead={t('payments.office.refunds_lead')} />
      {treasuryTabs(ctx, 'erstattungen')}
      {waiting.length === 0 ? <EmptyState title={t('payments.office.refunds_empty')} /> : (
        <Table dense caption={t('payments.office.refunds_waiting')} columns={[...columns, { label: t('payments.office.next_step') }]} rows={waiting.map((refund) => [...row(refund), actions(ctx, refund)])} />
      )}
      {done.length > 0 ? <Table dense caption={t('payments.office.refunds_done')} columns={columns} rows={done.map(row)} /> : null}
    </Stack>
  );
  return page({ title: t('payments.office.refunds'), section: 'staff', main, ...(error ? { status: 422 } : {}) });
}

function actions(ctx: Ctx, refund: Refund) {
  if (!mayRefund(ctx)) return '';
  const own = refund.requestedBy !== null && refund.requestedBy === staffId(ctx);
  const offered: Step[] =
    refund.state === 'proposed' ? (own ? ['ablehnen'] : ['freigeben', 'ablehnen'])
    : refund.state === 'approved' ? (refund.attemptId === null && !own ? ['bezahlt'] : [])
    : refund.state === 'failed' ? (own ? ['erneut'] : ['erneut', 'bezahlt', 'ablehnen'])
    : refund.state === 'unknown' && !own ? ['bezahlt', 'nicht']
    : [];
  return (
    <div class="st-buttons">
      {own && refund.state === 'proposed' ? <span class="st-hint">{ctx.t('payments.office.own_refund')}</span> : null}
      {offered.map((name) => (
        <PostForm action={`${path}/${refund.id}/${name}`} csrf={ctx.csrf} label={ctx.t(steps[name].label)}>
          <Button small label={ctx.t(steps[name].label)} hiddenLabel={money(refund.amountCents, ctx.lang)} variant={name === 'freigeben' ? 'primary' : 'secondary'} />
        </PostForm>
      ))}
    </div>
  );
}
