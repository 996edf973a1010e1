import * as z from 'zod';
import { citizen } from '../../../kernel/access/access.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { ButtonRow, PostForm, SubmitButton } from '../../../kernel/ui/index.ts';
import { readEmail } from '../domain/email.ts';
import { passwordFits, passwordProblem } from '../domain/passwords.ts';
import type { AccountRow } from '../store.ts';
import { changePassword, requestEmailChange } from '../use-cases/change-login.ts';
import { EmailField, FormPage, ownAccount, PasswordField, text, type Errors } from './parts.tsx';

type View = Pick<Ctx, 't' | 'csrf'>;

/** The password is asked again before anything of the log-in changes. Undefined: it fits. */
export async function currentPasswordProblem(ctx: Pick<Ctx, 'withinLimit'>, account: AccountRow, password: string): Promise<string | undefined> {
  if (!(await ctx.withinLimit({ bucket: 'konto.password', subject: account.id, max: 10, seconds: 900 }))) return 'directory.error.too_many';
  return (await passwordFits(account.password_hash, password)) ? undefined : 'directory.error.password_wrong';
}

export function registerChangeLogin(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/konto/sicherheit/passwort', summary: 'Change the password', access: citizen, handler: (ctx) => passwordPage(ctx, {}) });
  kernel.http.route({
    method: 'POST', path: '/konto/sicherheit/passwort', summary: 'Set a new password', access: citizen, body: z.object({ current: text, password: text }),
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      const wrong = await currentPasswordProblem(ctx, account, ctx.body.current);
      const problem = passwordProblem(ctx.body.password, account.email);
      if (wrong || problem) return passwordPage(ctx, { ...(wrong ? { current: wrong } : {}), ...(problem ? { password: problem } : {}) });
      await changePassword(kernel, account, ctx.body.password, { id: ctx.session!.id, device: ctx.device });
      return redirect('/konto/sicherheit?hinweis=passwort');
    },
  });
  kernel.http.route({ method: 'GET', path: '/konto/sicherheit/e-mail', summary: 'Change the e-mail address', access: citizen, handler: (ctx) => emailPage(ctx, '', {}) });
  kernel.http.route({
    method: 'POST', path: '/konto/sicherheit/e-mail', summary: 'Mail a link to the new address', access: citizen, body: z.object({ email: text, current: text }),
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      const email = readEmail(ctx.body.email);
      const problem = email === undefined ? 'directory.error.email' : email === account.email ? 'directory.error.email_same' : undefined;
      const wrong = await currentPasswordProblem(ctx, account, ctx.body.current);
      if (problem || wrong || !email) return emailPage(ctx, ctx.body.email, { ...(problem ? { email: problem } : {}), ...(wrong ? { current: wrong } : {}) });
      await requestEmailChange(kernel, account.id, email);
      return redirect('/konto/sicherheit?hinweis=adresse-gesendet');
    },
  });
}

function passwordPage({ t, csrf }: View, errors: Errors): Answer {
  const title = t('directory.password.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.password.lead')} errors={errors} back={{ href: '/konto/sicherheit', label: t('directory.security.title') }}>
      <PostForm action="/konto/sicherheit/passwort" csrf={csrf}>
        <PasswordField t={t} errors={errors} kind="current" name="current" label={t('directory.field.current_password')} />
        <PasswordField t={t} errors={errors} kind="new" />
        <ButtonRow>
          <SubmitButton label={t('directory.password.button')} icon="check" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'account', hasErrors: Object.keys(errors).length > 0 });
}

function emailPage({ t, csrf }: View, email: string, errors: Errors): Answer {
  const title = t('directory.email.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.email.lead')} errors={errors} back={{ href: '/konto/sicherheit', label: t('directory.security.title') }}>
      <PostForm action="/konto/sicherheit/e-mail" csrf={csrf}>
        <EmailField t={t} value={email} errors={errors} label={t('directory.field.new_email')} />
        <PasswordField t={t} errors={errors} kind="current" name="current" label={t('directory.field.current_password')} />
        <ButtonRow>
          <SubmitButton label={t('directory.email.button')} icon="mail" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'account', hasErrors: Object.keys(errors).length > 0 });
}
