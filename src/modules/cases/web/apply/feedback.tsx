import type { VNode } from 'preact';
import * as z from 'zod';
import { everyone } from '../../../../kernel/access/access.ts';
import { notFound } from '../../../../kernel/errors/errors.ts';
import { page, redirect, type Ctx } from '../../../../kernel/http/types.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { Button, ButtonRow, Column, PageHeading, PostForm, Radios, Section } from '../../../../kernel/ui/index.ts';
import { currentService } from '../../../catalogue/index.ts';
import { counters, occasions, type Occasion } from '../../../forms/index.ts';

const scores = ['5', '4', '3', '2', '1'] as const;

/** The five-point question: optional, no cookie, no draft, no person; only a counter per service, occasion and score. */
export function registerFeedback(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/rueckmeldung/:key',
    summary: 'After giving up an application: how was it? (optional)',
    access: everyone,
    params: z.object({ key: z.string().max(60) }),
    async handler(ctx) {
      const service = await currentService(kernel, ctx.params.key);
      if (!service) throw notFound();
      return page({
        title: ctx.t('cases.apply.aborted.title'),
        main: (
          <Column>
            <PageHeading title={ctx.t('cases.apply.aborted.title')} lead={ctx.t('cases.apply.aborted.text')} />
            {feedbackForm(ctx, service.key, 'abort')}
            <p>
              <a href={`/leistungen/${service.key}`}>{ctx.t('cases.apply.aborted.back')}</a>
            </p>
          </Column>
        ),
      });
    },
  });
  kernel.http.route({
    method: 'POST',
    path: '/rueckmeldung',
    summary: 'Counts an answer to the satisfaction question',
    access: everyone,
    body: z.object({ dienst: z.string().max(60), anlass: z.enum(occasions), note: z.enum(scores).optional() }),
    async handler(ctx) {
      const { dienst, anlass, note } = ctx.body;
      const service = await currentService(kernel, dienst);
      if (!service) throw notFound();
      // answers beyond the limit are thanked for and not counted: one person must not make the figure
      if (note !== undefined && (await ctx.withinLimit({ bucket: 'rueckmeldung', max: 10, seconds: 3600 }))) await kernel.indicators.count(kernel.db, counters.satisfaction, `${service.key}/${anlass}/${note}`);
      return redirect('/rueckmeldung');
    },
  });
  kernel.http.route({
    method: 'GET',
    path: '/rueckmeldung',
    summary: 'Thanks for the answer to the satisfaction question',
    access: everyone,
    handler: (ctx) =>
      page({
        title: ctx.t('cases.apply.feedback.thanks'),
        main: (
          <Column>
            <PageHeading title={ctx.t('cases.apply.feedback.thanks')} lead={ctx.t('cases.apply.feedback.thanks.text')} />
            <ButtonRow>
              <Button href="/" label={ctx.t('cases.apply.feedback.home')} icon="arrow" />
            </ButtonRow>
          </Column>
        ),
      }),
  });
}

export function feedbackForm({ t, csrf }: Pick<Ctx, 't' | 'csrf'>, service: string, occasion: Occasion): VNode {
  return (
    <Section id="rueckmeldung" heading={t('cases.apply.feedback.title')} intro={t('cases.apply.feedback.intro')}>
      <PostForm action="/rueckmeldung" csrf={csrf}>
        <input type="hidden" name="dienst" value={service} />
        <input type="hidden" name="anlass" value={occasion} />
        <Radios name="note" label={t(`cases.apply.feedback.question.${occasion}`)} t={t} required={false} options={scores.map((score) => ({ value: score, label: t(`cases.apply.feedback.score.${score}`) }))} />
        <ButtonRow>
          <Button label={t('cases.apply.feedback.send')} />
        </ButtonRow>
      </PostForm>
    </Section>
  );
}
