import type { VNode } from 'preact';
import type { T } from '../../../../kernel/i18n/i18n.ts';
import { euros, formatMoney } from '../../../../kernel/money/index.ts';
import type { SubjectChoice, SubjectPart, SubjectWords } from '../../../../kernel/parts/parts.ts';
import { Alert, Badge, Button, ButtonRow, Column, DescriptionList, ErrorSummary, InsetText, PageHeading, PostForm, Radios, Section, SubmitButton, TextInput, type FormError } from '../../../../kernel/ui/index.ts';
import { amountsOn, inLang, type Lang, type ServiceDefinition } from '../../../catalogue/index.ts';
import { channels } from '../../../forms/index.ts';

/** One of the account's own; with `refusal` it is shown with the reason, not offered. */
export type Offer = SubjectChoice & { refusal: SubjectWords | undefined };

export interface StartProps {
  service: ServiceDefinition;
  t: T;
  lang: Lang;
  csrf: string;
  today: string;
  action: string;
  /** Where the visitor comes back to after the login. */
  path: string;
  gate: 'ok' | 'login' | 'assurance';
  /** Somebody signed in (citizen or staff): no hint to the login. */
  signedIn: boolean;
  /** An application of this service that was begun and not sent. */
  resume: { href: string; edited: string; subject: string | undefined } | undefined;
  /** The applicant's own open cases about what they may choose. */
  running: { href: string; number: string; about: string; received: string }[];
  subject: { texts: SubjectPart['texts']; offers: Offer[] } | undefined;
  /** Set for staff: how the application came in. */
  channel: string | undefined;
  errors: readonly FormError[];
  typed: { gegenstand?: string | undefined; nummer?: string | undefined; code?: string | undefined };
}

/** What one needs, what it costs, how long it takes; then the start. Nothing from a register stands here. */
export function StartView(props: StartProps): VNode {
  const { service, t, lang } = props;
  const text = (value: Parameters<typeof inLang>[0]) => inLang(value, lang);
  return (
    <Column>
      <ErrorSummary errors={props.errors} t={t} />
      <PageHeading title={text(service.title)} caption={t(props.channel === undefined ? 'cases.apply.caption' : 'cases.office.counter')} {...(props.channel === undefined ? { lead: text(service.summary) } : {})} />
      {props.resume ? (
        <Alert title={t('cases.apply.resume.title')}>
          <p>{props.resume.subject ? t('cases.apply.resume.text.subject', { edited: props.resume.edited, subject: props.resume.subject }) : t('cases.apply.resume.text', { edited: props.resume.edited })}</p>
          <p>
            <a href={props.resume.href}>{t('cases.apply.resume.link')}</a>
          </p>
        </Alert>
      ) : null}
      {props.running.length > 0 ? (
        <Alert tone="warning" title={t('cases.apply.running.title')}>
          {props.running.map(({ href, number, about, received }) => (
            <p>
              {t('cases.apply.running.text', { about, received })} <a href={href}>{t('cases.apply.running.link', { number })}</a>
            </p>
          ))}
          <p>{t('cases.apply.running.hint')}</p>
        </Alert>
      ) : null}
      {props.channel === undefined && service.documents.length > 0 ? (
        <Section id="unterlagen" heading={t('cases.apply.documents')}>
          <div class="st-prose">
            <ul>
              {service.documents.map((item) => (
                <li>{text(item)}</li>
              ))}
            </ul>
          </div>
        </Section>
      ) : null}
      <DescriptionList
        items={[
          { label: t('cases.apply.fee'), value: feeWords(props) },
          ...(service.term ? [{ label: t('cases.apply.term'), value: text(service.term.text) }] : []),
        ]}
      />
      {props.gate === 'ok' ? startForm(props) : loginFirst(props)}
    </Column>
  );
}

function loginFirst({ gate, path, t }: StartProps): VNode {
  return (
    <Section id="anmelden" heading={t(gate === 'login' ? 'cases.apply.login.title' : 'cases.apply.assurance.title')}>
      <p>{t(gate === 'login' ? 'cases.apply.login.text' : 'cases.apply.assurance.text')}</p>
      <ButtonRow>
        <Button variant="primary" href={`/konto/anmelden?weiter=${encodeURIComponent(path)}`} label={t('cases.apply.login.button')} icon="arrow" />
      </ButtonRow>
    </Section>
  );
}

function startForm(props: StartProps): VNode {
  const { subject, t } = props;
  return (
    <PostForm action={props.action} csrf={props.csrf}>
      {props.channel !== undefined ? (
        <Radios name="kanal" label={t('cases.apply.channel')} t={t} value={props.channel} options={channels.filter((channel) => channel !== 'online').map((channel) => ({ value: channel, label: t(`cases.apply.channel.${channel}`) }))} />
      ) : null}
      {!props.signedIn ? (
        <InsetText>
          {t('cases.apply.login.hint')} <a href={`/konto/anmelden?weiter=${encodeURIComponent(props.path)}`}>{t('cases.apply.login.link')}</a>
        </InsetText>
      ) : null}
      {subject ? subjectQuestion(props, subject) : null}
      <ButtonRow>
        <SubmitButton label={t('cases.apply.begin')} icon="arrow" />
      </ButtonRow>
    </PostForm>
  );
}

/** Value of the choice "with number and code". */
export const otherSubject = 'andere';

function subjectQuestion(props: StartProps, { texts, offers }: NonNullable<StartProps['subject']>): VNode {
  const { t, errors, typed } = props;
  const choices = offers.filter(({ refusal }) => !refusal);
  const errorOf = (name: string) => errors.find((error) => error.name === name)?.message;
  const byCode = (
    <>
      <TextInput name="nummer" label={t(texts.number)} t={t} value={typed.nummer ?? ''} autocomplete="off" spellcheck={false} width={20} {...errorProp(errorOf('nummer'))} />
      <TextInput name="code" label={t(texts.code)} t={t} autocomplete="off" spellcheck={false} width={20} {...errorProp(errorOf('code'))} />
    </>
  );
  if (choices.length === 0) {
    return (
      <Section id="gegenstand" heading={t(texts.heading)}>
        {closedOffers(props, offers)}
        <p>{t(props.channel !== undefined ? texts.counter : offers.length > 0 ? 'cases.apply.subject.closed_only' : props.signedIn ? texts.none : texts.help)}</p>
        {byCode}
      </Section>
    );
  }
  const byCodeInside = (
    <>
      <p class="st-hint">{t('cases.apply.subject.other.hint')}</p>
      {byCode}
    </>
  );
  return (
    <>
      <Radios
        name="gegenstand"
        label={t(texts.heading)}
        t={t}
        value={chosen(typed, choices)}
        options={[
          ...choices.map(({ ref, label, hint }) => ({ value: ref, label, ...(hint ? { hint: t(hint.key, hint.params) } : {}) })),
          { value: otherSubject, label: t('cases.apply.subject.other'), inside: byCodeInside },
        ]}
        {...errorProp(errorOf('gegenstand'))}
      />
      {closedOffers(props, offers)}
    </>
  );
}

function closedOffers({ t }: StartProps, offers: readonly Offer[]): VNode | null {
  const closed = offers.flatMap(({ label, refusal }) => (refusal ? [{ label, words: t(refusal.key, refusal.params) }] : []));
  if (closed.length === 0) return null;
  return (
    <InsetText>
      <p>{t('cases.apply.subject.closed')}</p>
      {closed.map(({ label, words }) => (
        <p>
          <strong>{label}</strong>
          <br />
          {words}
        </p>
      ))}
    </InsetText>
  );
}

/** Whoever typed a number meant that one; of several of their own none is chosen for them. */
function chosen(typed: StartProps['typed'], choices: readonly SubjectChoice[]): string {
  if (typed.nummer || typed.code) return otherSubject;
  return typed.gegenstand ?? (choices.length === 1 ? choices[0]!.ref : '');
}

const errorProp = (message: string | undefined) => (message ? { error: message } : {});

/** What the catalogue says about the fee: its words, and every amount in force today. */
export function feeWords({ service, t, lang, today }: Pick<StartProps, 'service' | 't' | 'lang' | 'today'>): VNode | string {
  const { fee } = service;
  if (!fee) return t('cases.apply.fee.unknown');
  const words = fee.text ? inLang(fee.text, lang) : undefined;
  if ('free' in fee) return words ?? t('cases.apply.fee.free');
  if ('unknown' in fee) return words ?? t('cases.apply.fee.unknown');
  return (
    <>
      {words ? <p>{words}</p> : null}
      {amountsOn(service, today).map((amount) => (
        <p>
          {amount.title ? `${inLang(amount.title, lang)}: ` : ''}
          <strong>{formatMoney(euros(amount.cents), lang)}</strong> {amount.assumption ? <Badge label={t('cases.apply.fee.assumption')} /> : null}
        </p>
      ))}
    </>
  );
}
