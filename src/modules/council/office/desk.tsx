import type { VNode } from 'preact';
import type { Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, formatDate, formatTime } from '../../../kernel/time/index.ts';
import { Alert, BackLink, Badge, Button, ButtonRow, DateParts, ErrorSummary, Fieldset, LinkList, PageHeading, PostForm, Section, Select, Stack, SubmitButton, TextArea, TextInput, Timeline, type Child } from '../../../kernel/ui/index.ts';
import { staffName } from '../../directory/index.ts';
import { questions as topics } from '../../plan/index.ts';
import { citationName } from '../domain/draft.ts';
import { suggestTopic } from '../domain/suggest.ts';
import { nextStep, sentenceHash, signingProblem, unproven } from '../domain/release.ts';
import type { Citation, Rules, Statement } from '../domain/shapes.ts';
import type { Paper } from '../store.ts';
import type { Answer, Person } from '../use-cases.ts';
import { paperName } from '../web/words.tsx';

/** A promise as it stands in the form. */
export interface TypedPromise { text: string; due: { day: string; month: string; year: string }; about: string }

interface Desk {
  paper: Paper;
  answer: Answer;
  rules: Rules;
  choices: readonly Citation[];
  /** As saved, or as just typed where saving was refused. */
  statements: readonly Statement[];
  promises: readonly TypedPromise[];
  /** What a promise can be made for. */
  abouts: readonly { value: string; label: string }[];
  error: string | undefined;
  me: Person;
}
interface Part { ctx: Ctx<unknown, unknown, unknown>; desk: Desk }

/** The desk of one answer: sentences with what they rest on, who signs next, everything that happened. */
export async function answerDesk(kernel: Kernel, ctx: Part['ctx'], desk: Desk): Promise<{ title: string; main: VNode }> {
  const { t } = ctx;
  const { paper, answer, error } = desk;
  const title = paperName(paper, t);
  const names = new Map<string, string>();
  for (const id of new Set([...answer.drafts.map(({ authorId }) => authorId), ...answer.steps.map(({ by }) => by), ...answer.vouches.map(({ by }) => by)])) names.set(id, (await staffName(kernel, id)) ?? t('plan.edit.someone'));
  const main = (
    <Stack gap="wide">
      <ErrorSummary errors={error === undefined ? [] : [{ message: error }]} t={t} />
      <BackLink href="/amt/rat" label={t('council.desk.title')} />
      <PageHeading caption={t('council.desk.answer')} title={title} lead={answer.drafts[0] ? t('council.desk.revision', { revision: answer.drafts[0].revision }) : t('council.desk.no_draft')} />
      <LinkList links={[{ href: `/rat/${paper.slug}`, label: t('council.desk.public') }]} />
      {answer.published ? <Alert tone="success" title={t('council.desk.published')} /> : <><SentenceForm ctx={ctx} desk={desk} /><Signing ctx={ctx} desk={desk} /></>}
      <History ctx={ctx} desk={desk} names={names} />
    </Stack>
  );
  return { title, main };
}

function SentenceForm({ ctx, desk }: Part): VNode {
  const { t, lang, csrf } = ctx;
  const { paper, answer, choices, statements } = desk;
  const options = [{ value: '', label: t('council.desk.no_citation') }, ...choices.map((citation) => ({ value: citationName(citation), label: `${formatDate(citation.day, lang)} · ${t(`council.kind.${citation.kind}`)}: ${citation.text}`.slice(0, 140) }))];
  return (
    <Section id="entwurf" heading={t('council.desk.draft')} intro={t('council.desk.draft.intro')}>
      <PostForm action={`/amt/rat/${paper.slug}/entwurf`} csrf={csrf} label={t('council.desk.draft')} guardUnsaved>
        <input type="hidden" name="stand" value={String(answer.drafts[0]?.revision ?? 0)} />
        {answer.drafts.length > 0 ? null : (
          <Alert tone="info" level={3} title={t('council.desk.no_draft')}>
            <p>{t('council.desk.first')}</p>
            <ButtonRow><SubmitButton name="schritt" value="entwerfen" label={t('council.desk.all_from_monitor')} /></ButtonRow>
          </Alert>
        )}
        {paper.questions.map((question, index) => {
          const number = index + 1;
          const said = statements.filter((statement) => statement.question === number);
          return (
            <Fieldset legend={`${t('council.question', { number })}: ${question.text}`}>
              {said.length === 0 ? <Select name={`thema.${number}`} label={t('council.desk.topic', { number })} value={question.topic ?? suggestTopic(question.text, t) ?? ''} required={false} options={[{ value: '', label: t('council.desk.no_topic') }, ...topics.map(({ id }) => ({ value: id, label: t(`plan.question.${id}`) }))]} t={t} /> : null}
              {[...said, { question: number, text: '', citation: null }].map((statement, at) => (
                <Stack>
                  <TextArea name={`satz.${number}.${at}`} label={t(statement.text === '' ? 'council.desk.new_sentence' : 'council.desk.sentence', { number, at: at + 1 })} value={statement.text} rows={2} required={false} t={t} />
                  <Select name={`beleg.${number}.${at}`} label={t('council.desk.citation', { number, at: at + 1 })} value={statement.citation ? citationName(statement.citation) : ''} required={false} options={options} t={t} />
                  {statement.text !== '' && statement.citation === null ? <p><Badge tone="warning" label={t('council.uncited')} /></p> : null}
                </Stack>
              ))}
            </Fieldset>
          );
        })}
        <PromiseFields ctx={ctx} desk={desk} />
        <TextInput name="anlass" label={t('council.desk.why')} required={false} maxlength={500} t={t} />
        <ButtonRow>
          <SubmitButton name="schritt" value="speichern" label={t('council.desk.save')} />
          {answer.drafts.length > 0 ? <Button name="schritt" value="entwerfen" label={t('council.desk.from_monitor')} /> : null}
        </ButtonRow>
      </PostForm>
    </Section>
  );
}

function Signing({ ctx: { t, lang, csrf }, desk: { paper, answer, rules, me } }: Part): VNode | null {
  const [newest] = answer.drafts;
  if (!newest) return null;
  const { signing } = answer;
  const next = nextStep(signing);
  const problem = next ? signingProblem(signing, me) : undefined;
  const open = unproven(signing.statements, signing.vouched);
  const form = (label: string, children: Child) => (
    <PostForm action={`/amt/rat/${paper.slug}/schritt`} csrf={csrf} label={label}>
      <input type="hidden" name="stand" value={String(newest.revision)} />
      {children}
    </PostForm>
  );
  return (
    <Section id="mitzeichnung" heading={t('council.signatures')} intro={t('council.desk.signing')}>
      <ol>
        {rules.steps.map((step) => <li>{step.label[lang === 'en' ? 'en' : 'de']}: {signing.signed.some((known) => known.step === step.key) ? t('council.desk.signed') : step === next ? t('council.desk.next') : t('council.desk.later')}</li>)}
      </ol>
      {open.length > 0 ? (
        <Alert tone="warning" level={3} title={t('council.desk.uncited', { count: open.length })}>
          <p>{t('council.desk.uncited.text')}</p>
          {open.map((statement, at) => form(t('council.desk.vouch_for', { at: at + 1 }), (
            <>
              <input type="hidden" name="satz" value={sentenceHash(statement)} />
              <blockquote>{statement.text}</blockquote>
              <TextInput name={`grund.satz${at + 1}`} label={t('council.desk.vouch_why', { at: at + 1 })} maxlength={500} t={t} />
              <Button name="schritt" value="verantworten" label={t('council.desk.vouch')} />
            </>
          )))}
        </Alert>
      ) : null}
      {problem ? <p>{t(`council.error.${problem}`)}</p> : null}
      {form(t('council.signatures'), (
        <>
          <TextInput name="grund" label={t('council.desk.note')} required={false} maxlength={500} t={t} />
          <ButtonRow>
            {next ? <SubmitButton name="schritt" value="mitzeichnen" label={t('council.desk.sign', { step: next.label[lang === 'en' ? 'en' : 'de'] })} icon="check" /> : <SubmitButton name="schritt" value="veroeffentlichen" label={t('council.desk.publish')} />}
            <Button name="schritt" value="zurueckgeben" label={t('council.desk.give_back')} />
          </ButtonRow>
        </>
      ))}
    </Section>
  );
}

/** What the answer promises, each with a day: signed with it, then chased as a promise of the plan. */
function PromiseFields({ ctx: { t }, desk: { promises, abouts } }: Part): VNode {
  const none: TypedPromise = { text: '', due: { day: '', month: '', year: '' }, about: 'plan' };
  return (
    <Fieldset legend={t('council.promised')} hint={t('council.desk.promises')}>
      {[...promises, none].map(({ text, due, about }, at) => (
        <Stack>
          <TextArea name={`zusage.${at}`} label={t(text === '' ? 'council.desk.new_promise' : 'council.desk.promise', { at: at + 1 })} value={text} rows={2} required={false} t={t} />
          <DateParts name={`bis.${at}`} label={t('council.desk.promise_due', { at: at + 1 })} value={due} required={false} t={t} />
          <Select name={`wozu.${at}`} label={t('council.desk.promise_for', { at: at + 1 })} value={about} options={[...abouts]} t={t} />
        </Stack>
      ))}
    </Fieldset>
  );
}

function History({ ctx: { t, lang }, desk: { answer, rules }, names }: Part & { names: ReadonlyMap<string, string> }): VNode | null {
  const stepName = (key: string) => rules.steps.find((step) => step.key === key)?.label[lang === 'en' ? 'en' : 'de'] ?? key;
  const events = [
    ...answer.drafts.map((draft) => ({ at: draft.recordedAt, title: t('council.history.saved', { revision: draft.revision }), by: draft.authorId, text: draft.note })),
    ...answer.steps.map((step) => ({ at: step.at, title: t(`council.history.${step.outcome}`, { step: stepName(step.step), revision: step.revision }), by: step.by, text: step.note })),
    ...answer.vouches.map((vouch) => ({ at: vouch.at, title: t('council.history.vouched'), by: vouch.by, text: vouch.reason })),
  ].sort((a, b) => b.at.getTime() - a.at.getTime());
  if (events.length === 0) return null;
  return (
    <Section id="verlauf" heading={t('council.history')}>
      <Timeline label={t('council.history')} entries={events.map(({ at, title, by, text }) => ({ title, time: `${formatDate(dateOf(at), lang)}, ${formatTime(at, lang)}`, datetime: at.toISOString(), by: names.get(by) ?? '', ...(text ? { text } : {}) }))} />
    </Section>
  );
}
