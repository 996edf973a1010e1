import type { VNode } from 'preact';
import * as z from 'zod';
import { citizen } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Session } from '../../../kernel/session/sessions.ts';
import { Badge, Button, ButtonRow, PostForm, Section, SummaryList, Table } from '../../../kernel/ui/index.ts';
import { countRecoveryCodes, recentLogins, type AccountRow } from '../store.ts';
import { FormPage, momentText, ownAccount, shortMoment, text } from './parts.tsx';

const notices = ['passwort', 'adresse', 'adresse-gesendet', 'codes-aus', 'sitzung'] as const;

/** `/konto/sicherheit`: e-mail, password, one-time codes, and where one is logged in. */
export function registerSecurity(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/konto/sicherheit', summary: 'Log-in, second factor and log-ins', access: citizen, query: z.object({ hinweis: z.enum(notices).optional().catch(undefined) }),
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      return securityPage(kernel, ctx, account, await kernel.sessions.list(account.id), ctx.query.hinweis);
    },
  });
  kernel.http.route({
    method: 'POST', path: '/konto/sicherheit/abmelden', summary: 'End one or all other log-ins', access: citizen, body: z.object({ sitzung: text }),
    async handler(ctx) {
      const account = await ownAccount(kernel, ctx);
      if (ctx.body.sitzung === 'alle') await kernel.sessions.endAll(kernel.db, account.id, ctx.session!.id);
      else {
        const session = (await kernel.sessions.list(account.id)).find((entry) => entry.id === ctx.body.sitzung);
        if (!session) throw notFound();
        await kernel.sessions.end(kernel.db, session.id);
      }
      return redirect('/konto/sicherheit?hinweis=sitzung');
    },
  });
}

async function securityPage(kernel: Kernel, ctx: Ctx, account: AccountRow, sessions: Session[], notice: (typeof notices)[number] | undefined): Promise<Answer> {
  const { t, csrf, lang } = ctx;
  const title = t('directory.security.title');
  const on = account.code_seed !== null;
  const left = on ? await countRecoveryCodes(kernel.db, account.id) : 0;
  const events = await recentLogins(kernel.db, account.id);
  const main = (
    <FormPage t={t} title={title} back={{ href: '/konto', label: t('directory.back.account') }} notice={notice ? { tone: notice === 'adresse-gesendet' ? 'info' : 'success', title: t(`directory.notice.${notice}`) } : undefined}>
      <SummaryList
        t={t}
        heading={t('directory.security.login')}
        rows={[
          { label: t('directory.field.email'), value: account.email, change: '/konto/sicherheit/e-mail' },
          { label: t('directory.field.password'), value: '••••••••', change: '/konto/sicherheit/passwort' },
          { label: t('directory.codes.title'), value: on ? t('directory.codes.on', { left }) : t('directory.codes.off'), change: '/konto/sicherheit/einmalcode' },
        ]}
      />
      <Section heading={t('directory.security.sessions')} intro={t('directory.security.sessions.lead')}>
        <Table caption={t('directory.security.sessions')} captionHidden columns={[{ label: t('directory.security.device') }, { label: t('directory.security.end'), labelHidden: true, numeric: true }]} rows={sessions.map((session) => sessionRow(ctx, session))} />
        {sessions.length > 1 ? (
          <PostForm action="/konto/sicherheit/abmelden" csrf={csrf} label={t('directory.security.end_all')}>
            <ButtonRow>
              <Button label={t('directory.security.end_all')} name="sitzung" value="alle" />
            </ButtonRow>
          </PostForm>
        ) : null}
      </Section>
      <Section heading={t('directory.security.history')}>
        {events.length === 0 ? (
          <p>{t('directory.security.history.none')}</p>
        ) : (
          <Table caption={t('directory.security.history')} captionHidden columns={[{ label: t('directory.security.what') }, { label: t('directory.security.when') }]} rows={events.map((event) => [twoLines(t(`directory.event.${event.kind}`), event.device), shortMoment(event.at, lang)])} />
        )}
        <p>{t('directory.security.history.note')}</p>
      </Section>
    </FormPage>
  );
  return page({ title, main, section: 'account' });
}

function sessionRow(ctx: Ctx, session: Session): (VNode | string)[] {
  const { t, csrf, lang } = ctx;
  const when = t('directory.security.last_seen', { when: momentText(session.lastSeenAt, lang) });
  if (session.id === ctx.session?.id) return [twoLines(session.device, when), <Badge tone="success" label={t('directory.security.this')} />];
  return [
    twoLines(session.device, when),
    <PostForm action="/konto/sicherheit/abmelden" csrf={csrf} label={`${t('directory.security.end')}: ${session.device}, ${when}`}>
      <Button label={t('directory.security.end')} hiddenLabel={`: ${session.device}, ${when}`} name="sitzung" value={session.id} small />
    </PostForm>,
  ];
}

/** Two facts in one cell, so that the table fits a telephone. */
const twoLines = (first: string, second: string): VNode => (
  <>
    {first}
    <div class="st-hint">{second}</div>
  </>
);
