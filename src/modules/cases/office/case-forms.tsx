import type { VNode } from 'preact';
import { Button, ButtonRow, Details, PostForm, Radios, Section, Select, TextArea } from '../../../kernel/ui/index.ts';
import { isClosed } from '../domain/states.ts';
import { answerDays, questionLimit } from '../use-cases/ask-applicant.ts';
import { reasonsLimit } from '../use-cases/decide-case.ts';
import type { CaseViewProps } from './case-view.tsx';

export const at = ({ detail }: CaseViewProps, name: string) => `/amt/vorgaenge/${detail.file.id}/${name}`;

/** Two clerks at once: the second one's revision is old, and nothing is overwritten. */
export const Revision = ({ detail }: CaseViewProps) => <input type="hidden" name="revision" value={detail.file.revision} />;

const typedIn = ({ typed }: CaseViewProps, form: string, field: string) => (typed?.form === form ? (typed.values[field] ?? '') : '');
const errorIn = ({ typed, t }: CaseViewProps, form: string) => (typed?.form === form && typed.error ? { error: t(typed.error) } : {});

/** Grant or reject with reasons; the letter can be seen before. */
export function DecideForm(props: CaseViewProps): VNode {
  const { t } = props;
  return (
    <Section id="entscheiden" heading={t('cases.office.decide')}>
      <PostForm action={at(props, 'entscheiden')} csrf={props.csrf} label={t('cases.office.decide')} guardUnsaved>
        <Revision {...props} />
        <Radios
          name="ergebnis"
          label={t('cases.office.outcome')}
          t={t}
          inline
          value={typedIn(props, 'entscheiden', 'ergebnis')}
          options={[
            { value: 'granted', label: t('cases.office.grant') },
            { value: 'rejected', label: t('cases.office.reject') },
          ]}
          {...errorIn(props, 'entscheiden')}
        />
        <TextArea name="gruende" label={t('cases.office.reasons')} hint={t('cases.office.reasons.hint')} t={t} required={false} rows={4} maxlength={reasonsLimit} value={typedIn(props, 'entscheiden', 'gruende')} />
        <ButtonRow>
          <Button variant="primary" name="schritt" value="entscheiden" label={t('cases.office.decide.button')} icon="check" />
          <Button name="schritt" value="vorschau" label={t('cases.office.preview')} icon="file" />
        </ButtonRow>
      </PostForm>
    </Section>
  );
}

/** A question that the applicant answers in the mailbox. */
export function AskForm(props: CaseViewProps): VNode {
  const { t } = props;
  return (
    <Details summary={t('cases.office.ask')} open={props.typed?.form === 'frage'}>
      <div id="frage">
        <PostForm action={at(props, 'frage')} csrf={props.csrf} label={t('cases.office.ask')} guardUnsaved>
          <Revision {...props} />
          <TextArea name="frage" label={t('cases.office.question')} hint={t('cases.office.question.hint', { days: answerDays })} t={t} rows={4} maxlength={questionLimit} value={typedIn(props, 'frage', 'frage')} {...errorIn(props, 'frage')} />
          <Select name="art" label={t('cases.office.answer_type')} t={t} empty={false} value={typedIn(props, 'frage', 'art') || 'text'} options={(['text', 'yes_no', 'file', 'text_and_file'] as const).map((value) => ({ value, label: t(`cases.office.answer_type.${value}`) }))} />
          <ButtonRow>
            <Button variant="primary" label={t('cases.office.ask.button')} icon="mail" />
          </ButtonRow>
        </PostForm>
      </div>
    </Details>
  );
}

export function ClaimForm(props: CaseViewProps): VNode | null {
  const { file } = props.detail;
  if (isClosed(file.state) || file.assignedTo === props.me.id) return null;
  if (file.assignedTo !== null && !props.me.permissions.includes('cases.assign')) return null;
  return <StepForm {...props} name="uebernehmen" label={props.t('cases.office.claim')} />;
}

export function HandOverForm(props: CaseViewProps): VNode | null {
  const { t, people, me } = props;
  const { file } = props.detail;
  if (isClosed(file.state) || (file.assignedTo !== me.id && !me.permissions.includes('cases.assign'))) return null;
  return (
    <Details summary={t('cases.office.hand_over')} open={props.typed?.form === 'abgeben'}>
      <div id="abgeben">
        <PostForm action={at(props, 'abgeben')} csrf={props.csrf} label={t('cases.office.hand_over')}>
          <Revision {...props} />
          <Select name="an" label={t('cases.office.hand_over.to')} t={t} required={false} empty={t('cases.office.hand_over.all')} options={people.colleagues.filter(({ id }) => id !== file.assignedTo).map(({ id, name }) => ({ value: id, label: name }))} {...errorIn(props, 'abgeben')} />
          <ButtonRow>
            <Button label={t('cases.office.hand_over.button')} />
          </ButtonRow>
        </PostForm>
      </div>
    </Details>
  );
}

export function NoteForm(props: CaseViewProps): VNode {
  const { t } = props;
  return (
    <div id="vermerk">
      <PostForm action={at(props, 'vermerk')} csrf={props.csrf} label={t('cases.office.note.add')}>
        <TextArea name="vermerk" label={t('cases.office.note')} hint={t('cases.office.note.hint')} t={t} rows={3} value={typedIn(props, 'vermerk', 'vermerk')} {...errorIn(props, 'vermerk')} />
        <ButtonRow>
          <Button label={t('cases.office.note.button')} />
        </ButtonRow>
      </PostForm>
    </div>
  );
}

/** A step that is one button. */
export function StepForm(props: CaseViewProps & { name: string; label: string }): VNode {
  return (
    <div id={props.name}>
      <PostForm action={at(props, props.name)} csrf={props.csrf} label={props.label}>
        <Revision {...props} />
        <ButtonRow>
          <Button label={props.label} />
        </ButtonRow>
      </PostForm>
    </div>
  );
}
