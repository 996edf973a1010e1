import * as z from 'zod';
import { citizen } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { file, page, type Ctx } from '../../../kernel/http/types.ts';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, formatDate, formatTime } from '../../../kernel/time/index.ts';
import { Alert, Badge, Breadcrumb, Button, ButtonRow, CardList, Column, DescriptionList, EmptyState, PageHeading, type CardProps, type Tone } from '../../../kernel/ui/index.ts';
import { announcementRules } from '../domain/announcement.ts';
import { messagePart } from '../parts.ts';
import { openDocument } from '../provide.ts';
import { messageOfAccount, messagesOfAccount, type Message } from '../store.ts';

const idParams = z.object({ id: z.uuid() });
const ownId = (ctx: Ctx) => (ctx.principal.kind === 'citizen' ? ctx.principal.id : '');
const moment = (at: Date, lang: Lang) => `${formatDate(dateOf(at), lang)}, ${formatTime(at, lang)}`;

export function registerMailboxPages(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/postfach',
    summary: 'Mailbox: messages of the city',
    access: citizen,
    async handler(ctx) {
      const { t, lang } = ctx;
      const messages = await messagesOfAccount(kernel.db, ownId(ctx));
      const cards = await Promise.all(messages.map((message) => card(kernel, message, t, lang)));
      return page({
        title: t('mailbox.title'),
        section: 'account',
        main: (
          <Column>
            <Breadcrumb links={[{ href: '/konto', label: t('mailbox.account') }]} current={t('mailbox.title')} t={t} />
            <PageHeading title={t('mailbox.title')} lead={t('mailbox.lead')} />
            {cards.length === 0 ? <EmptyState title={t('mailbox.empty.title')}>{t('mailbox.empty.text')}</EmptyState> : <CardList layout="rows" cards={cards.map((entry) => ({ ...entry, level: 2 as const }))} label={t('mailbox.title')} />}
          </Column>
        ),
      });
    },
  });

  kernel.http.route({
    method: 'GET',
    path: '/postfach/:id',
    summary: 'A message with its letter and, for a question, the answer form',
    access: citizen,
    params: idParams,
    async handler(ctx) {
      const { t, lang } = ctx;
      const message = await messageOfAccount(kernel.db, ctx.params.id, ownId(ctx));
      if (!message) throw notFound();
      const part = await messagePart(kernel, message.kind)?.render(message, { t, lang, csrf: ctx.csrf });
      const badge = await badgeOf(kernel, message, t);
      return page({
        title: message.subject,
        section: 'account',
        main: (
          <Column>
            <Breadcrumb links={[{ href: '/konto', label: t('mailbox.account') }, { href: '/postfach', label: t('mailbox.title') }]} current={message.subject} t={t} />
            <PageHeading title={message.subject} meta={<Badge {...badge} />} />
            {message.kind === 'question' ? (part ?? null) : null}
            {message.endedAt ? (
              <Alert tone="info" title={t('mailbox.ended.title')}>
                {t('mailbox.ended.text')}
              </Alert>
            ) : message.document ? (
              <>
                {message.retrievedAt || !announcementRules[message.rule].counts ? null : <p>{t('mailbox.before_opening')}</p>}
                <ButtonRow>
                  <Button href={`/postfach/${message.id}/dokument`} label={t('mailbox.open')} variant={message.kind === 'question' ? 'secondary' : 'primary'} icon="file" />
                </ButtonRow>
                <p class="st-hint">{t('mailbox.open.hint')}</p>
              </>
            ) : null}
            {message.kind === 'question' ? null : (part ?? null)}
            <DescriptionList items={facts(message, t, lang)} />
          </Column>
        ),
      });
    },
  });

  kernel.http.route({
    method: 'GET',
    path: '/postfach/:id/dokument',
    summary: 'The letter as PDF; the first opening is the proof of retrieval',
    access: citizen,
    params: idParams,
    async handler(ctx) {
      const { body, name } = await openDocument(kernel, ctx.params.id, ownId(ctx));
      return file({ body, mime: 'application/pdf', name, inline: true });
    },
  });
}

async function card(kernel: Kernel, message: Message, t: T, lang: Lang): Promise<CardProps> {
  const badge = await badgeOf(kernel, message, t);
  return { title: message.subject, level: 2, href: `/postfach/${message.id}`, icon: 'mail', kind: moment(message.providedAt, lang), meta: <Badge {...badge} /> };
}

async function badgeOf(kernel: Kernel, message: Message, t: T): Promise<{ label: string; tone: Tone }> {
  return (await messagePart(kernel, message.kind)?.badge?.(message, t)) ?? stateOf(message, t);
}

function stateOf(message: Message, t: T): { label: string; tone: Tone } {
  if (message.endedAt) return { label: t('mailbox.state.ended'), tone: 'info' };
  if (!message.document) return { label: t(`mailbox.kind.${message.kind}`), tone: 'info' };
  return message.retrievedAt ? { label: t('mailbox.state.retrieved'), tone: 'success' } : { label: t('mailbox.state.new'), tone: 'warning' };
}

function facts(message: Message, t: T, lang: Lang) {
  const rule = announcementRules[message.rule];
  const announced = message.announcedOn ? formatDate(message.announcedOn, lang) : t(message.endedAt ? 'mailbox.announced.post' : 'mailbox.announced.open');
  return [
    { label: t('mailbox.provided_at'), value: moment(message.providedAt, lang) },
    ...(message.document ? [{ label: t('mailbox.retrieved_at'), value: message.retrievedAt ? moment(message.retrievedAt, lang) : t('mailbox.not_yet') }] : []),
    ...(rule.counts ? [{ label: t('mailbox.announced_on'), value: announced }, { label: t('mailbox.rule'), value: `${t(`mailbox.rule.${rule.key}`)} (${rule.norm})${rule.checked ? '' : ` – ${t('mailbox.rule.unchecked')}`}` }] : []),
    ...(message.retrievableUntil && !message.retrievedAt && !message.endedAt ? [{ label: t('mailbox.retrievable_until'), value: formatDate(message.retrievableUntil, lang) }] : []),
    ...(message.caseId ? [{ label: t('mailbox.case'), value: <a href={`/konto/vorgaenge/${message.caseId}`}>{t('mailbox.case.link')}</a> }] : []),
  ];
}
