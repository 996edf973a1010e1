import type { VNode } from 'preact';
import { localize, type Lang, type T } from '../../../kernel/i18n/i18n.ts';
import { formatDate, type PlainDate } from '../../../kernel/time/index.ts';
import { Alert, Badge, Breadcrumb, Button, ButtonRow, DescriptionList, Details, LinkList, PageHeading, PostForm, Section, Stack, SummaryList, Timeline, WithAside } from '../../../kernel/ui/index.ts';
import type { Office } from '../../directory/index.ts';
import { ClaimPanel } from '../../payments/index.ts';
import { onceOf } from '../letters/deliver.ts';
import { isClosed } from '../domain/states.ts';
import { feePurpose } from '../context.ts';
import type { CaseDetail } from '../queries.ts';
import type { Question } from '../store-file.ts';
import type { CaseProof } from './proofs.ts';
import { applicantTimeline, moment, stateTones, takenDownWords } from './words.ts';

interface Props {
  detail: CaseDetail;
  t: T;
  lang: Lang;
  csrf: string;
  demo: boolean;
  signedIn: boolean;
  office: Office | undefined;
  proofs: readonly CaseProof[];
}

/** Everything an applicant may know of their case: where it stands first, what to do, then the rest. */
export function CasePage(props: Props): VNode {
  const { detail, t, lang, signedIn } = props;
  const { file, service } = detail;
  const title = localize(service.compiled.service.title, lang);
  return (
    <Stack>
      {signedIn ? <Breadcrumb links={[{ href: '/konto', label: t('cases.account') }, { href: '/konto/vorgaenge', label: t('cases.title') }]} current={file.number} t={t} /> : null}
      <PageHeading title={title} caption={`${t('cases.number')} ${file.number}`} meta={<Badge tone={stateTones[file.state]} label={t(`cases.state.${file.state}`)} />} />
      <WithAside asideLabel={t('cases.aside')} aside={aside(props)}>
        {next(props)}
        {detail.claim ? (
          <Section id="gebuehr" heading={t('payments.title')}>
            <ClaimPanel claim={{ ...detail.claim, purpose: feePurpose(service, file, detail.claim.amountLabel, lang) }} t={t} lang={lang} payer />
          </Section>
        ) : null}
        <Section id="verlauf" heading={t('cases.timeline')}>
          <Timeline entries={applicantTimeline(file, detail.history, t, lang, untilOf(detail))} label={t('cases.timeline')} />
        </Section>
        {detail.questions.length > 0 ? (
          <Section id="fragen" heading={t('cases.questions')}>
            {detail.questions.map((question) => (
              <DescriptionList items={questionFacts(question, t, lang, question.id === file.questionId)} />
            ))}
          </Section>
        ) : null}
        {detail.submission ? (
          <Section id="angaben" heading={t('cases.answers')} intro={t('cases.answers.intro')}>
            {detail.submission.sections.map((section) => (
              <Details summary={section.title}>
                <SummaryList t={t} rows={section.rows.map((row) => ({ label: row.label, value: row.value.join(', '), ...(row.provenance ? { provenance: t(row.provenance.label) } : {}) }))} />
              </Details>
            ))}
          </Section>
        ) : (
          <p>{t('cases.content_erased')}</p>
        )}
        {isClosed(file.state) ? null : (
          <Section id="zuruecknehmen" heading={t('cases.withdraw')}>
            <Details summary={t('cases.withdraw.summary')}>
              <p>{t('cases.withdraw.text')}</p>
              <PostForm action={`/konto/vorgaenge/${file.id}/zuruecknehmen`} csrf={props.csrf} label={t('cases.withdraw')}>
                <ButtonRow>
                  <Button variant="danger" label={t('cases.withdraw.button')} />
                </ButtonRow>
              </PostForm>
            </Details>
          </Section>
        )}
      </WithAside>
    </Stack>
  );
}

/** The day the present step ends: to answer, to pay, or for us to decide. */
function untilOf({ file, questions, claim }: CaseDetail): PlainDate {
  if (file.state === 'waiting_applicant') return questions.find(({ id }) => id === file.questionId)?.answerUntil ?? file.dueOn;
  return file.state === 'waiting_payment' ? (claim?.dueOn ?? file.dueOn) : file.dueOn;
}

function aside(props: Props): VNode {
  const { detail, t, lang, office } = props;
  return (
    <>
      {documents(props)}
      {proofList(props)}
      <h2>{t('cases.contact')}</h2>
      <DescriptionList
        compact
        items={[
          ...(office ? [{ label: t('cases.contact.name'), value: localize(office.name, lang) }, { label: t('cases.contact.phone'), value: office.phone }, { label: t('cases.contact.hours'), value: localize(office.hours, lang) }] : []),
          { label: t('cases.number'), value: detail.file.number },
          { label: t('cases.received_at'), value: moment(detail.file.receivedAt, lang) },
        ]}
      />
    </>
  );
}

/** What comes next and until when; and what the applicant has to do, if anything. */
function next({ detail, t, lang, signedIn }: Props): VNode {
  const { file, service, messages, questions } = detail;
  const letter = detail.decision && messages.find((message) => message.once === onceOf(detail.decision!.id));
  const question = file.questionId === null ? undefined : questions.find(({ id }) => id === file.questionId);
  const asked = question && messages.find((message) => message.once === onceOf(question.id));
  const href = asked ? `/postfach/${asked.id}` : letter ? `/postfach/${letter.id}` : undefined;
  const tone = stateTones[file.state];
  return (
    <Alert tone={tone} title={t(`cases.next.${file.state}.title`)}>
      <p>{t(`cases.next.${file.state}`, { date: formatDate(file.dueOn, lang), until: question ? formatDate(question.answerUntil, lang) : '', pay: detail.claim?.dueOn ? formatDate(detail.claim.dueOn, lang) : '' })}</p>
      {href && signedIn ? (
        <ButtonRow>
          <Button href={href} variant={asked ? 'primary' : 'secondary'} label={t(asked ? 'cases.next.answer' : 'cases.next.letter')} icon="mail" />
        </ButtonRow>
      ) : (detail.decision || question) && file.state !== 'withdrawn' && !href ? (
        <p>{t(file.accountId === null || (detail.decision && service.compiled.process?.announcement === 'post') ? 'cases.next.post' : 'cases.next.letter_soon')}</p>
      ) : null}
    </Alert>
  );
}

function documents({ detail, t, lang, signedIn }: Props): VNode | null {
  const { file, messages } = detail;
  const links = detail.documents.flatMap((document) => {
    const hint = moment(document.createdAt, lang);
    if (document.kind !== 'letter') return [{ href: `/konto/vorgaenge/${file.id}/dokumente/${document.id}`, label: document.title, hint }];
    const message = messages.find(({ once }) => once === onceOf(document.ref));
    return message && signedIn ? [{ href: `/postfach/${message.id}`, label: document.title, hint }] : [];
  });
  if (links.length === 0) return null;
  return (
    <>
      <h2>{t('cases.documents')}</h2>
      <LinkList links={links} label={t('cases.documents')} />
    </>
  );
}

/** Proof and content of each promise, to keep and to check without us. */
function proofList({ detail, proofs, t, lang }: Props): VNode | null {
  if (proofs.length === 0) return null;
  const links = proofs.flatMap(({ id, kind, at }) => (['proof', 'content'] as const).map((part) => ({
    href: `/konto/vorgaenge/${detail.file.id}/nachweise/${id}${part === 'content' ? '/inhalt' : ''}`, label: `${t(`cases.proofs.${kind}`)}: ${t(`cases.proofs.${part}`)}`, hint: moment(at, lang),
  })));
  return (
    <>
      <h2>{t('cases.proofs')}</h2>
      <p>{t('cases.proofs.intro')} <a href="/nachweis">{t('cases.proofs.how')}</a></p>
      <LinkList links={links} label={t('cases.proofs')} />
    </>
  );
}

/** `open`: the case still waits for the answer. */
export function questionFacts(question: Question, t: T, lang: Lang, open: boolean) {
  const { answer } = question;
  const words = answer ? [answer.yes === undefined ? '' : t(answer.yes ? 'ui.yes' : 'ui.no'), answer.text ?? '', answer.file?.filename ?? '', answer.takenDown ? takenDownWords(answer.takenDown, t, lang) : ''].filter(Boolean).join(' · ') : open ? t('cases.question.open', { date: formatDate(question.answerUntil, lang) }) : t('cases.question.over');
  return [
    { label: t('cases.question'), value: question.question },
    { label: question.answeredAt ? t('cases.question.answered', { date: moment(question.answeredAt, lang) }) : t('cases.question.answer'), value: words },
  ];
}
