import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { ButtonRow, PostForm, SubmitButton } from '../../../kernel/ui/index.ts';
import { readEmail } from '../domain/email.ts';
import { passwordProblem } from '../domain/passwords.ts';
import { hashToken } from '../domain/tokens.ts';
import { accountById, tokenIsOpen, tokenPerson } from '../store.ts';
import { confirmEmailChange, requestPasswordReset, resetPassword } from '../use-cases/change-login.ts';
import { EmailField, FormPage, PasswordField, text, tokenParams, type Errors } from './parts.tsx';
import { confirmPage, deadLink, sentPage } from './register.tsx';

type View = Pick<Ctx, 't' | 'csrf'>;

/** Forgotten password and the links for a new password and a new address. */
export function registerReset(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/konto/passwort-vergessen', summary: 'Ask for a new password', access: everyone, handler: (ctx) => askPage(ctx, '', {}) });
  kernel.http.route({
    method: 'POST', path: '/konto/passwort-vergessen', summary: 'Mail a link for a new password', access: everyone, body: z.object({ email: text }),
    async handler(ctx) {
      const email = readEmail(ctx.body.email);
      if (!email) return askPage(ctx, ctx.body.email, { email: 'directory.error.email' });
      const allowed = [await ctx.withinLimit({ bucket: 'konto.reset', max: 20, seconds: 3600 }), await ctx.withinLimit({ bucket: 'konto.reset.email', subject: email, max: 5, seconds: 3600 })];
      if (!allowed.every(Boolean)) return askPage(ctx, ctx.body.email, { '': 'directory.error.too_many' }, 429);
      await requestPasswordReset(kernel, email);
      return redirect('/konto/passwort-vergessen/gesendet');
    },
  });
  kernel.http.route({ method: 'GET', path: '/konto/passwort-vergessen/gesendet', summary: 'Say that a mail is on its way, if there is an account', access: everyone, handler: (ctx) => sentPage(kernel, ctx, 'directory.reset.sent') });
  kernel.http.route({
    method: 'GET', path: '/konto/neues-passwort/:token', summary: 'Choose a new password', access: everyone, params: tokenParams,
    handler: async (ctx) => ((await tokenIsOpen(kernel.db, 'password_reset', hashToken(ctx.params.token), kernel.clock.now())) ? newPasswordPage(ctx, ctx.params.token, {}) : deadLink(ctx, '/konto/passwort-vergessen')),
  });
  kernel.http.route({
    method: 'POST', path: '/konto/neues-passwort/:token', summary: 'Set a new password', access: everyone, params: tokenParams, body: z.object({ password: text }), rateLimit: { max: 30, seconds: 900 },
    async handler(ctx) {
      const person = await tokenPerson(kernel.db, 'password_reset', hashToken(ctx.params.token), kernel.clock.now());
      const account = person && (await accountById(kernel.db, person));
      if (!account) return deadLink(ctx, '/konto/passwort-vergessen');
      const problem = passwordProblem(ctx.body.password, account.email);
      if (problem) return newPasswordPage(ctx, ctx.params.token, { password: problem });
      const done = await resetPassword(kernel, ctx.params.token, ctx.body.password, ctx.device);
      return done ? redirect('/konto/anmelden?hinweis=passwort') : deadLink(ctx, '/konto/passwort-vergessen');
    },
  });
  kernel.http.route({
    method: 'GET', path: '/konto/neue-adresse/:token', summary: 'Ask to confirm a new e-mail address', access: everyone, params: tokenParams,
    async handler(ctx) {
      if (!(await tokenIsOpen(kernel.db, 'email_change', hashToken(ctx.params.token), kernel.clock.now()))) return deadLink(ctx, '/konto/sicherheit/e-mail');
      return confirmPage(ctx, { title: ctx.t('directory.email_confirm.title'), lead: ctx.t('directory.email_confirm.lead'), action: `/konto/neue-adresse/${ctx.params.token}`, button: ctx.t('directory.confirm.button') });
    },
  });
  kernel.http.route({
    method: 'POST', path: '/konto/neue-adresse/:token', summary: 'Move the account to the new e-mail address', access: everyone, params: tokenParams, rateLimit: { max: 30, seconds: 900 },
    async handler(ctx) {
      if (!(await confirmEmailChange(kernel, ctx.params.token, ctx.device))) return deadLink(ctx, '/konto/sicherheit/e-mail');
      return redirect(ctx.principal.kind === 'citizen' ? '/konto/sicherheit?hinweis=adresse' : '/konto/anmelden?hinweis=adresse');
    },
  });
}

function askPage({ t, csrf }: View, email: string, errors: Errors, status?: number): Answer {
  const title = t('directory.reset.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.reset.lead')} errors={errors} back={{ href: '/konto/anmelden', label: t('directory.back.login') }}>
      <PostForm action="/konto/passwort-vergessen" csrf={csrf}>
        <EmailField t={t} value={email} errors={errors} />
        <ButtonRow>
          <SubmitButton label={t('directory.reset.button')} icon="mail" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'account', hasErrors: Object.keys(errors).length > 0, ...(status ? { status } : {}) });
}

function newPasswordPage({ t, csrf }: View, token: string, errors: Errors): Answer {
  const title = t('directory.new_password.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.new_password.lead')} errors={errors}>
      <PostForm action={`/konto/neues-passwort/${token}`} csrf={csrf}>
        <PasswordField t={t} errors={errors} kind="new" />
        <ButtonRow>
          <SubmitButton label={t('directory.new_password.button')} icon="check" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'account', hasErrors: Object.keys(errors).length > 0 });
}
