import type { VNode } from 'preact';
import { localize, type Lang, type T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Principal } from '../../../kernel/session/sessions.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Alert, Badge, Breadcrumb, DescriptionList, Details, ErrorSummary, LinkList, PageHeading, Section, Stack, SummaryList, Table, Timeline, WithAside } from '../../../kernel/ui/index.ts';
import { ClaimPanel } from '../../payments/index.ts';
import type { CaseEvent } from '../domain/fold.ts';
import type { CaseState } from '../domain/states.ts';
import type { TakenDown } from '../domain/types.ts';
import { feePurpose } from '../context.ts';
import type { CaseDetail } from '../queries.ts';
import { postedWords } from '../letters/announced.ts';
import { reasonText } from '../reasons.ts';
import { moment, stateTones, takenDownWords } from '../web/words.ts';
import { WaitingForms } from './answer-form.tsx';
import { AskForm, ClaimForm, DecideForm, HandOverForm, NoteForm, StepForm } from './case-forms.tsx';
import type { Typed } from './case.tsx';
import { CheckValues } from './check-values.tsx';
import { deadlineBadge, stateForStaff } from './words.ts';

export interface People {
  colleagues: { id: string; name: string }[];
  name(id: string): string;
}

export interface CaseViewProps {
  kernel: Kernel;
  detail: CaseDetail;
  people: People;
  /** What other modules add beside the case. */
  panels: VNode[];
  me: Extract<Principal, { kind: 'staff' }>;
  t: T;
  lang: Lang;
  csrf: string;
  typed: Typed | undefined;
}

/** One case on one page: what is to do first, then what was said, what was found, and everything that happened. */
export function CaseView(props: CaseViewProps): VNode {
  const { detail, t, lang, typed } = props;
  const { file, service } = detail;
  const due = deadlineBadge(file, props.kernel.clock.today(), t);
  return (
    <Stack>
      {typed?.error ? <ErrorSummary t={t} errors={[{ message: t(typed.error), href: `#${typed.error === 'cases.error.effect_refused' ? 'nicht-entschieden' : typed.form}` }]} /> : null}
      <Breadcrumb links={[{ href: '/amt', label: t('cases.office.inbox') }]} current={file.number} t={t} />
      <PageHeading
        title={localize(service.compiled.service.title, lang)}
        caption={`${t('cases.number')} ${file.number}`}
        lead={file.applicantName ?? t('cases.office.nobody')}
        meta={
          <>
            <Badge tone={stateTones[file.state]} label={stateForStaff(file.state, t)} /> {due ? <Badge {...due} /> : null}
          </>
        }
      />
      <WithAside asideLabel={t('cases.office.aside')} aside={aside(props)}>
        {related(props)}
        {refusal(props)}
        {nextSteps(props)}
        {answers(props)}
        {found(props)}
        {questions(props)}
        {detail.claim ? (
          <Section id="gebuehr" heading={t('payments.title')}>
            <ClaimPanel claim={{ ...detail.claim, purpose: feePurpose(service, file, detail.claim.amountLabel, lang) }} t={t} lang={lang} payer={false} />
            {detail.claim.state === 'due' ? <StepForm {...props} name="zahlung" label={t('cases.office.paid')} /> : null}
          </Section>
        ) : null}
        <Section id="verlauf" heading={t('cases.office.history')}>
          <Timeline label={t('cases.office.history')} entries={historyEntries(props)} />
        </Section>
      </WithAside>
    </Stack>
  );
}

/** Whoever decides should know of a second application about the same thing. */
function related({ detail, t, lang }: CaseViewProps): VNode | null {
  if (detail.related.length === 0) return null;
  return (
    <Alert tone="warning" title={t('cases.office.related')}>
      <LinkList label={t('cases.office.related')} links={detail.related.map(({ file, service }) => ({ href: `/amt/vorgaenge/${file.id}`, label: `${localize(service.compiled.service.title, lang)}, ${file.number}`, hint: `${stateForStaff(file.state, t)}, ${t('cases.card.text', { received: formatDate(file.receivedOn, lang) })}` }))} />
    </Alert>
  );
}

/** Why the last decision did not come about, while the case is checked again and looked at; what was written for it can be copied. */
function refusal({ detail, t, lang, kernel, typed }: CaseViewProps): VNode | null {
  const { file, history } = detail;
  const last = history.findLast(({ kind }) => kind === 'check_started');
  if (last?.kind !== 'check_started' || !last.data.refused || !(['checking', 'waiting_register', 'review'] as CaseState[]).includes(file.state)) return null;
  const written = typed?.form === 'entscheiden' && file.state !== 'review' ? typed.values['gruende'] : undefined;
  return (
    <div id="nicht-entschieden">
      <Alert tone="warning" title={t('cases.error.effect_refused')}>
        <p>{reasonText(kernel, detail.service, last.data.refused, lang, t)}</p>
        <p>{t('cases.office.refused.next')}</p>
        {written ? (
          <>
            <p>{t('cases.office.refused.written')}</p>
            <blockquote>{written}</blockquote>
          </>
        ) : null}
      </Alert>
    </div>
  );
}

function nextSteps(props: CaseViewProps): VNode {
  const { detail, t, lang, kernel } = props;
  const { file } = detail;
  if (file.state === 'review') {
    return (
      <>
        <Alert tone="warning" title={t(file.reasons.length > 0 ? 'cases.office.next_step.why' : 'cases.office.next_step.review')}>
          {file.reasons.length > 0 ? (
            <ul>
              {file.reasons.map((reason) => (
                <li>{reasonText(kernel, detail.service, reason, lang, t)}</li>
              ))}
            </ul>
          ) : null}
        </Alert>
        <DecideForm {...props} />
        <AskForm {...props} />
        <StepForm {...props} name="pruefung" label={t('cases.office.recheck')} />
      </>
    );
  }
  const waiting = file.state === 'waiting_register' || file.state === 'waiting_payment';
  const state = (
    <Alert tone={stateTones[file.state]} title={stateForStaff(file.state, t)}>
      <p>{file.neighbour ? t('cases.office.neighbour_down', { neighbour: t(file.neighbour) }) : t(`cases.office.next_step.${file.state}`)}</p>
      {detail.decision ? <DescriptionList compact items={[{ label: t('cases.office.decided_on'), value: formatDate(detail.decision.decidedOn, lang) }, { label: t('cases.office.decided_by'), value: detail.decision.decidedBy ? props.people.name(detail.decision.decidedBy) : t('cases.office.automatic') }, ...(detail.decision.text ? [{ label: t('cases.office.reasons'), value: detail.decision.text }] : [])]} /> : null}
      {waiting ? <StepForm {...props} name="selbst" label={t('cases.office.take')} /> : null}
    </Alert>
  );
  return file.state === 'waiting_applicant' ? (
    <>
      {state}
      <WaitingForms {...props} />
    </>
  ) : (
    state
  );
}

function answers({ detail, t, kernel, lang }: CaseViewProps): VNode {
  const { submission, file } = detail;
  if (!submission) return <p>{t('cases.content_erased')}</p>;
  return (
    <Section id="angaben" heading={t('cases.office.answers')}>
      {submission.sections.map((section) => (
        <SummaryList t={t} heading={section.title} rows={section.rows.map((row) => ({ label: row.label, value: row.value.join(', '), ...(row.provenance ? { provenance: t(forClerks(kernel, row.provenance.label)) } : {}) }))} />
      ))}
      {submission.uploads.length > 0 ? <LinkList label={t('cases.office.uploads')} links={submission.uploads.map((upload) => ({ href: `/amt/vorgaenge/${file.id}/anlagen/${upload.id}`, label: upload.filename, hint: `${Math.ceil(upload.size / 1024).toLocaleString(lang === 'en' ? 'en' : 'de')} kB` }))} /> : null}
      {kernel.config.demo ? <p class="st-hint">{t('cases.office.demo')}</p> : null}
    </Section>
  );
}

function found({ detail, t, lang, kernel }: CaseViewProps): VNode | null {
  if (detail.checkRuns.length === 0) return null;
  const last = Math.max(...detail.checkRuns.map(({ round }) => round));
  const tones = { ok: 'success', doubt: 'warning', unavailable: 'danger', skipped: 'info' } as const;
  return (
    <Section id="pruefungen" heading={t('cases.office.checks')}>
      <Table
        dense
        caption={t('cases.office.checks.intro')}
        columns={[{ label: t('cases.office.check') }, { label: t('cases.office.result') }, { label: t('cases.office.given') }, { label: t('cases.office.found') }]}
        rows={detail.checkRuns.filter(({ round }) => round === last).map((run) => [
          <>{t(`cases.office.part.${run.use}`) === `cases.office.part.${run.use}` ? run.use : t(`cases.office.part.${run.use}`)}</>,
          <>
            <Badge tone={tones[run.result]} label={t(`cases.office.result.${run.result}`)} />
            {run.reasons.map((reason) => (
              <>
                <br />
                <small>{reasonText(kernel, detail.service, `${run.checkId}:${reason}`, lang, t)}</small>
              </>
            ))}
          </>,
          <CheckValues {...{ kernel, t, lang }} use={run.use} values={run.inputs} />,
          <CheckValues {...{ kernel, t, lang }} use={run.use} values={run.outputs} />,
        ])}
      />
    </Section>
  );
}

function questions({ detail, t, lang, people }: CaseViewProps): VNode | null {
  if (detail.questions.length === 0) return null;
  return (
    <Section id="fragen" heading={t('cases.questions')}>
      {detail.questions.map((question) => (
        <DescriptionList
          items={[
            { label: t('cases.office.asked', { name: people.name(question.askedBy) }), value: question.question },
            {
              label: question.answeredAt ? t('cases.office.answered', { time: moment(question.answeredAt, lang) }) : t(question.id === detail.file.questionId ? 'cases.office.answer_until' : 'cases.office.unanswered'),
              value: question.answer ? (
                <>
                  {question.answer.text}
                  {question.answer.yes === undefined ? null : t(question.answer.yes ? 'cases.office.yes' : 'cases.office.no')}
                  {question.answer.file ? ` ${question.answer.file.filename}` : null}
                  {question.answer.takenDown ? <TakenDownLine taken={question.answer.takenDown} by={question.answeredBy} {...{ t, lang, people }} /> : null}
                </>
              ) : (
                formatDate(question.answerUntil, lang)
              ),
            },
          ]}
        />
      ))}
    </Section>
  );
}

function TakenDownLine({ taken, by, t, lang, people }: { taken: TakenDown; by: string | null; t: T; lang: Lang; people: People }): VNode {
  return (
    <>
      <br />
      <small>
        {takenDownWords(taken, t, lang)}
        {by === null ? null : ` · ${t('cases.office.taken_down_by', { name: people.name(by) })}`}
      </small>
    </>
  );
}

function aside(props: CaseViewProps): VNode {
  const { detail, t, lang, people } = props;
  const { file } = detail;
  return (
    <>
      <DescriptionList
        compact
        items={[
          { label: t('cases.office.worker'), value: file.assignedTo ? people.name(file.assignedTo) : t('cases.office.free') },
          { label: t('cases.office.deadline'), value: formatDate(file.dueOn, lang) },
          { label: t('cases.received_at'), value: moment(file.receivedAt, lang) },
          { label: t('cases.office.channel'), value: t(`cases.office.channel.${file.channel}`) },
          { label: t('cases.office.lang'), value: t(`cases.office.lang.${file.lang}`) },
        ]}
      />
      <ClaimForm {...props} />
      <HandOverForm {...props} />
      {detail.documents.length > 0 ? (
        <>
          <h2>{t('cases.documents')}</h2>
          <LinkList label={t('cases.documents')} links={detail.documents.map((document) => ({ href: `/amt/vorgaenge/${file.id}/dokumente/${document.id}`, label: document.title, hint: `${t(`cases.office.kind.${document.kind}`)}, ${moment(document.createdAt, lang)}` }))} />
        </>
      ) : null}
      {props.panels}
      <h2>{t('cases.office.notes')}</h2>
      {detail.notes.map((note) => (
        <p>
          {note.text}
          <br />
          <small>
            {people.name(note.author)}, {moment(note.at, lang)}
          </small>
        </p>
      ))}
      <Details summary={t('cases.office.note.add')} open={props.typed?.form === 'vermerk'}>
        <NoteForm {...props} />
      </Details>
    </>
  );
}

/** Texts that address the applicant have another wording for clerks. */
function forClerks(kernel: Kernel, key: string): string {
  const own = key.replace(/^\w+/, 'cases.office');
  return kernel.i18n.has('de', own) ? own : key;
}

/** What the history adds to an event's name. */
function moreOf(event: CaseEvent, { detail, t, lang, people, kernel }: CaseViewProps): string {
  switch (event.kind) {
    case 'doubt_found':
      return event.data.reasons.map((reason) => reasonText(kernel, detail.service, reason, lang, t)).join(' · ');
    case 'check_started':
      return event.data.refused ? `${t('cases.error.effect_refused')} ${reasonText(kernel, detail.service, event.data.refused, lang, t)}` : '';
    case 'assigned':
      return event.data.to ? people.name(event.data.to) : t('cases.office.free');
    case 'question_answered':
      return event.data.channel && event.data.receivedOn ? takenDownWords({ channel: event.data.channel, receivedOn: event.data.receivedOn }, t, lang) : '';
    default:
      return '';
  }
}

function historyEntries(props: CaseViewProps) {
  const { detail, t, lang, people, kernel } = props;
  return detail.history.map((event) => {
    const actor = event.actor.kind === 'staff' ? people.name(event.actor.id) : t(`cases.office.actor.${event.actor.kind}`);
    const key = event.kind === 'letter_provided' ? `cases.event.letter_provided.${event.data.by}` : `cases.event.${event.kind}`;
    const title = event.kind === 'letter_posted' ? postedWords(event, t, lang) : t(forClerks(kernel, key));
    const more = moreOf(event, props);
    return { title: more ? `${title}: ${more}` : title, time: `${moment(event.at, lang)} · ${actor}`, datetime: event.at.toISOString(), state: 'done' as const };
  });
}
