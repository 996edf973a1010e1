import type { VNode } from 'preact';
import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { redirect } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { partsOf, plainDateFromParts } from '../../../kernel/time/index.ts';
import { Button, ButtonRow, DateParts, Details, FileInput, PostForm, Radios, TextArea, YesNo } from '../../../kernel/ui/index.ts';
import { deleteUnneeded } from '../../forms/index.ts';
import { answerFileAccept, answerFileBytes, answerFileOf } from '../answer-file.ts';
import { answerChannels, type Answer, type Done } from '../domain/types.ts';
import { loadCase } from '../queries.ts';
import { answerLimit, answerQuestion } from '../use-cases/answer-question.ts';
import { at, Revision, StepForm } from './case-forms.tsx';
import type { CaseViewProps } from './case-view.tsx';
import { showCase } from './case.tsx';

const text = z.string().max(20_000).default('');
const short = z.string().max(20).default('');

/** Staff write down an answer that came by phone, on paper or at the counter: the same step as the applicant's own answer. */
export function registerTakenDownAnswer(kernel: Kernel): void {
  kernel.http.route({
    method: 'POST',
    path: '/amt/vorgaenge/:id/antwort',
    summary: 'Writes down the applicant’s answer to a question',
    access: staff('cases.work'),
    params: z.object({ id: z.uuid() }),
    body: z.object({ revision: z.coerce.number().int().min(1), weg: z.union([z.enum(answerChannels), z.literal('')]).default(''), 'tag.day': short, 'tag.month': short, 'tag.year': short, text, ja_nein: short }),
    upload: { maxBytes: answerFileBytes, maxFiles: 1 },
    async handler(ctx) {
      const { body, principal } = ctx;
      const uploaded = ctx.files[0];
      try {
        const { file } = await loadCase(kernel, ctx.params.id, { principal });
        const attached = uploaded && (await answerFileOf(kernel, uploaded));
        const day = plainDateFromParts({ day: body['tag.day'], month: body['tag.month'], year: body['tag.year'] });
        const answer: Answer = { text: body.text, yes: yesOf(body.ja_nein), file: attached, takenDown: body.weg !== '' && day.ok ? { channel: body.weg, receivedOn: day.value } : undefined };
        const problem = file.questionId === null ? 'cases.error.state' : body.weg === '' ? 'cases.error.answer_channel' : !day.ok ? 'cases.error.answer_day' : uploaded && !attached ? 'cases.error.file_type' : undefined;
        const done: Done = problem === undefined ? await answerQuestion(kernel, { questionId: file.questionId!, viewer: { principal }, answer, revision: body.revision }) : { ok: false, key: problem };
        if (done.ok) return redirect(`/amt/vorgaenge/${ctx.params.id}`);
        return await showCase(kernel, ctx, ctx.params.id, { form: 'antwort', values: { ...body, revision: '' }, error: done.key });
      } finally {
        // what became part of an answer is held by it
        if (uploaded) await deleteUnneeded(kernel, [uploaded.sha256]);
      }
    },
  });
}

const yesOf = (choice: string): boolean | undefined => (choice === 'ja' ? true : choice === 'nein' ? false : undefined);

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
