import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { file, page, redirect } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { addDays, formatDateShort } from '../../../kernel/time/index.ts';
import { Button, Details, EmptyState, PageHeading, PostForm, Stack, Table } from '../../../kernel/ui/index.ts';
import type { Desk } from '../desk.ts';
import { batchContent, batches } from '../store/batches.ts';
import { closeDay } from '../use-cases/close-day.ts';
import { mayRefund, moment, money, staffId, treasuryTabs } from './common.tsx';

const path = '/amt/kasse/abschluesse';

/** Daily closings: numbered batches for the treasury's own procedure, the same bytes whenever they are fetched. */
export function registerBatches(kernel: Kernel, desk: Desk): void {
  kernel.http.route({
    method: 'GET', path, summary: 'Daily closings and their batches', access: staff('payments.read'),
    async handler(ctx) {
      const { t, lang, csrf } = ctx;
      const all = await batches(kernel.db);
      const yesterday = addDays(kernel.clock.today(), -1);
      const due = all[0] === undefined || all[0].closedDay < yesterday;
      const main = (
        <Stack>
          <PageHeading title={t('payments.office.batches')} lead={t('payments.office.batches_lead')} />
          {treasuryTabs(ctx, 'abschluesse')}
          {due && mayRefund(ctx) ? (
            <PostForm action={path} csrf={csrf}>
              <Button label={t('payments.office.close', { date: formatDateShort(yesterday, lang) })} />
            </PostForm>
          ) : null}
          {all.length === 0 ? <EmptyState title={t('payments.office.batches_empty')} /> : (
            <Table
              dense caption={t('payments.office.batches')} captionHidden
              columns={[{ label: t('payments.office.batch'), numeric: true }, { label: t('payments.office.day'), nowrap: true }, { label: t('payments.office.records'), numeric: true }, { label: t('payments.office.control'), numeric: true, nowrap: true }, { label: t('payments.office.closed_at'), nowrap: true }, { label: 'SHA-256' }, { label: t('payments.office.file') }]}
              rows={all.map((batch) => [
                String(batch.number), formatDateShort(batch.closedDay, lang), String(batch.records), money(batch.sumCents, lang), moment(batch.at, lang),
                <code title={batch.sha256}>{batch.sha256.slice(0, 12)}…</code>,
                <a href={`/amt/kasse/stapel/${batch.number}`} download>{t('payments.office.download', { number: batch.number })}</a>,
              ])}
            />
          )}
          {all.slice(0, 7).map((batch) => (
            <Details summary={t('payments.office.closing_of', { date: formatDateShort(batch.closedDay, lang) })}>
              {batch.totals.length === 0 ? <p>{t('payments.office.today_none')}</p> : (
                <Table dense caption={t('payments.office.closing_of', { date: formatDateShort(batch.closedDay, lang) })} captionHidden columns={[{ label: t('payments.office.kind') }, { label: t('payments.office.count'), numeric: true }, { label: t('payments.amount'), numeric: true, nowrap: true }]} rows={batch.totals.map(({ kind, count, cents }) => [t(`payments.posting.${kind}`), String(count), money(cents, lang)])} />
              )}
            </Details>
          ))}
        </Stack>
      );
      return page({ title: t('payments.office.batches'), section: 'staff', main });
    },
  });
  kernel.http.route({
    method: 'POST', path, summary: 'Closes the days up to yesterday', access: staff('payments.refund'),
    async handler(ctx) {
      await closeDay(desk, addDays(kernel.clock.today(), -1), staffId(ctx));
      return redirect(path);
    },
  });
  kernel.http.route({
    method: 'GET', path: '/amt/kasse/stapel/:number', summary: 'A batch as CSV (docs/treasury-export.md)', access: staff('payments.read'), params: z.object({ number: z.coerce.number().int().min(1) }),
    async handler(ctx) {
      const batch = await batchContent(kernel.db, ctx.params.number);
      if (!batch) throw notFound();
      return file({ body: Buffer.from(batch.content, 'utf8'), mime: 'text/csv; charset=utf-8', name: `kasse-stapel-${String(ctx.params.number).padStart(6, '0')}.csv` });
    },
  });
}
