import type { VNode } from 'preact';
import { everyone } from '../../../kernel/access/access.ts';
import { page, redirect, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, formatDate, formatTime } from '../../../kernel/time/index.ts';
import { Alert, Button, ButtonRow, Column, PageHeading } from '../../../kernel/ui/index.ts';
import { rawQuery } from '../api/notify.ts';
import type { Desk } from '../desk.ts';
import type { Attempt, PayerView } from '../domain/attempt.ts';
import { attemptsOfClaim } from '../store/attempts.ts';
import type { StoredClaim } from '../store/claims.ts';
import { receiptOfClaim, type Receipt } from '../store/receipts.ts';
import { receiveHint } from '../use-cases/receive-hint.ts';
import { settle } from '../use-cases/settle.ts';
import { caseLink, feeFacts, openClaim, params, payPath } from './common.tsx';

const tones: Record<PayerView, 'success' | 'info' | 'warning'> = { paid: 'success', pending: 'info', asking: 'info', failed: 'warning', cancelled: 'warning', due: 'info', not_due: 'info', gone: 'info' };

export function registerReturn(kernel: Kernel, desk: Desk): void {
  kernel.http.route({
    method: 'GET', path: '/bezahlen/:token/zurueck', summary: 'The payer comes back from the payment page; at once to an address without data', access: everyone, rateLimit: { max: 60, seconds: 60 }, params,
    async handler(ctx) {
      const claim = await openClaim(kernel, ctx.params.token);
      const query = rawQuery(ctx.path);
      // only a hint: the page after it shows what is stored and asks the provider itself
      if (query !== '') await receiveHint(desk, 'redirect', query);
      return redirect(payPath(claim, 'stand'));
    },
  });
  kernel.http.route({
    method: 'GET', path: '/bezahlen/:token/stand', summary: 'How the payment stands', access: everyone, rateLimit: { max: 120, seconds: 60 }, params,
    async handler(ctx) {
      const claim = await openClaim(kernel, ctx.params.token);
      const newest = (await attemptsOfClaim(kernel.db, claim.id))[0];
      // whoever looks asks the provider as well, so that nobody waits for a message that was lost
      const attempt = claim.state === 'due' && newest && newest.reference !== null && newest.state !== 'paid' ? await settle(desk, newest, 'poll') : newest;
      const now = attempt?.state === 'paid' ? await openClaim(kernel, ctx.params.token) : claim;
      return standPage(ctx, now, viewOf(now, attempt), await receiptOfClaim(kernel.db, now.id));
    },
  });
}

/** What the payer is told, from what is stored. */
export function viewOf(claim: Pick<StoredClaim, 'state'>, attempt: Pick<Attempt, 'state' | 'result'> | undefined): PayerView {
  if (claim.state === 'announced') return 'not_due';
  if (claim.state === 'settled') return 'paid';
  if (claim.state !== 'due') return 'gone';
  if (!attempt) return 'due';
  if (attempt.state === 'failed') return attempt.result === cancelledByPayer ? 'cancelled' : 'failed';
  if (attempt.state === 'expired') return 'due';
  return attempt.state === 'open' ? 'pending' : 'asking';
}

/** GiroCheckout: aborted by the payer. */
const cancelledByPayer = '4502';

function standPage(ctx: Ctx, claim: StoredClaim, view: PayerView, receipt: Receipt | undefined) {
  const { t, lang } = ctx;
  const title = t(`payments.stand.${view}`);
  const back = caseLink(claim, ctx);
  const open = view === 'failed' || view === 'cancelled' || view === 'due';
  const main = (
    <Column>
      <PageHeading title={title} caption={claim.purpose} />
      <Alert tone={tones[view]} title={t(`payments.stand.${view}.title`)} live>
        <p>{t(`payments.stand.${view}.text`)}</p>
      </Alert>
      {receipt ? paidFacts(ctx, receipt) : null}
      {feeFacts(claim, t, lang)}
      <ButtonRow>
        {receipt ? <Button variant="primary" href={payPath(claim, 'quittung')} label={t('payments.receipt.get')} icon="file" download /> : null}
        {open ? <Button variant="primary" href={payPath(claim)} label={t('payments.stand.again')} icon="arrow" /> : null}
        {view === 'pending' || view === 'asking' ? <Button variant="primary" href={payPath(claim, 'stand')} label={t('payments.stand.reload')} /> : null}
        {view === 'pending' ? <Button href={payPath(claim)} label={t('payments.stand.continue')} /> : null}
        {back ? <Button href={back} label={t('payments.stand.case')} /> : null}
      </ButtonRow>
    </Column>
  );
  return page({ title, main });
}

function paidFacts({ t, lang }: Ctx, receipt: Receipt): VNode {
  return <p>{t('payments.stand.paid.at', { date: formatDate(dateOf(receipt.at), lang), time: formatTime(receipt.at, lang), number: receipt.number })}</p>;
}
