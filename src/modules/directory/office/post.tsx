import type { VNode } from 'preact';
import { everyone, staff } from '../../../kernel/access/access.ts';
import { page } from '../../../kernel/http/types.ts';
import type { T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { MailRow } from '../../../kernel/mail/mail.ts';
import { Alert, Badge, Column, Details, EmptyState, PageHeading, Stack, Table } from '../../../kernel/ui/index.ts';
import { momentText, shortMoment } from '../web/parts.tsx';

/** What kind of mail it is: its module's words under `<kind>.mail`, else the kind as it is kept. */
const mailKind = (kernel: Kernel, kind: string, t: T): string => (kernel.i18n.has('de', `${kind}.mail`) ? t(`${kind}.mail`) : kind);

/**
 * What left the house or waits for it. Outside the demo the operator sees that a mail exists and how it fares, never its
 * text: links in it would open other people's accounts.
 */
export function registerPost(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/amt/post', summary: 'Outgoing mails and their state', access: staff('mail.read'),
    async handler({ t, lang }) {
      const rows = await kernel.mail.list(kernel.db, 200);
      const title = t('directory.post.title');
      const main = (
        <Stack>
          <PageHeading title={title} lead={t('directory.post.lead')} />
          {rows.length === 0 ? <EmptyState title={t('directory.post.none')} /> : (
            <Table caption={title} captionHidden dense columns={['when', 'kind', 'subject', 'state'].map((key) => ({ label: t(`directory.post.${key}`), nowrap: key === 'when' }))} rows={rows.map((mail) => [shortMoment(mail.created_at, lang), mailKind(kernel, mail.kind, t), mail.subject, mailState(mail, kernel.config.smtpUrl !== undefined, t)])} />
          )}
        </Stack>
      );
      return page({ title, main, section: 'staff' });
    },
  });
  if (!kernel.config.demo) return;
  kernel.http.route({
    method: 'GET', path: '/demo/post', summary: 'Demo: the mails that would have been sent', access: everyone,
    async handler({ t, lang }) {
      const rows = await kernel.mail.list(kernel.db, 50);
      const title = t('directory.demo.post.title');
      const main = (
        <Column>
          <PageHeading title={title} lead={t('directory.demo.post.lead')} />
          <Alert tone="warning" title={t('directory.demo.only')}>{t('directory.demo.only.text')}</Alert>
          {rows.length === 0 ? <EmptyState title={t('directory.post.none')}>{t('directory.demo.post.none')}</EmptyState> : rows.map((mail, at) => (
            <Details summary={`${mail.subject} · ${momentText(mail.created_at, lang)}`} open={at === 0}>
              <p>{t('directory.demo.post.to', { to: mail.recipient ?? t('directory.post.erased') })}</p>
              {mail.body === '' ? <p>{t('directory.post.no_text')}</p> : mail.body.split('\n\n').map((paragraph) => <p>{withLinks(paragraph, kernel.config.publicUrl)}</p>)}
            </Details>
          ))}
        </Column>
      );
      return page({ title, main, section: 'portal' });
    },
  });
}

function mailState(mail: MailRow, smtp: boolean, t: T): VNode {
  if (mail.sent_at) return <Badge tone="success" label={t('directory.post.sent')} />;
  if (!mail.recipient) return <Badge label={t('directory.post.erased')} />;
  if (!smtp) return <Badge label={t('directory.post.no_server')} />;
  return mail.last_error ? <Badge tone="danger" label={t('directory.post.failed', { attempts: mail.attempts, code: mail.last_error })} /> : <Badge tone="info" label={t('directory.post.waiting')} />;
}

/** Our own addresses become links; everything else stays text. */
function withLinks(paragraph: string, base: string): (VNode | string)[] {
  return paragraph.split(/(https?:\/\/\S+)/).map((piece) => (piece.startsWith(`${base}/`) ? <a href={piece.slice(base.length)}>{piece}</a> : piece));
}
