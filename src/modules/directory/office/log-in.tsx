import * as z from 'zod';
import { everyone } from '../../../kernel/access/access.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Alert, ButtonRow, PostForm, SubmitButton } from '../../../kernel/ui/index.ts';
import { staffPrincipal } from '../account.ts';
import { nextPath } from '../domain/next-path.ts';
import { passwordProblem } from '../domain/passwords.ts';
import { hashToken } from '../domain/tokens.ts';
import { dropLoginStep, loginStep, staffById, tokenPerson } from '../store.ts';
import { browserKey, loginAllowed, logInStaff, openSeed, rememberStep } from '../use-cases/log-in.ts';
import { acceptInvitation } from '../use-cases/manage-staff.ts';
import { setUpStaffCodes } from '../use-cases/second-factor.ts';
import { deadLink } from '../web/register.tsx';
import { CodeField, EmailField, FormPage, PasswordField, text, tokenParams, type Errors } from '../web/parts.tsx';
import { seedView } from '../web/seed-view.tsx';

const notices = ['abgemeldet', 'passwort', 'zeit'] as const;
type Notice = (typeof notices)[number];
type View = Pick<Ctx, 't' | 'csrf'>;

/** `/amt/anmelden`: password and one-time code in one step; the second factor is compulsory from the first login on. */
export function registerStaffLogIn(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/amt/anmelden', summary: 'Log in as staff', access: everyone, query: z.object({ weiter: z.string().max(500).optional().catch(undefined), hinweis: z.enum(notices).optional().catch(undefined) }),
    handler: (ctx) => (ctx.principal.kind === 'staff' ? redirect(nextPath(ctx.query.weiter, '/amt')) : loginPage(kernel, ctx, { email: '', next: nextPath(ctx.query.weiter, ''), notice: ctx.query.hinweis })),
  });
  kernel.http.route({
    method: 'POST', path: '/amt/anmelden', summary: 'Check e-mail, password and one-time code', access: everyone, body: z.object({ email: text, password: text, code: text, weiter: text }),
    async handler(ctx) {
      const email = ctx.body.email.trim().toLowerCase();
      const next = nextPath(ctx.body.weiter, '/amt');
      if (!(await loginAllowed(kernel, ctx, 'amt', email))) return loginPage(kernel, ctx, { email, next, errors: { '': 'directory.error.too_many' }, status: 429 });
      const result = await logInStaff(kernel, { email, password: ctx.body.password, code: ctx.body.code, device: ctx.device });
      if (result.kind === 'refused') return loginPage(kernel, ctx, { email, next, errors: { email: 'directory.error.staff_login' } });
      if (result.kind === 'set_up') {
        await rememberStep(kernel, ctx, { kind: 'staff', personId: result.staff.id, next, seed: result.seed });
        return redirect('/amt/anmelden/einrichten');
      }
      await ctx.signIn(staffPrincipal(result.staff), 'niedrig');
      return redirect(next);
    },
  });
  kernel.http.route({
    method: 'GET', path: '/amt/anmelden/einrichten', summary: 'Set up the second factor at the first login', access: everyone,
    handler: (ctx) => setUpPage(kernel, ctx, {}),
  });
  kernel.http.route({
    method: 'POST', path: '/amt/anmelden/einrichten', summary: 'Check the first one-time code', access: everyone, body: z.object({ code: text }), rateLimit: { max: 30, seconds: 900 },
    async handler(ctx) {
      const browser = browserKey(kernel, ctx);
      const step = await loginStep(kernel.db, 'staff', browser, kernel.clock.now());
      const staff = step && (await staffById(kernel.db, step.person_id));
      if (!step?.seed || !staff?.active || staff.code_seed) return redirect('/amt/anmelden?hinweis=zeit');
      if (!(await setUpStaffCodes(kernel, staff.id, step.seed, ctx.body.code))) return setUpPage(kernel, ctx, { code: 'directory.error.code' });
      await dropLoginStep(kernel.db, browser);
      await ctx.signIn(staffPrincipal(staff), 'niedrig');
      return redirect(step.next_path);
    },
  });
  kernel.http.route({
    method: 'GET', path: '/amt/einladung/:token', summary: 'Choose a password after an invitation', access: everyone, params: tokenParams,
    handler: async (ctx) => ((await tokenPerson(kernel.db, 'staff_invitation', hashToken(ctx.params.token), kernel.clock.now())) ? invitationPage(ctx, ctx.params.token, {}) : deadLink(ctx, '/amt/anmelden', 'staff')),
  });
  kernel.http.route({
    method: 'POST', path: '/amt/einladung/:token', summary: 'Take the invitation', access: everyone, params: tokenParams, body: z.object({ password: text }), rateLimit: { max: 30, seconds: 900 },
    async handler(ctx) {
      const person = await tokenPerson(kernel.db, 'staff_invitation', hashToken(ctx.params.token), kernel.clock.now());
      const staff = person && (await staffById(kernel.db, person));
      if (!staff) return deadLink(ctx, '/amt/anmelden', 'staff');
      const problem = passwordProblem(ctx.body.password, staff.email);
      if (problem) return invitationPage(ctx, ctx.params.token, { password: problem });
      return (await acceptInvitation(kernel, ctx.params.token, ctx.body.password)) ? redirect('/amt/anmelden?hinweis=passwort') : deadLink(ctx, '/amt/anmelden', 'staff');
    },
  });
}

function loginPage(kernel: Kernel, { t, csrf }: View, state: { email: string; next: string; notice?: Notice | undefined; errors?: Errors; status?: number }): Answer {
  const errors = state.errors ?? {};
  const title = t('directory.staff.login.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.staff.login.lead')} errors={errors} notice={state.notice ? { tone: state.notice === 'zeit' ? 'warning' : 'success', title: t(`directory.notice.${state.notice}`) } : undefined}>
      <PostForm action="/amt/anmelden" csrf={csrf}>
        <input type="hidden" name="weiter" value={state.next} />
        <EmailField t={t} value={state.email} errors={errors} />
        <PasswordField t={t} errors={errors} kind="current" />
        <CodeField t={t} errors={errors} hint={t('directory.staff.login.code_hint')} />
        <ButtonRow>
          <SubmitButton label={t('directory.login.button')} icon="arrow" />
        </ButtonRow>
      </PostForm>
      {kernel.config.demo ? (
        <Alert tone="info" title={t('directory.demo.title')}>
          <p>
            <a href="/demo">{t('directory.demo.login_hint')}</a>
          </p>
        </Alert>
      ) : null}
    </FormPage>
  );
  return page({ title, main, section: 'staff', hasErrors: Object.keys(errors).length > 0, ...(state.status ? { status: state.status } : {}) });
}

async function setUpPage(kernel: Kernel, ctx: View, errors: Errors): Promise<Answer> {
  const { t, csrf } = ctx;
  const step = await loginStep(kernel.db, 'staff', browserKey(kernel, ctx), kernel.clock.now());
  const staff = step && (await staffById(kernel.db, step.person_id));
  if (!step?.seed || !staff) return redirect('/amt/anmelden?hinweis=zeit');
  const title = t('directory.staff.set_up.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.staff.set_up.lead')} errors={errors}>
      {await seedView(t, openSeed(kernel, step.seed), staff.email, 'staff')}
      <PostForm action="/amt/anmelden/einrichten" csrf={csrf}>
        <CodeField t={t} errors={errors} label={t('directory.codes.first')} />
        <ButtonRow>
          <SubmitButton label={t('directory.codes.turn_on')} icon="check" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'staff', hasErrors: Object.keys(errors).length > 0 });
}

function invitationPage({ t, csrf }: View, token: string, errors: Errors): Answer {
  const title = t('directory.staff.invitation.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.staff.invitation.lead')} errors={errors}>
      <PostForm action={`/amt/einladung/${token}`} csrf={csrf}>
        <PasswordField t={t} errors={errors} kind="new" />
        <ButtonRow>
          <SubmitButton label={t('directory.new_password.button')} icon="check" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'staff', hasErrors: Object.keys(errors).length > 0 });
}
