import * as z from 'zod';
import { citizen, everyone } from '../../../kernel/access/access.ts';
import { file, page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Alert, Button, ButtonRow, Declaration, PostForm, Section } from '../../../kernel/ui/index.ts';
import { eraseAccount } from '../use-cases/erase-account.ts';
import { currentPasswordProblem } from './change-login.tsx';
import { err, FormPage, ownAccount, PasswordField, text, type Errors } from './parts.tsx';

/** `/konto/daten`: everything the house knows about somebody, to take along (Art. 15, 20 DSGVO) and to erase (Art. 17). */
export function registerData(kernel: Kernel): void {
  kernel.http.route({ method: 'GET', path: '/konto/daten', summary: 'Own data: download and erasure', access: citizen, handler: dataPage });
  kernel.http.route({
    method: 'GET', path: '/konto/daten/herunterladen', summary: 'Download of all own data as JSON', access: citizen, rateLimit: { max: 30, seconds: 3600 },
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      const data = { exportedAt: kernel.clock.now().toISOString(), ...(await kernel.privacy.exportAll(kernel.db, account.id)) };
      return file({ body: Buffer.from(JSON.stringify(data, null, 2)), mime: 'application/json; charset=utf-8', name: `stadttor-meine-daten-${kernel.clock.today()}.json` });
    },
  });
  kernel.http.route({ method: 'GET', path: '/konto/daten/loeschen', summary: 'Ask before erasing the account', access: citizen, handler: (ctx) => erasePage(ctx, {}) });
  kernel.http.route({
    method: 'POST', path: '/konto/daten/loeschen', summary: 'Erase the account', access: citizen, body: z.object({ current: text, sure: text }),
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      const wrong = await currentPasswordProblem(ctx, account, ctx.body.current);
      const errors: Errors = { ...(wrong ? { current: wrong } : {}), ...(ctx.body.sure === 'ja' ? {} : { sure: 'directory.error.sure' }) };
      if (Object.keys(errors).length > 0) return erasePage(ctx, errors);
      const kept = await eraseAccount(kernel, account.id);
      await ctx.signOut();
      return redirect(kept.length > 0 ? `/konto/geloescht?bleibt=${encodeURIComponent(kept.join(','))}` : '/konto/geloescht');
    },
  });
  kernel.http.route({
    method: 'GET', path: '/konto/geloescht', summary: 'Say what was erased and what the law keeps', access: everyone, query: z.object({ bleibt: z.string().max(1000).regex(/^[a-z0-9_.,]+$/).optional().catch(undefined) }),
    handler(ctx) {
      const kept = (ctx.query.bleibt ?? '').split(',').filter((key) => kernel.i18n.has('de', key));
      return erasedPage(ctx, kept);
    },
  });
}

function dataPage({ t }: Pick<Ctx, 't'>): Answer {
  const title = t('directory.data.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.data.lead')} back={{ href: '/konto', label: t('directory.back.account') }}>
      <Section heading={t('directory.data.export')} intro={t('directory.data.export.text')}>
        <ButtonRow>
          <Button label={t('directory.data.export.button')} href="/konto/daten/herunterladen" icon="file" download />
        </ButtonRow>
      </Section>
      <Section heading={t('directory.data.erase')} intro={t('directory.data.erase.text')}>
        <ButtonRow>
          <Button label={t('directory.data.erase.button')} href="/konto/daten/loeschen" variant="danger" />
        </ButtonRow>
      </Section>
    </FormPage>
  );
  return page({ title, main, section: 'account' });
}

function erasePage({ t, csrf }: Pick<Ctx, 't' | 'csrf'>, errors: Errors): Answer {
  const title = t('directory.erase.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.erase.lead')} errors={errors} back={{ href: '/konto/daten', label: t('directory.data.title') }}>
      <Alert tone="warning" title={t('directory.erase.warning')}>
        {t('directory.erase.warning.text')}
      </Alert>
      <PostForm action="/konto/daten/loeschen" csrf={csrf}>
        <PasswordField t={t} errors={errors} kind="current" name="current" label={t('directory.field.current_password')} />
        <Declaration name="sure" label={t('directory.erase.sure')} t={t} {...err(errors, 'sure', t)} />
        <ButtonRow>
          <Button label={t('directory.erase.button')} variant="danger" />
          <Button label={t('directory.erase.cancel')} href="/konto/daten" variant="tertiary" />
        </ButtonRow>
      </PostForm>
    </FormPage>
  );
  return page({ title, main, section: 'account', hasErrors: Object.keys(errors).length > 0 });
}

function erasedPage({ t }: Pick<Ctx, 't'>, kept: string[]): Answer {
  const title = t('directory.erased.title');
  const main = (
    <FormPage t={t} title={title} lead={t('directory.erased.lead')}>
      {kept.length > 0 ? (
        <Section heading={t('directory.erased.kept')}>
          <ul>
            {kept.map((key) => (
              <li>{t(key)}</li>
            ))}
          </ul>
        </Section>
      ) : null}
      <ButtonRow>
        <Button label={t('directory.erased.home')} href="/" variant="primary" />
      </ButtonRow>
    </FormPage>
  );
  return page({ title, main, section: 'portal' });
}
