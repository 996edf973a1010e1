import * as z from 'zod';
import { everyone } from '../../../../kernel/access/access.ts';
import { notFound } from '../../../../kernel/errors/errors.ts';
import { page, redirect } from '../../../../kernel/http/types.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { BackLink, Button, ButtonRow, Column, InsetText, PageHeading, PostForm, Progress, SubmitButton, SummaryList } from '../../../../kernel/ui/index.ts';
import { formContext, modelOf, ownerOf, summarise, wayTo } from '../../../forms/index.ts';
import { submitApplication } from '../../use-cases/submit-application.ts';
import { appliedFor } from './applied-for.tsx';
import { draftPath, languagesOf, openDraft, pagePath, titleOf } from './common.ts';
import { lines } from './lines.tsx';
import { refusalOf, refused } from './refused.tsx';

const params = z.object({ key: z.string().max(60), draft: z.string().max(40) });

/** Before sending: everything once more, changeable, without haste (§ 9a OZG); then the one promise. */
export function registerReview(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/antrag/:key/:draft/pruefen',
    summary: 'Review of an application before it is sent',
    access: everyone,
    params,
    async handler(ctx) {
      const { draft, service } = await openDraft(kernel, ctx, ctx.params);
      if (draft.submitted) return redirect(draftPath(service.key, draft.id, 'fertig'));
      const refusal = await refusalOf(kernel, service, draft.subjectRef);
      if (refusal) return refused(ctx, service, refusal, draft.id);
      const { t, lang } = ctx;
      const model = modelOf(service);
      const form = { ...(await formContext(kernel, kernel.db, draft, service)), lang };
      const { next, walked } = wayTo(undefined, model, draft, form);
      if (next !== undefined) return redirect(pagePath(service.key, draft.id, next));
      const last = walked.pages.at(-1);
      return page({
        title: `${t('cases.apply.review.title')} – ${titleOf(service, lang)}`,
        section: draft.owner.kind === 'staff' ? 'staff' : 'portal',
        languages: languagesOf(service),
        main: (
          <Column>
            <BackLink href={last ? pagePath(service.key, draft.id, last) : `/antrag/${service.key}`} label={t('cases.apply.back')} />
            <PageHeading title={t('cases.apply.review.title')} caption={titleOf(service, lang)} />
            <Progress current={walked.pages.length + 1} total={walked.pages.length + 1} t={t} />
            <InsetText>{t('cases.apply.review.haste')}</InsetText>
            {summarise(model, draft.answers, form, t, lang).map((section) => (
              <SummaryList
                t={t}
                heading={section.title}
                changeAll={`${pagePath(service.key, draft.id, section.page)}?zurueck=pruefen`}
                rows={section.rows.map((row) => ({
                  label: row.label,
                  value: lines(row.value),
                  ...(row.provenance && row.provenance.source !== 'applicant' ? { provenance: t(row.provenance.label) } : {}),
                }))}
              />
            ))}
            {await appliedFor(kernel, ctx, { draft, service, form, walked })}
            <PostForm action={draftPath(service.key, draft.id, 'absenden')} csrf={ctx.csrf}>
              <p>{t(draft.owner.kind === 'staff' ? 'cases.apply.review.declaration.staff' : 'cases.apply.review.declaration')}</p>
              <ButtonRow>
                <SubmitButton label={t('cases.apply.send')} icon="check" />
                <Button variant="tertiary" href={draftPath(service.key, draft.id, 'abbrechen')} label={t('cases.apply.abort.link')} />
              </ButtonRow>
              <p class="st-hint">{t('cases.apply.review.copy')}</p>
            </PostForm>
          </Column>
        ),
      });
    },
  });
  kernel.http.route({
    method: 'POST',
    path: '/antrag/:key/:draft/absenden',
    summary: 'Sends an application: one case, however often it is posted',
    access: everyone,
    params,
    async handler(ctx) {
      const owner = ownerOf(ctx);
      if (!owner || !z.uuid().safeParse(ctx.params.draft).success) throw notFound();
      const result = await submitApplication(kernel, { draftId: ctx.params.draft, owner, lang: ctx.lang, service: ctx.params.key });
      return redirect(result.ok ? draftPath(ctx.params.key, ctx.params.draft, 'fertig') : pagePath(ctx.params.key, ctx.params.draft, result.firstPage));
    },
  });
}
