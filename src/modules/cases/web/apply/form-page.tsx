import { page, type Answer, type Ctx } from '../../../../kernel/http/types.ts';
import { BackLink, ButtonRow, Column, ErrorSummary, PageHeading, PostForm, Progress, SubmitButton } from '../../../../kernel/ui/index.ts';
import { inLang } from '../../../catalogue/index.ts';
import { errorList, Markdown, modelOf, PageFields, prevPage, type allowedPages, type Draft, type FieldErrors, type FormContext, type RawInputs } from '../../../forms/index.ts';
import { draftPath, languagesOf, pagePath, titleOf, type OnlineService } from './common.ts';

export interface FormPageView {
  draft: Draft;
  service: OnlineService;
  /** On the path and open to the applicant. */
  page: string;
  form: FormContext;
  open: ReturnType<typeof allowedPages>;
  /** Somebody changes one answer from the review page and wants to go back there. */
  fromReview: boolean;
  errors?: FieldErrors[];
  /** What was posted, to show it again beside its mistakes. */
  inputs?: RawInputs;
}

/** One page of an application: everything is loaded, only the words and fields are put together. */
export function formPage({ t, lang, csrf }: Pick<Ctx, 't' | 'lang' | 'csrf'>, { draft, service, page: pageId, form, open: { walked }, fromReview, errors = [], inputs }: FormPageView): Answer {
  const model = modelOf(service);
  const definition = model.pages.get(pageId)!;
  const before = prevPage(model, draft.answers, form, pageId, walked);
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
        <Progress current={walked.pages.indexOf(pageId) + 1} total={walked.pages.length + 1} t={t} />
        {definition.intro ? (
          <div class="st-prose">
            <Markdown text={inLang(definition.intro, lang)} />
          </div>
        ) : null}
        <PostForm action={pagePath(service.key, draft.id, pageId)} csrf={csrf} guardUnsaved multipart={(walked.fieldsOf.get(pageId) ?? []).some((field) => field.type === 'file')}>
          {fromReview ? <input type="hidden" name="_zurueck" value="pruefen" /> : null}
          <PageFields model={model} page={pageId} walked={walked} answers={draft.answers} ctx={form} t={t} lang={lang} inputs={inputs} errors={errors} />
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
