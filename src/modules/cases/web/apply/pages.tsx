import { z } from 'zod';
import { everyone } from '../../../../kernel/access/access.ts';
import { notFound } from '../../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../../kernel/http/types.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { BackLink, ButtonRow, Column, ErrorSummary, PageHeading, PostForm, Progress, SubmitButton } from '../../../../kernel/ui/index.ts';
import { inLang } from '../../../catalogue/index.ts';
import { allowedPages, deleteUnneeded, errorList, formContext, Markdown, modelOf, ownerOf, PageFields, path, prevPage, savePage, type Draft, type FieldErrors, type RawInputs } from '../../../forms/index.ts';
import { draftPath, languagesOf, openDraft, pageIdOf, pagePath, titleOf, type OnlineService } from './common.ts';

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

interface Shown {
  draft: Draft;
  service: OnlineService;
  page: string;
  fromReview: boolean;
  errors?: FieldErrors[];
  inputs?: RawInputs;
}

async function showPage(kernel: Kernel, ctx: Ctx, { draft, service, page: pageId, fromReview, errors = [], inputs }: Shown): Promise<Answer> {
  const { t, lang } = ctx;
  const model = modelOf(service);
  const form = { ...(await formContext(kernel, kernel.db, draft, service)), lang };
  const open = allowedPages(model, draft, form);
  const definition = model.pages.get(pageId);
  if (!definition || !open.pages.includes(pageId)) return redirect(open.next === undefined ? draftPath(service.key, draft.id, 'pruefen') : pagePath(service.key, draft.id, open.next));
  const { pages, fieldsOf } = path(model, draft.answers, form);
  const before = prevPage(model, draft.answers, form, pageId);
  const review = draftPath(service.key, draft.id, 'pruefen');
  const back = fromReview ? review : before === undefined ? `/antrag/${service.key}` : pagePath(service.key, draft.id, before);
  const title = inLang(definition.title, lang);
  const summary = errorList(model, errors, t, lang);
  return page({
    title: `${title} – ${titleOf(service, lang)}`,
    section: draft.owner.kind === 'staff' ? 'staff' : 'portal',
    hasErrors: errors.length > 0,
    languages: languagesOf(service),
    main: (
      <Column>
        <BackLink href={back} label={t('cases.apply.back')} />
        <ErrorSummary errors={summary} t={t} />
        <PageHeading title={title} caption={titleOf(service, lang)} />
        <Progress current={pages.indexOf(pageId) + 1} total={pages.length + 1} t={t} />
        {definition.intro ? (
          <div class="st-prose">
            <Markdown text={inLang(definition.intro, lang)} />
          </div>
        ) : null}
        <PostForm action={pagePath(service.key, draft.id, pageId)} csrf={ctx.csrf} guardUnsaved multipart={(fieldsOf.get(pageId) ?? []).some((field) => field.type === 'file')}>
          {fromReview ? <input type="hidden" name="_zurueck" value="pruefen" /> : null}
          <PageFields model={model} page={pageId} answers={draft.answers} ctx={form} t={t} lang={lang} inputs={inputs} errors={errors} />
          <ButtonRow>
            <SubmitButton label={t(fromReview ? 'cases.apply.save' : 'cases.apply.next')} icon="arrow" />
          </ButtonRow>
        </PostForm>
        <p class="st-hint">
          {t(draft.owner.kind === 'account' ? 'cases.apply.saved.account' : 'cases.apply.saved.session')} <a href={draftPath(service.key, draft.id, 'abbrechen')}>{t('cases.apply.abort.link')}</a>
        </p>
      </Column>
    ),
  });
}
