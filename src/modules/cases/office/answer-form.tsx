import type { VNode } from 'preact';
import { partsOf } from '../../../kernel/time/index.ts';
import { Button, ButtonRow, DateParts, Details, FileInput, PostForm, Radios, TextArea, YesNo } from '../../../kernel/ui/index.ts';
import { answerFileAccept } from '../answer-file.ts';
import { answerChannels } from '../domain/types.ts';
import { answerLimit } from '../use-cases/answer-question.ts';
import { at, Revision, StepForm } from './case-forms.tsx';
import type { CaseViewProps } from './case-view.tsx';

/** What the choice of a yes or no says; undefined when nothing was chosen. */
export const yesOf = (choice: string): boolean | undefined => (choice === 'ja' ? true : choice === 'nein' ? false : undefined);

const fields: Record<string, 'weg' | 'tag' | 'ja_nein' | 'datei'> = {
  'cases.error.answer_channel': 'weg', 'cases.error.answer_day': 'tag', 'cases.error.answer_yes_no': 'ja_nein', 'cases.error.file_type': 'datei',
};

/** While the applicant is asked: their answer, if it comes another way than by the mailbox, and the way back without one. */
export function WaitingForms(props: CaseViewProps): VNode {
  const { t, detail, typed } = props;
  const question = detail.questions.find(({ id }) => id === detail.file.questionId);
  const values = typed?.form === 'antwort' ? typed.values : {};
  const wrong = typed?.form === 'antwort' && typed.error ? (fields[typed.error] ?? 'text') : undefined;
  const error = (field: string) => (wrong === field ? { error: t(typed!.error!) } : {});
  const today = partsOf(props.kernel.clock.today());
  const yesNo = question?.answerType === 'yes_no';
  return (
    <>
      <Details summary={t('cases.office.take_down')} open={wrong !== undefined || detail.file.accountId === null}>
        <div id="antwort">
          <PostForm action={at(props, 'antwort')} csrf={props.csrf} label={t('cases.office.take_down')} multipart guardUnsaved>
            <Revision {...props} />
            <Radios name="weg" label={t('cases.office.take_down.channel')} t={t} inline value={values['weg'] ?? ''} options={answerChannels.map((value) => ({ value, label: t(`cases.office.take_down.${value}`) }))} {...error('weg')} />
            <DateParts name="tag" label={t('cases.office.take_down.day')} t={t} value={{ day: values['tag.day'] ?? String(today.day), month: values['tag.month'] ?? String(today.month), year: values['tag.year'] ?? String(today.year) }} {...error('tag')} />
            {yesNo ? <YesNo name="ja_nein" label={t('cases.office.take_down.answer')} t={t} {...(yesOf(values['ja_nein'] ?? '') === undefined ? {} : { value: yesOf(values['ja_nein']!)! })} {...error('ja_nein')} /> : null}
            <TextArea name="text" label={t(yesNo ? 'cases.office.take_down.remark' : 'cases.office.take_down.answer')} hint={t('cases.office.take_down.hint')} required={false} t={t} rows={4} maxlength={answerLimit} value={values['text'] ?? ''} {...error('text')} />
            <FileInput name="datei" label={t('cases.office.take_down.file')} hint={t('cases.answer.file.hint')} required={false} accept={answerFileAccept} t={t} {...error('datei')} />
            <ButtonRow>
              <Button variant="primary" label={t('cases.office.take_down.button')} icon="check" />
            </ButtonRow>
          </PostForm>
        </div>
      </Details>
      <Details summary={t('cases.office.unask')} open={typed?.form === 'frage-zuruecknehmen'}>
        <p>{t('cases.office.unask.text')}</p>
        <StepForm {...props} name="frage-zuruecknehmen" label={t('cases.office.unask.button')} />
      </Details>
    </>
  );
}
