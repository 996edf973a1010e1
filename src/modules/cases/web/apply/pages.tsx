import * as z from 'zod';
import { everyone } from '../../../../kernel/access/access.ts';
import { notFound } from '../../../../kernel/errors/errors.ts';
import { redirect, type Answer, type Ctx } from '../../../../kernel/http/types.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { deleteUnneeded, formContext, modelOf, ownerOf, savePage, wayTo, type Draft } from '../../../forms/index.ts';
import { draftPath, openDraft, pageIdOf, pagePath, type OnlineService } from './common.ts';
import { formPage, type FormPageView } from './form-page.tsx';

const params = z.object({ key: z.string().max(60), draft: z.string().max(40), page: z.string().max(60) });
/** Names beginning with `_` belong to the route, all others to the form. */
const body = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** Largest file the border takes at all; each file field has its own, smaller limit. */
const maxUpload = 50_000_000;

export function registerPages(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/antrag/:key/:draft/:page',
    summary: 'A page of an application',
    access: everyone,
    params,
    query: z.object({ zurueck: z.string().max(20).optional() }),
    async handler(ctx) {
      const { draft, service } = await openDraft(kernel, ctx, ctx.params);
      if (draft.submitted) return redirect(draftPath(service.key, draft.id, 'fertig'));
      return showPage(kernel, ctx, { draft, service, page: pageIdOf(ctx.params.page), fromReview: ctx.query.zurueck === 'pruefen' });
    },
  });
  kernel.http.route({
    method: 'POST',
    path: '/antrag/:key/:draft/:page',
    summary: 'Saves a page of an application, with uploads, and leads to the next',
    access: everyone,
    params,
    body,
    upload: { maxBytes: maxUpload, maxFiles: 10 },
    async handler(ctx) {
      try {
        const { draft, service } = await openDraft(kernel, ctx, ctx.params);
        return await save(kernel, ctx, draft, service);
      } catch (error) {
        await deleteUnneeded(kernel, ctx.files.map(({ sha256 }) => sha256));
        throw error;
      }
    },
  });
}

async function save(kernel: Kernel, ctx: Ctx<z.output<typeof params>, unknown, z.output<typeof body>>, draft: Draft, service: OnlineService): Promise<Answer> {
  const pageId = pageIdOf(ctx.params.page);
  const fromReview = ctx.body['_zurueck'] === 'pruefen';
  const owner = ownerOf(ctx);
  if (!owner) throw notFound();
  const result = await savePage(kernel, { draftId: draft.id, owner, page: pageId, raw: ctx.body, files: ctx.files, lang: ctx.lang, assurance: ctx.session?.assurance ?? 'none', fromReview });
  const to = (next: string | undefined) => (next === undefined ? draftPath(service.key, draft.id, 'pruefen') : pagePath(service.key, draft.id, next));
  switch (result.kind) {
    case 'gone':
      throw notFound();
    case 'submitted':
      return redirect(draftPath(service.key, draft.id, 'fertig'));
    case 'saved':
      return redirect(fromReview && result.next !== undefined ? `${to(result.next)}?zurueck=pruefen` : to(result.next));
    case 'stay':
      return redirect(`${pagePath(service.key, draft.id, pageId)}${fromReview ? '?zurueck=pruefen' : ''}`);
    case 'off_path':
      return redirect(to(result.page));
    case 'invalid':
      return showPage(kernel, ctx, { draft: result.draft, service, page: pageId, fromReview, errors: result.errors, inputs: result.inputs });
  }
}

type Shown = Omit<FormPageView, 'form' | 'walked'>;

async function showPage(kernel: Kernel, ctx: Ctx, shown: Shown): Promise<Answer> {
  const { draft, service, page: pageId } = shown;
  const form = { ...(await formContext(kernel, kernel.db, draft, service)), lang: ctx.lang };
  const { open, next, walked } = wayTo(pageId, modelOf(service), draft, form);
  if (!open) return redirect(next === undefined ? draftPath(service.key, draft.id, 'pruefen') : pagePath(service.key, draft.id, next));
  return formPage(ctx, { ...shown, form, walked });
}
