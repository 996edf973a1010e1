import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Alert, Button, ButtonRow, Column, InsetText, PageHeading, PostForm, SubmitButton } from '../../../kernel/ui/index.ts';
import { readEmail } from '../domain/email.ts';
import { passwordProblem } from '../domain/passwords.ts';
import { hashToken } from '../domain/tokens.ts';
import { registrationIsOpen } from '../store.ts';
import { confirmRegistration, registerAccount } from '../use-cases/register-account.ts';
import { EmailField, FormPage, PasswordField, text, tokenParams, type Errors } from './parts.tsx';

type View = Pick<Ctx, 't' | 'csrf'>;

/** `/konto/registrieren` and the link of its mail. The answer never says whether the address has an account. */
export function registerRegistration(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/konto/registrieren', summary: 'Register an own account', access: everyone, handler: (ctx) => registerPage(ctx, '', {}) });
  kernel.http.route({
    method: 'POST', path: '/konto/registrieren', summary: 'Note a registration and mail its link', access: everyone, body: z.object({ email: text, password: text }),
    async handler(ctx) {
      const email = readEmail(ctx.body.email);
      const problem = passwordProblem(ctx.body.password, email ?? '');
      const errors: Errors = { ...(email ? {} : { email: 'directory.error.email' }), ...(problem ? { password: problem } : {}) };
      if (!email || problem) return registerPage(ctx, ctx.body.email, errors);
      const allowed = [await ctx.withinLimit({ bucket: 'konto.register', max: 20, seconds: 3600 }), await ctx.withinLimit({ bucket: 'konto.register.email', subject: email, max: 5, seconds: 3600 })];
      if (!allowed.every(Boolean)) return registerPage(ctx, ctx.body.email, { '': 'directory.error.too_many' }, 429);
      await registerAccount(kernel, { email, password: ctx.body.password, lang: ctx.lang });
      return redirect('/konto/registrieren/gesendet');
    },
  });
  kernel.http.route({ method: 'GET', path: '/konto/registrieren/gesendet', summary: 'Say that a mail is on its way', access: everyone, handler: (ctx) => sentPage(kernel, ctx, 'directory.register.sent') });
  kernel.http.route({
    method: 'GET', path: '/konto/bestaetigen/:token', summary: 'Ask to confirm the address', access: everyone, params: tokenParams,
    async handler(ctx) {
      if (!(await registrationIsOpen(kernel.db, hashToken(ctx.params.token), kernel.clock.now()))) return deadLink(ctx, '/konto/registrieren');
      return confirmPage(ctx, { title: ctx.t('directory.confirm.title'), lead: ctx.t('directory.confirm.lead'), action: `/konto/bestaetigen/${ctx.params.token}`, button: ctx.t('directory.confirm.button') });
    },
  });
  kernel.http.route({
    method: 'POST', path: '/konto/bestaetigen/:token', summary: 'Confirm the address', access: everyone, params: tokenParams, rateLimit: { max: 30, seconds: 900 },
    handler: async (ctx) => ((await confirmRegistration(kernel, ctx.params.token)) ? redirect('/konto/anmelden?hinweis=bestaetigt') : deadLink(ctx, '/konto/registrieren')),
  });
}

function registerPage({ t, csrf }: View, email: string, errors: Errors, status?: number): Answer {
  const title = t('directory.register.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.register.lead')} errors={errors} back={{ href: '/konto/anmelden', label: t('directory.back.login') }}>
      <PostForm action="/konto/registrieren" csrf={csrf}>
        <EmailField t={t} value={email} errors={errors} hint={t('directory.register.email_hint')} />
        <PasswordField t={t} errors={errors} kind="new" />
        <InsetText>{t('directory.register.privacy')}</InsetText>
        <ButtonRow>
          <SubmitButton label={t('directory.register.button')} icon="arrow" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'account', hasErrors: Object.keys(errors).length > 0, ...(status ? { status } : {}) });
}

/** The same page for known and unknown addresses. `key` has `.title` and `.text`. */
export function sentPage(kernel: Kernel, { t }: Pick<View, 't'>, key: string): Answer {
  const title = t(`${key}.title`);
  const main = (
    <Column>
      <PageHeading title={title} lead={t(`${key}.text`)} />
      <p>{t('directory.sent.nothing')}</p>
      {kernel.config.demo ? (
        <Alert tone="info" title={t('directory.demo.mail.title')}>
          <p>
            <a href="/demo/post">{t('directory.demo.mail.link')}</a>
          </p>
        </Alert>
      ) : null}
      <Button label={t('directory.back.login')} href="/konto/anmelden" icon="back" />
    </Column>
  );
  return page({ title, main, section: 'account' });
}

/** Opening a link changes nothing (mail scanners open links); this button does. */
export function confirmPage({ csrf }: View, props: { title: string; lead: string; action: string; button: string }): Answer {
  const main = (
    <Column>
      <PageHeading title={props.title} lead={props.lead} />
      <PostForm action={props.action} csrf={csrf}>
        <ButtonRow>
          <SubmitButton label={props.button} icon="check" />
        </ButtonRow>
      </PostForm>
    </Column>
  );
  return page({ title: props.title, main, section: 'account' });
}

/** One answer for used, expired and invented links: 410, and where to get a new one. */
export function deadLink({ t }: Pick<View, 't'>, again: string, section: 'account' | 'staff' = 'account'): Answer {
  const title = t('directory.dead_link.title');
  const main = (
    <Column>
      <PageHeading title={title} lead={t(section === 'staff' ? 'directory.dead_link.staff' : 'directory.dead_link.text')} />
      <ButtonRow>
        <Button label={t(section === 'staff' ? 'directory.back.login' : 'directory.dead_link.again')} href={again} variant="primary" />
      </ButtonRow>
    </Column>
  );
  return page({ title, main, section, status: 410 });
}
