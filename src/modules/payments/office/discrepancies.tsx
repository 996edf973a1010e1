import { z } from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Badge, Button, EmptyState, PageHeading, PostForm, Stack, Table, TextInput } from '../../../kernel/ui/index.ts';
import { staffName } from '../../directory/index.ts';
import { assignDiscrepancy, discrepancies, resolveDiscrepancy, type Discrepancy } from '../store/discrepancies.ts';
import { mayRefund, moment, staffId, treasuryTabs } from './common.tsx';

const path = '/amt/kasse/abweichungen';
const params = z.object({ id: z.uuid() });

/** Where ledger and provider differ, and who looks after each. */
export function registerDiscrepancies(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path, summary: 'Differences between ledger and payment provider, with who looks after each', access: staff('payments.read'),
    async handler(ctx) {
      const { t, lang, csrf } = ctx;
      const [open, done] = [await discrepancies(kernel.db, true), await discrepancies(kernel.db, false, 30)];
      const names = new Map<string, string>();
      for (const id of new Set([...open, ...done].flatMap(({ ownerId, resolvedBy }) => [ownerId, resolvedBy].filter((one) => one !== null)))) names.set(id, (await staffName(kernel, id)) ?? '–');
      const me = staffId(ctx);
      const facts = (found: Discrepancy) => [
        t(`payments.discrepancy.${found.kind}`),
        found.claimId ? <a href={`/amt/kasse/forderungen/${found.claimId}`}>{t('payments.office.claim')}</a> : '–',
        Object.entries(found.data).map(([name, value]) => `${name} ${String(value)}`).join(', '),
        moment(found.foundAt, lang),
      ];
      const columns = [{ label: t('payments.office.what') }, { label: t('payments.office.claim') }, { label: t('payments.office.data') }, { label: t('payments.office.since'), nowrap: true }];
      const main = (
        <Stack>
          <PageHeading title={t('payments.office.discrepancies')} lead={t('payments.office.discrepancies_lead')} />
          {treasuryTabs(ctx, 'abweichungen')}
          {open.length === 0 ? <EmptyState title={t('payments.office.discrepancies_empty')} /> : (
            <Table
              dense caption={t('payments.office.discrepancies_open')} columns={[...columns, { label: t('payments.office.owner') }, { label: t('payments.office.todo') }]}
              rows={open.map((found) => [
                ...facts(found),
                found.ownerId ? names.get(found.ownerId) : <Badge tone="warning" label={t('payments.office.nobody')} />,
                mayRefund(ctx) ? (
                  found.ownerId === me ? (
                    <PostForm action={`${path}/${found.id}/erledigt`} csrf={csrf} label={t('payments.office.resolve')}>
                      <TextInput t={t} name={`vermerk`} label={t('payments.office.note')} width={20} />
                      <Button small label={t('payments.office.resolve')} hiddenLabel={t(`payments.discrepancy.${found.kind}`)} />
                    </PostForm>
                  ) : (
                    <PostForm action={`${path}/${found.id}/uebernehmen`} csrf={csrf} label={t('payments.office.take')}>
                      <Button small label={t('payments.office.take')} hiddenLabel={t(`payments.discrepancy.${found.kind}`)} />
                    </PostForm>
                  )
                ) : '',
              ])}
            />
          )}
          {done.length > 0 ? (
            <Table dense caption={t('payments.office.discrepancies_done')} columns={[...columns, { label: t('payments.office.note') }, { label: t('payments.office.owner') }]} rows={done.map((found) => [...facts(found), found.note ?? '', found.resolvedBy ? names.get(found.resolvedBy) : ''])} />
          ) : null}
        </Stack>
      );
      return page({ title: t('payments.office.discrepancies'), section: 'staff', main });
    },
  });
  kernel.http.route({
    method: 'POST', path: `${path}/:id/uebernehmen`, summary: 'Takes a difference: looks after it', access: staff('payments.refund'), params,
    async handler(ctx) {
      if (!(await assignDiscrepancy(kernel.db, ctx.params.id, staffId(ctx)))) throw notFound();
      return redirect(path);
    },
  });
  kernel.http.route({
    method: 'POST', path: `${path}/:id/erledigt`, summary: 'Notes how a difference was cleared up', access: staff('payments.refund'), params, body: z.object({ vermerk: z.string().trim().min(1).max(500) }),
    async handler(ctx) {
      if (!(await resolveDiscrepancy(kernel.db, ctx.params.id, { by: staffId(ctx), note: ctx.body.vermerk, at: kernel.clock.now() }))) throw notFound();
      return redirect(path);
    },
  });
}
