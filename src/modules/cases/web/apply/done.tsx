import * as z from 'zod';
import { everyone } from '../../../../kernel/access/access.ts';
import { notFound } from '../../../../kernel/errors/errors.ts';
import { file, page, redirect, type Ctx } from '../../../../kernel/http/types.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { Alert, Button, ButtonRow, Column, PageHeading, Section } from '../../../../kernel/ui/index.ts';
import type { Draft } from '../../../forms/index.ts';
import { claimForCase, payPath, type Claim } from '../../../payments/index.ts';
import { renderCopy } from '../../jobs/copy.ts';
import { findCase, loadSubmission } from '../../store.ts';
import { draftPath, languagesOf, openDraft, titleOf, type OnlineService } from './common.ts';
import { feedbackForm } from './feedback.tsx';

const params = z.object({ key: z.string().max(60), draft: z.string().max(40) });

export function registerDone(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/antrag/:key/:draft/fertig',
    summary: 'Confirmation: number, what happens next, copy to download',
    access: everyone,
    params,
    async handler(ctx) {
      const { draft, service } = await openDraft(kernel, ctx, ctx.params);
      if (!draft.submitted) return redirect(draftPath(service.key, draft.id, 'pruefen'));
      return page({
        title: `${ctx.t('cases.apply.done.title')} – ${titleOf(service, ctx.lang)}`,
        section: draft.owner.kind === 'staff' ? 'staff' : 'portal',
        languages: languagesOf(service),
        main: doneView(ctx, draft, service, draft.submitted, await claimForCase(kernel.db, draft.submitted.caseId)),
      });
    },
  });
  kernel.http.route({
    method: 'GET',
    path: '/antrag/:key/:draft/kopie',
    summary: 'Copy of the application as an accessible PDF (§ 9a OZG)',
    access: everyone,
    rateLimit: { max: 60, seconds: 600 },
    params,
    async handler(ctx) {
      const { draft, service } = await openDraft(kernel, ctx, ctx.params);
      if (!draft.submitted) return redirect(draftPath(service.key, draft.id, 'pruefen'));
      const [sent, frozen] = [await findCase(kernel.db, draft.submitted.caseId), await loadSubmission(kernel.db, draft.submitted.caseId)];
      if (!sent || !frozen) throw notFound();
      const { bytes } = await renderCopy(kernel, sent, frozen);
      return file({ body: bytes, mime: 'application/pdf', name: `${sent.number}-Kopie.pdf` });
    },
  });
}

function doneView(ctx: Ctx, draft: Draft, service: OnlineService, { caseId, number }: { caseId: string; number: string }, claim: Claim | undefined) {
  const { t, lang } = ctx;
  const { owner } = draft;
  return (
    <Column>
      <PageHeading title={t('cases.apply.done.title')} caption={titleOf(service, lang)} />
      <Alert tone="success" title={t('cases.apply.done.number', { number })} live>
        <p>{t('cases.apply.done.keep')}</p>
      </Alert>
      <Section id="weiter" heading={t('cases.apply.done.next')}>
        <div class="st-prose">
          <ul>
            <li>{t(service.process.decision.automatic ? 'cases.apply.done.automatic' : 'cases.apply.done.clerk')}</li>
            <li>{t(`cases.apply.done.answer.${owner.kind}`)}</li>
            {service.process.fee.collect === 'none' ? null : <li>{t(`cases.apply.done.fee.${service.process.fee.collect}`)}</li>}
          </ul>
        </div>
        <ButtonRow>
          {claim?.state === 'due' && owner.kind !== 'staff' ? <Button variant="primary" href={payPath(claim)} label={t('payments.pay.now')} icon="arrow" /> : null}
          {owner.kind === 'account' ? <Button variant="primary" href={`/konto/vorgaenge/${caseId}`} label={t('cases.apply.done.case')} icon="arrow" /> : null}
          {owner.kind === 'staff' ? <Button variant="primary" href={`/amt/vorgaenge/${caseId}`} label={t('cases.apply.done.case')} icon="arrow" /> : null}
          <Button href={draftPath(service.key, draft.id, 'kopie')} label={t('cases.apply.done.copy')} icon="file" download />
        </ButtonRow>
      </Section>
      {owner.kind === 'staff' ? null : feedbackForm(ctx, service.key, 'submit')}
    </Column>
  );
}
