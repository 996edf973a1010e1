import * as z from 'zod';
import { everyone, staff } from '../../kernel/access/access.ts';
import { HttpProblem } from '../../kernel/errors/errors.ts';
import { page, redirect } from '../../kernel/http/types.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { dateOf, formatDate } from '../../kernel/time/index.ts';
import { Alert, Breadcrumb, Column, EmptyState, ErrorSummary, PageHeading, PostForm, SubmitButton, TextArea, TextInput, type FormError } from '../../kernel/ui/index.ts';
import { closeFeedback, deleteOldFeedback, insertFeedback, openFeedback } from './store.ts';

/** Only paths of this site, without anything behind a question mark: no personal data in our URLs. */
const pathOnly = z.string().max(200).regex(/^\/(?!\/)[A-Za-z0-9/_-]*$/).catch('/');
const message = z.string().max(20_000).catch('');
const single = z.union([z.string(), z.array(z.string()).transform((all) => all[0] ?? '')]);

const keptDays = 365;

export function registerFeedback(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/hinweis',
    summary: 'Report a barrier or a mistake on a page',
    access: everyone,
    query: z.object({ seite: pathOnly.default('/') }),
    handler: ({ query, t, csrf }) => form({ seite: query.seite, text: '', antwort: '' }, [], t, csrf),
  });

  kernel.http.route({
    method: 'POST',
    path: '/hinweis',
    summary: 'Send a report',
    access: everyone,
    body: z.object({ seite: single.pipe(pathOnly).default('/'), text: single.pipe(message).default(''), antwort: single.pipe(z.string().max(300).catch('')).default('') }),
    async handler({ body, t, csrf, withinLimit }) {
      const text = body.text.trim();
      const replyTo = body.antwort.trim();
      const errors: FormError[] = [];
      if (text.length < 5) errors.push({ name: 'text', message: t('portal.feedback.error.text') });
      if (text.length > 2000) errors.push({ name: 'text', message: t('portal.feedback.error.long') });
      if (replyTo !== '' && !z.email().safeParse(replyTo).success) errors.push({ name: 'antwort', message: t('portal.feedback.error.reply') });
      if (errors.length > 0) return form(body, errors, t, csrf);
      if (!(await withinLimit({ bucket: 'hinweis', max: 10, seconds: 3600 }))) throw new HttpProblem(429, 'kernel.error.too_many');
      await insertFeedback(kernel.db, { page: body.seite, message: text, replyTo: replyTo || null, at: kernel.clock.now() });
      return redirect('/hinweis/danke');
    },
  });

  kernel.http.route({
    method: 'GET',
    path: '/hinweis/danke',
    summary: 'Thanks for a report',
    access: everyone,
    handler: ({ t }) =>
      page({
        title: t('portal.feedback.thanks'),
        main: (
          <Column>
            <PageHeading title={t('portal.feedback.thanks')} lead={t('portal.feedback.thanks.text')} />
            <p>
              <a href="/">{t('kernel.error.home')}</a>
            </p>
          </Column>
        ),
      }),
  });

  const reads = staff('figures.read');
  kernel.http.route({
    method: 'GET',
    path: '/amt/hinweise',
    summary: 'Reports of visitors that nobody has dealt with',
    access: reads,
    async handler({ t, lang, csrf }) {
      const open = await openFeedback(kernel.db, 100);
      return page({
        title: t('portal.feedback.office'),
        section: 'staff',
        main: (
          <>
            <PageHeading title={t('portal.feedback.office')} lead={t('portal.feedback.office.lead')} />
            {open.length === 0 ? <EmptyState title={t('portal.feedback.office.none')} /> : null}
            {open.map((entry) => (
              <Alert title={entry.page}>
                <p>{entry.message}</p>
                <p class="st-hint">
                  {formatDate(dateOf(entry.created_at), lang)}
                  {entry.reply_to ? ` · ${t('portal.feedback.office.reply', { address: entry.reply_to })}` : ''}
                </p>
                <PostForm action="/amt/hinweise" csrf={csrf} label={t('portal.feedback.office.done_for', { page: entry.page })}>
                  <input type="hidden" name="id" value={entry.id} />
                  <SubmitButton label={t('portal.feedback.office.done')} small />
                </PostForm>
              </Alert>
            ))}
          </>
        ),
      });
    },
  });

  kernel.http.route({
    method: 'POST',
    path: '/amt/hinweise',
    summary: 'Mark a report as done',
    access: reads,
    body: z.object({ id: z.uuid() }),
    async handler({ body }) {
      await closeFeedback(kernel.db, body.id, kernel.clock.now());
      return redirect('/amt/hinweise');
    },
  });
  kernel.navigation.register({ area: 'staff', path: '/amt/hinweise', label: 'portal.feedback.nav', order: 70, access: reads });

  kernel.jobs.define('portal.delete_old_feedback', z.object({}), async () => deleteOldFeedback(kernel.db, new Date(kernel.clock.now().getTime() - keptDays * 86_400_000)));
  kernel.jobs.schedule('portal.delete_old_feedback', '41 2 * * *');
}

function form(value: { seite: string; text: string; antwort: string }, errors: readonly FormError[], t: Parameters<typeof ErrorSummary>[0]['t'], csrf: string) {
  const errorOf = (name: string) => errors.find((error) => error.name === name)?.message;
  const [text, reply] = [errorOf('text'), errorOf('antwort')];
  return page({
    title: t('portal.feedback.title'),
    hasErrors: errors.length > 0,
    main: (
      <>
        <Breadcrumb links={[{ href: '/', label: t('portal.home.crumb') }]} current={t('portal.feedback.title')} t={t} />
        <Column>
          <ErrorSummary errors={errors} t={t} />
          <PageHeading title={t('portal.feedback.title')} lead={t('portal.feedback.lead')} />
          <PostForm action="/hinweis" csrf={csrf}>
            <input type="hidden" name="seite" value={value.seite} />
            <p class="st-hint">{t('portal.feedback.page', { page: value.seite })}</p>
            <TextArea name="text" label={t('portal.feedback.text')} hint={t('portal.feedback.text.hint')} t={t} value={value.text} rows={6} {...(text ? { error: text } : {})} />
            <TextInput name="antwort" label={t('portal.feedback.reply')} hint={t('portal.feedback.reply.hint')} t={t} type="email" autocomplete="email" required={false} value={value.antwort} {...(reply ? { error: reply } : {})} />
            <SubmitButton label={t('portal.feedback.send')} />
          </PostForm>
        </Column>
      </>
    ),
  });
}
