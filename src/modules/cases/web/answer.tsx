import type { VNode } from 'preact';
import * as z from 'zod';
import { citizen } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect } from '../../../kernel/http/types.ts';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Alert, BackLink, ButtonRow, Column, DescriptionList, ErrorSummary, FileInput, PageHeading, PostForm, Section, SubmitButton, TextArea, YesNo } from '../../../kernel/ui/index.ts';
import { deleteUnneeded } from '../../forms/index.ts';
import { messageOfAccount, registerMessagePart } from '../../mailbox/index.ts';
import { answerFileAccept, answerFileBytes, answerFileOf } from '../answer-file.ts';
import type { Answer } from '../domain/types.ts';
import { refOf } from '../letters/deliver.ts';
import { findCase } from '../store.ts';
import { questionById, type Question } from '../store-file.ts';
import { answerLimit, answerProblem, answerQuestion } from '../use-cases/answer-question.ts';
import { questionFacts } from './case-page.tsx';

const text = z.union([z.string(), z.array(z.string()).transform((list) => list.at(-1) ?? '')]).optional();

/** A question of the office stands in the mailbox with its answer form; it works without JavaScript, and takes one answer. */
export function registerAnswerPage(kernel: Kernel): void {
  registerMessagePart(kernel, 'question', {
    async render(message, { t, lang, csrf }) {
      const question = await questionOf(kernel, message.once);
      if (!question) return null;
      return (
        <Section id="frage" heading={t('cases.question')}>
          {question.answeredAt ? (
            <>
              <Alert tone="success" title={t('cases.answer.there')} />
              <DescriptionList items={questionFacts(question, t, lang, false)} />
            </>
          ) : !(await isOpen(kernel, question)) ? (
            <>
              <Alert tone="info" title={t('cases.error.question_over.title')}>
                {t('cases.error.question_over')}
              </Alert>
              <DescriptionList items={questionFacts(question, t, lang, false)} />
            </>
          ) : (
            <AnswerForm question={question} messageId={message.id} csrf={csrf} t={t} lang={lang} />
          )}
        </Section>
      );
    },
    async badge(message, t) {
      const question = await questionOf(kernel, message.once);
      if (!question) return undefined;
      if (!question.answeredAt && !(await isOpen(kernel, question))) return { label: t('cases.answer.badge.over'), tone: 'info' };
      return question.answeredAt ? { label: t('cases.answer.badge.done'), tone: 'success' } : { label: t('cases.answer.badge.open'), tone: 'warning' };
    },
  });

  kernel.http.route({
    method: 'GET',
    path: '/postfach/:id/antwort',
    summary: 'The answer form stands on the message itself',
    access: citizen,
    params: z.object({ id: z.uuid() }),
    handler: (ctx) => redirect(`/postfach/${ctx.params.id}`),
  });

  kernel.http.route({
    method: 'POST',
    path: '/postfach/:id/antwort',
    summary: 'Answers a question of the office',
    access: citizen,
    params: z.object({ id: z.uuid() }),
    body: z.object({ text, ja_nein: text }),
    rateLimit: { max: 40, seconds: 900 },
    upload: { maxBytes: answerFileBytes, maxFiles: 1 },
    async handler(ctx) {
      const { t, lang, principal } = ctx;
      const uploaded = ctx.files[0];
      const message = await messageOfAccount(kernel.db, ctx.params.id, principal.kind === 'citizen' ? principal.id : '');
      const question = message && (await questionOf(kernel, message.once));
      if (!question) {
        if (uploaded) await deleteUnneeded(kernel, [uploaded.sha256]);
        throw notFound();
      }
      const answer: Answer = { text: ctx.body.text, yes: ctx.body.ja_nein === 'ja' ? true : ctx.body.ja_nein === 'nein' ? false : undefined };
      let problem: string | undefined;
      const takesFile = question.answerType === 'file' || question.answerType === 'text_and_file';
      if (uploaded && takesFile) {
        answer.file = await answerFileOf(kernel, uploaded);
        if (!answer.file) problem = 'cases.error.file_type';
      }
      if (!question.answeredAt) problem ??= answerProblem(question.answerType, answer);
      if (problem === undefined) {
        const result = await answerQuestion(kernel, { questionId: question.id, viewer: { principal }, answer });
        if (result.ok) return redirect(`/postfach/${ctx.params.id}`);
        problem = result.key;
      }
      // what was not taken is not kept; a file sent once more may lie elsewhere
      if (uploaded) await deleteUnneeded(kernel, [uploaded.sha256]);
      const over = problem === 'cases.error.answered' || problem === 'cases.error.question_over';
      return page({
        title: t('cases.question'),
        section: 'account',
        hasErrors: !over,
        ...(over ? { status: 409 } : {}),
        main: (
          <Column>
            <BackLink href={`/postfach/${ctx.params.id}`} label={t('cases.answer.back')} />
            {over ? (
              <>
                <PageHeading title={t('cases.question')} />
                <Alert tone="info" title={t(`${problem}.title`)} live>
                  {t(problem)}
                </Alert>
              </>
            ) : (
              <>
                <ErrorSummary errors={[{ name: fieldOf(question, problem), message: t(problem) }]} t={t} />
                <PageHeading title={t('cases.question')} />
                <AnswerForm question={question} messageId={ctx.params.id} csrf={ctx.csrf} t={t} lang={lang} answer={answer} problem={problem} />
              </>
            )}
          </Column>
        ),
      });
    },
  });
}

async function questionOf(kernel: Kernel, once: string): Promise<Question | undefined> {
  const ref = refOf(once);
  return ref === undefined ? undefined : questionById(kernel.db, ref);
}

/** Whether the case still waits for this answer: not when the time is over or the office took the question back. */
async function isOpen(kernel: Kernel, question: Question): Promise<boolean> {
  return (await findCase(kernel.db, question.caseId))?.questionId === question.id;
}

/** The field an error leads to. */
function fieldOf(question: Question, problem: string): 'text' | 'ja_nein' | 'datei' {
  if (problem === 'cases.error.too_long') return 'text';
  if (question.answerType === 'yes_no') return 'ja_nein';
  return question.answerType === 'file' || problem === 'cases.error.file_type' ? 'datei' : 'text';
}

function AnswerForm({ question, messageId, csrf, t, lang, answer, problem }: { question: Question; messageId: string; csrf: string; t: T; lang: Lang; answer?: Answer; problem?: string }): VNode {
  const type = question.answerType;
  const wrong = problem === undefined ? undefined : fieldOf(question, problem);
  const error = (field: typeof wrong) => (wrong === field && problem !== undefined ? { error: t(problem) } : {});
  const takesFile = type === 'file' || type === 'text_and_file';
  return (
    <>
      <p class="st-lead">{question.question}</p>
      <p>{t('cases.answer.until', { date: formatDate(question.answerUntil, lang) })}</p>
      <PostForm action={`/postfach/${messageId}/antwort`} csrf={csrf} multipart={takesFile} guardUnsaved label={t('cases.question.answer')}>
        {type === 'yes_no' ? <YesNo name="ja_nein" label={t('cases.question.answer')} t={t} {...(answer?.yes === undefined ? {} : { value: answer.yes })} {...error('ja_nein')} /> : null}
        {type === 'text' || type === 'text_and_file' ? <TextArea name="text" label={t('cases.question.answer')} t={t} rows={6} maxlength={answerLimit} value={answer?.text ?? ''} {...error('text')} /> : null}
        {type === 'yes_no' ? <TextArea name="text" label={t('cases.answer.remark')} required={false} t={t} rows={3} maxlength={answerLimit} value={answer?.text ?? ''} {...error('text')} /> : null}
        {takesFile ? <FileInput name="datei" label={t('cases.answer.file')} hint={t('cases.answer.file.hint')} required={type === 'file'} accept={answerFileAccept} t={t} {...error('datei')} /> : null}
        <ButtonRow>
          <SubmitButton label={t('cases.answer.send')} />
        </ButtonRow>
      </PostForm>
    </>
  );
}
