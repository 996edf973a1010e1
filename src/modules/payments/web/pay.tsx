import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { external, page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Alert, Button, ButtonRow, Column, ErrorSummary, InsetText, PageHeading, PostForm, Radios, SubmitButton } from '../../../kernel/ui/index.ts';
import type { Desk } from '../desk.ts';
import type { PaymentMethod } from '../providers/provider.ts';
import { attemptsOfClaim } from '../store/attempts.ts';
import type { StoredClaim } from '../store/claims.ts';
import { startAttempt } from '../use-cases/start-attempt.ts';
import { caseLink, feeFacts, openClaim, params, payPath } from './common.tsx';

/** The radio that leads to the transfer form instead of a page. */
const transfer = 'ueberweisung';
const body = z.object({ methode: z.string().max(40).optional(), schluessel: z.uuid() });

export function registerPay(kernel: Kernel, desk: Desk): void {
  kernel.http.route({
    method: 'GET', path: '/bezahlen/:token', summary: 'What is to be paid, its law, and the ways to pay', access: everyone, rateLimit: { max: 120, seconds: 60 }, params,
    async handler(ctx) {
      const claim = await openClaim(kernel, ctx.params.token);
      if (claim.state !== 'due') return redirect(payPath(claim, 'stand'));
      return payPage(desk, ctx, claim, {});
    },
  });
  kernel.http.route({
    method: 'POST', path: '/bezahlen/:token', summary: 'Starts to pay, or goes on with a payment begun before', access: everyone, rateLimit: { max: 20, seconds: 60 }, params, body,
    async handler(ctx) {
      const claim = await openClaim(kernel, ctx.params.token);
      const { methode, schluessel } = ctx.body;
      if (methode === transfer) return redirect(payPath(claim, 'ueberweisung'));
      const methods = await methodsOf(desk);
      if (!methods.some(({ code }) => code === methode)) return payPage(desk, ctx, claim, { error: ctx.t('payments.pay.error.method') });
      const started = await startAttempt(desk, { claim, method: methode!, idempotencyKey: schluessel, lang: ctx.lang === 'en' ? 'en' : 'de' });
      if (started.go === 'page') return external(started.attempt.pageUrl!);
      if (started.go === 'unavailable') return payPage(desk, ctx, claim, { unavailable: true });
      return redirect(payPath(claim, 'stand'));
    },
  });
}

/** What the provider offers now; nothing when it does not answer. */
async function methodsOf(desk: Desk): Promise<readonly PaymentMethod[]> {
  return (await desk.provider?.methods()) ?? [];
}

async function payPage(desk: Desk, ctx: Ctx, claim: StoredClaim, state: { error?: string; unavailable?: boolean }): Promise<Answer> {
  const { t, lang, csrf } = ctx;
  const methods = await methodsOf(desk);
  const newest = (await attemptsOfClaim(desk.kernel.db, claim.id))[0];
  const begun = newest?.state === 'open' && newest.pageUntil > desk.kernel.clock.now();
  const back = caseLink(claim, ctx);
  const title = t('payments.pay.title');
  const main = (
    <Column>
      <ErrorSummary errors={state.error ? [{ name: 'methode', message: state.error }] : []} t={t} />
      <PageHeading title={title} />
      {state.unavailable || (desk.provider && methods.length === 0) ? unavailable(ctx) : null}
      {newest?.state === 'failed' && !state.unavailable ? (
        <Alert tone="warning" title={t('payments.pay.failed')}>
          <p>{t('payments.pay.failed_text')}</p>
        </Alert>
      ) : null}
      {begun ? <InsetText>{t('payments.pay.begun')}</InsetText> : null}
      {feeFacts(claim, t, lang)}
      <PostForm action={payPath(claim)} csrf={csrf}>
        <input type="hidden" name="schluessel" value={uuidv7()} />
        <Radios
          t={t} name="methode" label={t('payments.pay.how')} {...(begun && newest.method ? { value: newest.method } : {})} {...(state.error ? { error: state.error } : {})}
          options={[...methods.map(({ code, name }) => ({ value: code, label: name })), { value: transfer, label: t('payments.pay.transfer'), hint: t('payments.pay.transfer_hint') }]}
        />
        {methods.length > 0 ? <p class="st-hint">{t(desk.kernel.config.demo ? 'payments.pay.leave_demo' : 'payments.pay.leave')}</p> : null}
        <ButtonRow>
          <SubmitButton label={t('payments.pay.go')} icon="arrow" />
          {back ? <Button variant="tertiary" href={back} label={t('payments.pay.later')} /> : null}
        </ButtonRow>
      </PostForm>
    </Column>
  );
  return page({ title, main, hasErrors: state.error !== undefined, ...(state.unavailable ? { status: 503 } : {}) });
}

function unavailable({ t }: Pick<Ctx, 't'>): VNode {
  return (
    <Alert tone="warning" title={t('payments.pay.unavailable')} live>
      <p>{t('payments.pay.unavailable_text')}</p>
    </Alert>
  );
}
