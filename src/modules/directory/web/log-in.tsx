import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { ButtonRow, LinkList, PostForm, Section, SubmitButton } from '../../../kernel/ui/index.ts';
import { citizenPrincipal } from '../account.ts';
import { nextPath } from '../domain/next-path.ts';
import { browserKey, checkPassword, loginAllowed, rememberStep, secondFactorFits } from '../use-cases/log-in.ts';
import { accountById, dropLoginStep, loginStep } from '../store.ts';
import { CodeField, EmailField, FormPage, PasswordField, text, type Errors } from './parts.tsx';

const notices = ['abgemeldet', 'bestaetigt', 'passwort', 'adresse', 'zeit'] as const;
const query = z.object({ weiter: z.string().max(500).optional().catch(undefined), hinweis: z.enum(notices).optional().catch(undefined) });

/** `/konto/anmelden`: e-mail and password, then the one-time code for those who set one up; `/abmelden`. */
export function registerLogIn(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/konto/anmelden', summary: 'Log in with an own account', access: everyone, query,
    handler: (ctx) => (ctx.principal.kind === 'citizen' ? redirect(nextPath(ctx.query.weiter, '/konto')) : loginPage(ctx, { email: '', next: nextPath(ctx.query.weiter, ''), notice: ctx.query.hinweis })),
  });
  kernel.http.route({
    method: 'POST', path: '/konto/anmelden', summary: 'Check e-mail and password', access: everyone, body: z.object({ email: text, password: text, weiter: text }),
    async handler(ctx) {
      const email = ctx.body.email.trim().toLowerCase();
      const next = nextPath(ctx.body.weiter, '/konto');
      if (!(await loginAllowed(kernel, ctx, 'konto', email))) return loginPage(ctx, { email, next, errors: { '': 'directory.error.too_many' }, status: 429 });
      const account = await checkPassword(kernel, email, ctx.body.password);
      if (!account) return loginPage(ctx, { email, next, errors: { email: 'directory.error.login' } });
      if (account.code_seed) {
        await rememberStep(kernel, ctx, { kind: 'citizen', personId: account.id, next });
        return redirect('/konto/anmelden/code');
      }
      await ctx.signIn(await citizenPrincipal(kernel, account), 'basis');
      return redirect(next);
    },
  });
  kernel.http.route({
    method: 'GET', path: '/konto/anmelden/code', summary: 'Ask for the one-time code', access: everyone,
    handler: async (ctx) => ((await loginStep(kernel.db, 'citizen', browserKey(kernel, ctx), kernel.clock.now())) ? codePage(ctx, {}) : redirect('/konto/anmelden?hinweis=zeit')),
  });
  kernel.http.route({
    method: 'POST', path: '/konto/anmelden/code', summary: 'Check the one-time code', access: everyone, body: z.object({ code: text }),
    async handler(ctx) {
      const browser = browserKey(kernel, ctx);
      const step = await loginStep(kernel.db, 'citizen', browser, kernel.clock.now());
      const account = step && (await accountById(kernel.db, step.person_id));
      if (!step || !account) return redirect('/konto/anmelden?hinweis=zeit');
      if (!(await ctx.withinLimit({ bucket: 'konto.code', subject: account.id, max: 10, seconds: 900 }))) return codePage(ctx, { '': 'directory.error.too_many' }, 429);
      if (!(await secondFactorFits(kernel, account, ctx.body.code, ctx.device))) return codePage(ctx, { code: 'directory.error.code' });
      await dropLoginStep(kernel.db, browser);
      await ctx.signIn(await citizenPrincipal(kernel, account), 'basis');
      return redirect(step.next_path);
    },
  });
  kernel.http.route({
    method: 'POST', path: '/abmelden', summary: 'Log out', access: everyone,
    async handler(ctx) {
      const wasStaff = ctx.principal.kind === 'staff';
      await ctx.signOut();
      return redirect(wasStaff ? '/amt/anmelden?hinweis=abgemeldet' : '/konto/anmelden?hinweis=abgemeldet');
    },
  });
}

function loginPage(ctx: Pick<Ctx, 't' | 'csrf'>, state: { email: string; next: string; notice?: (typeof notices)[number] | undefined; errors?: Errors; status?: number }): Answer {
  const { t, csrf } = ctx;
  const errors = state.errors ?? {};
  const title = t('directory.login.title');
  const notice = state.notice ? { tone: state.notice === 'zeit' ? ('warning' as const) : ('success' as const), title: t(`directory.notice.${state.notice}`) } : undefined;
  const main = (
    <FormPage t={t} title={title} lead={t('directory.login.lead')} errors={errors} notice={notice}>
      <PostForm action="/konto/anmelden" csrf={csrf}>
        <input type="hidden" name="weiter" value={state.next} />
        <EmailField t={t} value={state.email} errors={errors} />
        <PasswordField t={t} errors={errors} kind="current" />
        <ButtonRow>
          <SubmitButton label={t('directory.login.button')} icon="arrow" />
        </ButtonRow>
      </PostForm>
      <Section heading={t('directory.login.help')}>
        <LinkList
          links={[
            { href: '/konto/registrieren', label: t('directory.register.title'), hint: t('directory.login.register_hint') },
            { href: '/konto/passwort-vergessen', label: t('directory.reset.title'), hint: t('directory.login.reset_hint') },
            { href: '/amt/anmelden', label: t('directory.login.staff') },
          ]}
        />
      </Section>
    </FormPage>
  );
  return page({ title, main, section: 'account', hasErrors: Object.keys(errors).length > 0, ...(state.status ? { status: state.status } : {}) });
}

function codePage(ctx: Pick<Ctx, 't' | 'csrf'>, errors: Errors, status?: number): Answer {
  const { t, csrf } = ctx;
  const title = t('directory.code.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.code.lead')} errors={errors} back={{ href: '/konto/anmelden', label: t('directory.back.login') }}>
      <PostForm action="/konto/anmelden/code" csrf={csrf}>
        <CodeField t={t} errors={errors} hint={t('directory.code.hint')} recovery />
        <ButtonRow>
          <SubmitButton label={t('directory.login.button')} icon="arrow" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'account', hasErrors: Object.keys(errors).length > 0, ...(status ? { status } : {}) });
}
