import * as z from 'zod';
import { citizen } from '../../../kernel/access/access.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Alert, Button, ButtonRow, PostForm, SubmitButton } from '../../../kernel/ui/index.ts';
import { accountById, countRecoveryCodes, type AccountRow } from '../store.ts';
import { openSeed } from '../use-cases/log-in.ts';
import { beginCodes, turnCodesOff, turnCodesOn } from '../use-cases/second-factor.ts';
import { currentPasswordProblem } from './change-login.tsx';
import { CodeField, FormPage, ownAccount, PasswordField, text, type Errors } from './parts.tsx';
import { seedView } from './seed-view.tsx';

const path = '/konto/sicherheit/einmalcode';
const back = (t: Ctx['t']) => ({ href: '/konto/sicherheit', label: t('directory.security.title') });

/** Setting up and giving up one-time codes; the password is asked before either. */
export function registerSecondFactor(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path, summary: 'One-time codes: off, being set up, on', access: citizen,
    handler: async (ctx) => statePage(kernel, ctx, await ownAccount(kernel, ctx), {}),
  });
  kernel.http.route({
    method: 'POST', path: `${path}/beginnen`, summary: 'Begin to set up one-time codes', access: citizen, body: z.object({ current: text }),
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      if (account.code_seed) return redirect(path);
      const wrong = await currentPasswordProblem(ctx, account, ctx.body.current);
      if (wrong) return statePage(kernel, ctx, account, { current: wrong });
      await beginCodes(kernel, account);
      return redirect(path);
    },
  });
  kernel.http.route({
    method: 'POST', path: `${path}/bestaetigen`, summary: 'Turn one-time codes on with the first code', access: citizen, body: z.object({ code: text }),
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      if (account.code_seed || !account.code_pending) return redirect(path);
      if (!(await ctx.withinLimit({ bucket: 'konto.code', subject: account.id, max: 10, seconds: 900 }))) return statePage(kernel, ctx, account, { code: 'directory.error.too_many' });
      const codes = await turnCodesOn(kernel, account, ctx.body.code, ctx.device);
      // shown in the answer itself: they are stored as hashes only, no later page could show them
      return codes ? recoveryPage(ctx, codes) : statePage(kernel, ctx, account, { code: 'directory.error.code' });
    },
  });
  kernel.http.route({
    method: 'POST', path: `${path}/aus`, summary: 'Turn one-time codes off', access: citizen, body: z.object({ current: text }),
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      const wrong = await currentPasswordProblem(ctx, account, ctx.body.current);
      if (wrong) return statePage(kernel, ctx, account, { current: wrong });
      await turnCodesOff(kernel, account, ctx.device);
      return redirect('/konto/sicherheit?hinweis=codes-aus');
    },
  });
}

async function statePage(kernel: Kernel, ctx: Pick<Ctx, 't' | 'csrf'>, given: AccountRow, errors: Errors): Promise<Answer> {
  const { t, csrf } = ctx;
  const account = (await accountById(kernel.db, given.id)) ?? given;
  const title = t('directory.codes.title');
  const hasErrors = Object.keys(errors).length > 0;
  const frame = { t, title, errors, back: back(t) };
  if (account.code_seed) {
    const left = await countRecoveryCodes(kernel.db, account.id);
    const main = (
      <FormPage {...frame} lead={t('directory.codes.on', { left })}>
        <PostForm action={`${path}/aus`} csrf={csrf}>
          <p>{t('directory.codes.off_lead')}</p>
          <PasswordField t={t} errors={errors} kind="current" name="current" label={t('directory.field.current_password')} />
          <ButtonRow>
            <Button label={t('directory.codes.turn_off')} variant="danger" />
          </ButtonRow>
        </PostForm>
      </FormPage>
    );
    return page({ title, main, section: 'account', hasErrors });
  }
  if (account.code_pending) {
    const main = (
      <FormPage {...frame} lead={t('directory.codes.scan')}>
        {await seedView(t, openSeed(kernel, account.code_pending), account.email, 'account')}
        <PostForm action={`${path}/bestaetigen`} csrf={csrf}>
          <CodeField t={t} errors={errors} label={t('directory.codes.first')} />
          <ButtonRow>
            <SubmitButton label={t('directory.codes.turn_on')} icon="check" />
          </ButtonRow>
        </PostForm>
      </FormPage>
    );
    return page({ title, main, section: 'account', hasErrors });
  }
  const main = (
    <FormPage {...frame} lead={t('directory.codes.lead')}>
      <PostForm action={`${path}/beginnen`} csrf={csrf}>
        <PasswordField t={t} errors={errors} kind="current" name="current" label={t('directory.field.current_password')} />
        <ButtonRow>
          <SubmitButton label={t('directory.codes.begin')} icon="arrow" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'account', hasErrors });
}

function recoveryPage({ t }: Pick<Ctx, 't'>, codes: string[]): Answer {
  const title = t('directory.recovery.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.recovery.lead')} notice={{ tone: 'success', title: t('directory.codes.done') }}>
      <ul aria-label={title}>
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Alert tone="warning" title={t('directory.recovery.once')} />
      <ButtonRow>
        <Button label={t('directory.recovery.kept')} href="/konto/sicherheit" variant="primary" />
      </ButtonRow>
    </FormPage>
  );
  return page({ title, main, section: 'account' });
}
