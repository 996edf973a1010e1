import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { decimalMoney, euros, parseMoney } from '../../../kernel/money/index.ts';
import { BackLink, Badge, ButtonRow, Column, ErrorSummary, PageHeading, PostForm, Section, Stack, SubmitButton, Table, TextArea, TextInput } from '../../../kernel/ui/index.ts';
import { formatReference, parseReference } from '../../../standards/creditor-reference/index.ts';
import { staffName } from '../../directory/index.ts';
import type { Desk } from '../desk.ts';
import { attemptsOfClaim } from '../store/attempts.ts';
import { claimById, claimByReference, type StoredClaim } from '../store/claims.ts';
import { receiptOfClaim } from '../store/receipts.ts';
import { refundsOfClaim } from '../store/refunds.ts';
import { reasonLimit, refundable, requestRefund } from '../use-cases/decide-refund.ts';
import { feeFacts } from '../web/common.tsx';
import { mayRefund, moment, money, staffId } from './common.tsx';

const params = z.object({ id: z.uuid() });

/** The reference a claim has by the number of its case ("V26-000017-9", in any case, with or without separators). */
function referenceOfCase(typed: string): string | undefined {
  const number = typed.normalize('NFKC').toUpperCase().replace(/[\s\-./]/g, '');
  return /^[A-Z]\d{9,12}$/.test(number) ? formatReference(number) : undefined;
}

/** One claim with its payments and refunds; here a refund is asked for. */
export function registerClaimDesk(kernel: Kernel, desk: Desk): void {
  kernel.http.route({
    method: 'POST', path: '/amt/kasse/suche', summary: 'Finds a claim by its creditor reference or the number of its case', access: staff('payments.read'), body: z.object({ zeichen: z.string().max(60) }),
    async handler(ctx) {
      const parsed = parseReference(ctx.body.zeichen);
      const reference = parsed.ok ? parsed.canonical : referenceOfCase(ctx.body.zeichen);
      const claim = reference === undefined ? undefined : await claimByReference(kernel.db, reference);
      if (claim) return redirect(`/amt/kasse/forderungen/${claim.id}`);
      const message = ctx.t(reference !== undefined ? 'payments.office.error.not_found' : 'payments.office.error.reference');
      const main = (
        <Column>
          <ErrorSummary errors={[{ name: 'zeichen', message }]} t={ctx.t} />
          <BackLink href="/amt/kasse" label={ctx.t('payments.office.title')} />
          <PageHeading title={ctx.t('payments.office.find')} />
          <PostForm action="/amt/kasse/suche" csrf={ctx.csrf}>
            <TextInput t={ctx.t} name="zeichen" label={ctx.t('payments.office.find_label')} hint={ctx.t('payments.office.find_hint')} value={ctx.body.zeichen} error={message} width={20} autocapitalize="characters" spellcheck={false} />
            <ButtonRow>
              <SubmitButton label={ctx.t('payments.office.find_go')} icon="search" />
            </ButtonRow>
          </PostForm>
        </Column>
      );
      return page({ title: ctx.t('payments.office.find'), section: 'staff', main, hasErrors: true });
    },
  });
  kernel.http.route({
    method: 'GET', path: '/amt/kasse/forderungen/:id', summary: 'A claim with its payments and refunds', access: staff('payments.read'), params,
    async handler(ctx) {
      const claim = await claimById(kernel.db, ctx.params.id);
      if (!claim) throw notFound();
      return claimPage(kernel, desk, ctx, claim, {});
    },
  });
  kernel.http.route({
    method: 'POST', path: '/amt/kasse/forderungen/:id/erstatten', summary: 'Asks for a refund; somebody else approves it', access: staff('payments.refund'), params, body: z.object({ betrag: z.string().max(40), grund: z.string().max(5000), frei: z.coerce.number().int() }),
    async handler(ctx) {
      const claim = await claimById(kernel.db, ctx.params.id);
      if (!claim) throw notFound();
      const amount = parseMoney(ctx.body.betrag, 'de');
      const done = amount.ok
        ? await requestRefund(desk, staffId(ctx), { claimId: claim.id, amountCents: amount.value.cents, reason: ctx.body.grund, available: ctx.body.frei })
        : { ok: false as const, key: 'payments.error.refund_amount' };
      return done.ok ? redirect('/amt/kasse/erstattungen') : claimPage(kernel, desk, ctx, claim, { betrag: ctx.body.betrag, grund: ctx.body.grund, error: done.key });
    },
  });
}

async function claimPage(kernel: Kernel, desk: Desk, ctx: Ctx, claim: StoredClaim, typed: { betrag?: string; grund?: string; error?: string }): Promise<Answer> {
  const { t, lang, csrf } = ctx;
  const [attempts, refunds, receipt, rest] = await Promise.all([attemptsOfClaim(kernel.db, claim.id), refundsOfClaim(kernel.db, claim.id), receiptOfClaim(kernel.db, claim.id), refundable(desk, claim.id)]);
  const names = new Map(await Promise.all([...new Set(refunds.flatMap(({ requestedBy, decidedBy }) => [requestedBy, decidedBy]).filter((id) => id !== null))].map(async (id) => [id, await staffName(kernel, id)] as const)));
  const field = typed.error === 'payments.error.refund_amount' || typed.error === 'payments.error.refund_changed' ? 'betrag' : 'grund';
  const message = typed.error ? t(typed.error) : undefined;
  const main = (
    <Stack>
      <ErrorSummary errors={message ? [{ name: field, message }] : []} t={t} />
      <BackLink href="/amt/kasse" label={t('payments.office.title')} />
      <PageHeading title={t('payments.office.claim')} caption={claim.purpose} />
      <p>
        <Badge label={t(`payments.state.${claim.state}`)} />
      </p>
      {feeFacts(claim, t, lang)}
      <p class="st-muted">{claim.assignment.psp ?? claim.assignment.account ? t('payments.office.assignment', { psp: claim.assignment.psp ?? '–', account: claim.assignment.account ?? '–' }) : t('payments.office.no_assignment')}</p>
      {receipt ? <p>{t('payments.office.receipt', { number: receipt.number, date: moment(receipt.at, lang) })}</p> : null}
      <h2>{t('payments.office.attempts')}</h2>
      {attempts.length === 0 ? <p class="st-muted">{t('payments.office.attempts_none')}</p> : (
        <Table
          dense caption={t('payments.office.attempts')} captionHidden
          columns={[{ label: t('payments.office.since'), nowrap: true, rowHeader: true }, { label: t('payments.state') }, { label: t('payments.office.result') }, { label: t('payments.receipt.provider_reference') }, { label: t('payments.amount'), numeric: true, nowrap: true }]}
          rows={attempts.map((attempt) => [moment(attempt.createdAt, lang), t(`payments.attempt.${attempt.state}`), attempt.result ?? '–', attempt.reference ?? '–', money(attempt.amountCents, lang)])}
        />
      )}
      <h2>{t('payments.office.refunds')}</h2>
      {refunds.length === 0 ? <p class="st-muted">{t('payments.office.refunds_none')}</p> : (
        <Table
          dense caption={t('payments.office.refunds')} captionHidden
          columns={[{ label: t('payments.office.since'), nowrap: true, rowHeader: true }, { label: t('payments.state') }, { label: t('payments.office.reason') }, { label: t('payments.office.requested_by') }, { label: t('payments.amount'), numeric: true, nowrap: true }]}
          rows={refunds.map((refund) => [moment(refund.requestedAt, lang), t(`payments.refund.${refund.state}`), refund.reason || t(`payments.refund.kind.${refund.kind}`), refund.requestedBy ? names.get(refund.requestedBy) ?? '–' : t('payments.office.machine'), money(refund.amountCents, lang)])}
        />
      )}
      {mayRefund(ctx) && rest > 0 ? (
        <Section id="erstatten" heading={t('payments.office.ask_refund')}>
          <PostForm action={`/amt/kasse/forderungen/${claim.id}/erstatten`} csrf={csrf}>
            <input type="hidden" name="frei" value={rest} />
            <TextInput t={t} name="betrag" label={t('payments.amount')} hint={t('payments.office.refund_hint', { amount: money(rest, lang) })} value={typed.betrag ?? decimalMoney(euros(rest)).replace('.', ',')} inputmode="decimal" suffix="€" width={10} {...(message && field === 'betrag' ? { error: message } : {})} />
            <TextArea t={t} name="grund" label={t('payments.office.reason')} value={typed.grund ?? ''} maxlength={reasonLimit} rows={3} {...(message && field === 'grund' ? { error: message } : {})} />
            <p class="st-hint">{t('payments.office.four_eyes')}</p>
            <ButtonRow>
              <SubmitButton label={t('payments.office.ask_refund')} />
            </ButtonRow>
          </PostForm>
        </Section>
      ) : null}
    </Stack>
  );
  return page({ title: t('payments.office.claim'), section: 'staff', main, hasErrors: message !== undefined });
}
