import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { page, redirect } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDateShort } from '../../../kernel/time/index.ts';
import { printReference } from '../../../standards/creditor-reference/index.ts';
import { Badge, EmptyState, FilterBar, PageHeading, Pagination, Stack, Table } from '../../../kernel/ui/index.ts';
import { claimsDue } from '../store/claims.ts';
import { money, treasuryTabs } from './common.tsx';

const path = '/amt/kasse/forderungen';
const perPage = 50;
const query = z.object({ stand: z.enum(['offen', 'ueberfaellig']).catch('offen'), seite: z.coerce.number().int().min(1).max(100_000).catch(1) });

/** What is due and not paid, what has waited longest first. */
export function registerClaims(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path, summary: 'Claims that are due and not paid', access: staff('payments.read'), query,
    async handler(ctx) {
      const { t, lang, query: { stand, seite } } = ctx;
      const today = kernel.clock.today();
      const { claims, total } = await claimsDue(kernel.db, { before: stand === 'ueberfaellig' ? today : undefined, limit: perPage, offset: (seite - 1) * perPage });
      if (total === 0 && seite > 1) return redirect(`${path}?stand=${stand}`);
      const title = t('payments.office.claims_due');
      const main = (
        <Stack>
          <PageHeading title={title} lead={t('payments.office.claims_due_lead')} />
          {treasuryTabs(ctx, 'forderungen')}
          <FilterBar action={path} t={t} resetHref={path} filters={[{ name: 'stand', label: t('payments.state'), value: stand, options: (['offen', 'ueberfaellig'] as const).map((value) => ({ value, label: t(`payments.office.claims_due.${value}`) })) }]} />
          {claims.length === 0 ? <EmptyState title={t('payments.office.claims_due_none')} /> : (
            <Table
              dense caption={t('payments.office.claims_due_count', { count: total })}
              columns={[{ label: t('payments.reference'), nowrap: true }, { label: t('payments.purpose') }, { label: t('payments.due_on'), nowrap: true }, { label: t('payments.amount'), numeric: true, nowrap: true }]}
              rows={claims.map((claim) => [
                <a href={`${path}/${claim.id}`}>{printReference(claim.reference)}</a>, claim.purpose,
                <>{claim.dueOn ? formatDateShort(claim.dueOn, lang) : ''} {claim.dueOn && claim.dueOn < today ? <Badge tone="danger" label={t('payments.office.overdue')} /> : null}</>,
                money(claim.amountCents, lang),
              ])}
            />
          )}
          <Pagination current={seite} total={Math.ceil(total / perPage)} t={t} href={(to) => `${path}?stand=${stand}&seite=${to}`} />
        </Stack>
      );
      return page({ title, section: 'staff', main });
    },
  });
}
