import * as z from 'zod';
import { everyone } from '../../../../kernel/access/access.ts';
import { notFound } from '../../../../kernel/errors/errors.ts';
import { page, redirect } from '../../../../kernel/http/types.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { Button, ButtonRow, Column, PageHeading, PostForm } from '../../../../kernel/ui/index.ts';
import { abortDraft } from '../../../forms/index.ts';
import { draftPath, languagesOf, openDraft, titleOf } from './common.ts';

const params = z.object({ key: z.string().max(60), draft: z.string().max(40) });

export function registerAbort(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/antrag/:key/:draft/abbrechen',
    summary: 'Asks whether an application is to be given up',
    access: everyone,
    params,
    async handler(ctx) {
      const { draft, service } = await openDraft(kernel, ctx, ctx.params);
      if (draft.submitted) return redirect(draftPath(service.key, draft.id, 'fertig'));
      const { t } = ctx;
      return page({
        title: `${t('cases.apply.abort.title')} – ${titleOf(service, ctx.lang)}`,
        section: draft.owner.kind === 'staff' ? 'staff' : 'portal',
        languages: languagesOf(service),
        main: (
          <Column>
            <PageHeading title={t('cases.apply.abort.title')} caption={titleOf(service, ctx.lang)} />
            <p>{t('cases.apply.abort.text')}</p>
            <PostForm action={draftPath(service.key, draft.id, 'abbrechen')} csrf={ctx.csrf}>
              <ButtonRow>
                <Button variant="primary" href={draftPath(service.key, draft.id, 'pruefen')} label={t('cases.apply.abort.stay')} />
                <Button variant="danger" label={t('cases.apply.abort.confirm')} />
              </ButtonRow>
            </PostForm>
          </Column>
        ),
      });
    },
  });
  kernel.http.route({
    method: 'POST',
    path: '/antrag/:key/:draft/abbrechen',
    summary: 'Gives up an application: the draft and its files are deleted',
    access: everyone,
    params,
    async handler(ctx) {
      const { draft, service } = await openDraft(kernel, ctx, ctx.params);
      if (draft.submitted) return redirect(draftPath(service.key, draft.id, 'fertig'));
      if (!(await abortDraft(kernel, draft.id, draft.owner))) throw notFound();
      return redirect(draft.owner.kind === 'staff' ? '/amt' : `/rueckmeldung/${service.key}`);
    },
  });
}
