import type { VNode } from 'preact';
import { page, type Answer, type Ctx } from '../../../../kernel/http/types.ts';
import { BackLink, ButtonRow, Column, ErrorSummary, fill, Html, PageHeading, patternsOf, PostForm, Progress, SubmitButton, type PatternStore } from '../../../../kernel/ui/index.ts';
import { inLang, type Localized, type PageDefinition } from '../../../catalogue/index.ts';
import { errorList, Markdown, modelOf, pageFields, prevPage, type Draft, type FieldErrors, type FormContext, type FormPath, type RawInputs } from '../../../forms/index.ts';
import { draftPath, languagesOf, pagePath, titleOf, type OnlineService } from './common.ts';

export interface FormPageView {
  draft: Draft;
  service: OnlineService;
  /** On the path and open to the applicant. */
  page: string;
  form: FormContext;
  walked: FormPath;
  /** Somebody changes one answer from the review page and wants to go back there. */
  fromReview: boolean;
  errors?: FieldErrors[];
  /** What was posted, to show it again beside its mistakes. */
  inputs?: RawInputs;
}

const patterns: PatternStore = new WeakMap();

/** The page's words on what is to be done: not the same where nothing was filled in beforehand. */
function introOf({ id, intro, intro_empty: empty }: PageDefinition, walked: FormPath, { answers }: Draft): Localized | undefined {
  if (!empty) return intro;
  const sources = (walked.fieldsOf.get(id) ?? []).map((field) => answers[field.id]?.provenance.source);
  return sources.some((source) => source === 'account' || source === 'subject') ? intro : empty;
}

/**
 * One page of an application: everything is loaded, only the words and fields are put together. What surrounds the fields
 * is the same for everybody on this page and rendered once; addresses, token and fields are filled in.
 */
export function formPage({ t, lang, csrf }: Pick<Ctx, 't' | 'lang' | 'csrf'>, { draft, service, page: pageId, form, walked, fromReview, errors = [], inputs }: FormPageView): Answer {
  const model = modelOf(service);
  const definition = model.pages.get(pageId)!;
  const before = prevPage(model, draft.answers, form, pageId, walked);
  const review = draftPath(service.key, draft.id, 'pruefen');
  const title = inLang(definition.title, lang);
  const caption = titleOf(service, lang);
  const step = walked.pages.indexOf(pageId) + 1;
  const intro = introOf(definition, walked, draft);
  const multipart = (walked.fieldsOf.get(pageId) ?? []).some((field) => field.type === 'file');
  const slots = {
    back: fromReview ? review : before === undefined ? `/antrag/${service.key}` : pagePath(service.key, draft.id, before),
    action: pagePath(service.key, draft.id, pageId),
    abort: draftPath(service.key, draft.id, 'abbrechen'),
    csrf,
    errors: errors.length === 0 ? '' : Html.of(<ErrorSummary errors={errorList(model, errors, t, lang)} t={t} />),
    fields: pageFields({ model, page: pageId, walked, answers: draft.answers, ctx: form, t, lang, inputs, errors }),
  };
  const view = (slot: (name: keyof typeof slots) => string): VNode => (
    <Column>
      <BackLink href={slot('back')} label={t('cases.apply.back')} />
      {slot('errors')}
      <PageHeading title={title} caption={caption} />
      <Progress current={step} total={walked.pages.length + 1} t={t} />
      {intro ? (
        <div class="st-prose">
          <Markdown text={inLang(intro, lang)} />
        </div>
      ) : null}
      <PostForm action={slot('action')} csrf={slot('csrf')} guardUnsaved multipart={multipart}>
        {fromReview ? <input type="hidden" name="_zurueck" value="pruefen" /> : null}
        {slot('fields')}
        <ButtonRow>
          <SubmitButton label={t(fromReview ? 'cases.apply.save' : 'cases.apply.next')} icon="arrow" />
        </ButtonRow>
      </PostForm>
      <p class="st-hint">
        {t(draft.owner.kind === 'account' ? 'cases.apply.saved.account' : 'cases.apply.saved.session')} <a href={slot('abort')}>{t('cases.apply.abort.link')}</a>
      </p>
    </Column>
  );
  return page({
    title: `${title} – ${caption}`,
    section: draft.owner.kind === 'staff' ? 'staff' : 'portal',
    hasErrors: errors.length > 0,
    languages: languagesOf(service),
    main: fill(patternsOf(patterns, t, definition), JSON.stringify([lang, caption, step, walked.pages.length, fromReview, multipart, draft.owner.kind === 'account', intro === definition.intro]), slots, view),
  });
}
