import type { LetterBlock, LetterData, Letterhead, LetterText } from '../../../kernel/documents/index.ts';
import type { Program } from '../../../kernel/expressions/index.ts';
import { canonicalJson } from '../../../kernel/evidence/canonical-json.ts';
import { localize, type Lang, type T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate, type PlainDate } from '../../../kernel/time/index.ts';
import { fillLetter, type ProcessValues, type PublishedService } from '../../catalogue/index.ts';
import { findAccount, office, staffName } from '../../directory/index.ts';
import { announcementRules } from '../../mailbox/index.ts';
import { claimForCase, payPath, type Claim } from '../../payments/index.ts';
import { withoutCodes } from '../domain/codes.ts';
import { applicantOf, feeOf, type CaseContext } from '../context.ts';
import type { LetterKind } from '../domain/types.ts';
import { goesByPost } from './deliver.ts';
import type { Decision, Question } from '../store-file.ts';

/** What a letter says besides its case: a decision, or a question. */
export type LetterCause =
  | { kind: 'granted' | 'rejected'; decision: Pick<Decision, 'automatic' | 'text' | 'effects' | 'decidedOn' | 'decidedBy'> }
  | { kind: 'question'; question: Pick<Question, 'question' | 'answerUntil' | 'askedBy'> };

export interface ComposedLetter {
  kind: LetterKind;
  subject: string;
  /** The subject for the file, which is kept in German. */
  germanSubject: string;
  data: LetterData;
  lang: Lang;
  /** The case as data, for the record's copy. */
  record: Record<string, unknown>;
}

/** "nicht belegt" is for catalogue pages; a letterhead leaves out what is not known. */
const known = (text: string) => text !== '' && !/nicht belegt|not confirmed/i.test(text);

/** Head and foot of the city's letters for an office. */
export function letterhead(kernel: Kernel, officeKey: string, lang: Lang, t: T): Letterhead {
  const found = office(kernel, officeKey);
  const city = kernel.config.city.replace(/^./, (first) => first.toUpperCase());
  const authority = t('cases.letter.authority', { city });
  if (!found) return { authority };
  const unit = localize(found.name, lang);
  const hours = localize(found.hours, lang);
  const footer = [[authority, unit, ...[found.address].filter(known)], [hours].filter(known), [found.phone, found.email].filter(known)].filter((column) => column.length > 0);
  return { authority, unit, footer };
}

/** The fee as letters name it. A preview knows the amount that the decision will claim, and neither reference nor link yet. */
function feeValues(kernel: Kernel, context: CaseContext, claim: Claim | undefined, preview: boolean): Record<string, unknown> {
  if (claim) return { cents: claim.amountCents, reference: claim.reference, link: `${kernel.config.publicUrl}${payPath(claim)}` };
  return preview ? { cents: feeOf(context, context.file)?.amountCents ?? 0 } : { cents: 0, reference: '', link: '' };
}

/** Only a decision brings about effects and, where it comes after, the claim of the fee. */
const comesWithDecision = ({ references }: Program): boolean => references.some(([first]) => first === 'effects' || first === 'fee');

/** What a letter says in each of its languages. */
interface Said {
  cause: LetterCause;
  values: ProcessValues;
  day: PlainDate;
  name: string;
  clerk: string | undefined;
  preview: boolean;
}

/**
 * The letter as data for the template: the package's words, filled with the values of the case, in the language that the
 * account's profile names; without an account in that of the case. The official language is German (§ 23 Abs. 1 VwVfG): a
 * letter in another one, or in Leichte Sprache, holds the whole German text as well, which binds.
 * A `preview` says that it is one, and shows where values stand that only the decision brings.
 */
export async function composeLetter(kernel: Kernel, context: CaseContext, cause: LetterCause, { preview = false } = {}): Promise<ComposedLetter> {
  const { file, service, frozen } = context;
  const account = file.accountId === null ? undefined : await findAccount(kernel, file.accountId);
  const lang = letterLang(service, account?.lang ?? file.lang);
  const t = kernel.i18n.translator(lang);
  const claim = await claimForCase(kernel.db, file.id);
  const applicant = applicantOf(service, frozen.answers);
  const name = applicant.name || account?.name || '';
  const day: PlainDate = cause.kind === 'question' ? kernel.clock.today() : cause.decision.decidedOn;
  const values: ProcessValues = {
    ...context.values,
    case: { number: file.number, received: file.receivedOn },
    applicant: { name },
    fee: feeValues(kernel, context, claim, preview),
    ...(cause.kind === 'question'
      ? { question: { text: cause.question.question, answer_until: cause.question.answerUntil } }
      : { decision: { date: cause.decision.decidedOn, text: cause.decision.text, automatic: cause.decision.automatic }, effects: cause.decision.effects }),
  };
  const clerkId = cause.kind === 'question' ? cause.question.askedBy : cause.decision.decidedBy;
  const clerk = clerkId === null ? undefined : await staffName(kernel, clerkId);
  const said: Said = { cause, values, day, name, clerk, preview };
  const text = letterText(kernel, context, said, lang);
  const german = lang === 'de' ? text : letterText(kernel, context, said, 'de');
  const data: LetterData = {
    letterhead: letterhead(kernel, file.office, lang, t),
    ...(preview ? { marking: t('cases.letter.preview') } : kernel.config.demo ? { marking: t('cases.letter.demo') } : {}),
    recipient: [name, ...applicant.address].filter(Boolean).slice(0, 6),
    delivery: deliveryWords(account !== undefined, cause.kind, context, t),
    ...text,
    ...(lang === 'de-leicht' ? { wording: lang } : {}),
    ...(lang === 'de' ? {} : { notice: t('cases.letter.notice'), binding: { ...german, lang: 'de', heading: kernel.i18n.translator('de')('cases.letter.binding') } }),
  };
  const record = { case: { number: file.number, service: file.service, version: file.versionHash, received: file.receivedOn, channel: file.channel }, answers: frozen.answers, contentHash: frozen.contentHash, checks: context.values.checks, cause: cause.kind === 'question' ? cause : { ...cause, decision: { ...cause.decision, effects: withoutCodes(cause.decision.effects) } }, fee: claim ? { cents: claim.amountCents, reference: claim.reference, source: claim.legalSource } : null };
  return { kind: cause.kind, subject: text.subject, germanSubject: german.subject, data, lang, record: JSON.parse(JSON.stringify(record)) as Record<string, unknown> };
}

/** How the letter comes: true also of one that nobody opens and that is printed later, so it names no day. */
function deliveryWords(mailbox: boolean, letter: LetterKind, { process }: CaseContext, t: T): string {
  if (!mailbox || goesByPost(letter, process.announcement)) return t('cases.letter.delivery.post');
  const days = letter === 'question' ? null : announcementRules[process.announcement].retrievalDays;
  return days === null ? t('cases.letter.delivery.mailbox') : t('cases.letter.delivery.mailbox_then_post', { days });
}

/** The wanted language where the package is written in it, or else German. */
function letterLang(service: PublishedService, wanted: Lang): Lang {
  return service.compiled.service.languages.includes(wanted) ? wanted : 'de';
}

/** From reference to close in one language. What a clerk wrote stands as it was written. */
function letterText(kernel: Kernel, { file, service }: CaseContext, { cause, values, day, name, clerk, preview }: Said, lang: Lang): LetterText {
  const t = kernel.i18n.translator(lang);
  const filled = fillLetter(service.compiled, cause.kind, values, lang, preview ? (program) => (comesWithDecision(program) ? t('cases.letter.later') : '') : undefined) ?? plainQuestion(cause, file.accountId === null ? 'post' : 'mailbox', t, lang);
  return {
    reference: {
      caseNumber: file.number,
      date: formatDate(day, lang),
      ...(clerk ? { clerk: { name: clerk } } : {}),
      more: [{ label: t('cases.letter.received'), value: formatDate(file.receivedOn, lang) }],
    },
    subject: filled.subject,
    salutation: name ? t('cases.letter.salutation', { name }) : t('cases.letter.salutation.nobody'),
    blocks: filled.blocks as LetterBlock[],
    closing: clerk ? { greeting: t('cases.letter.greeting'), name: clerk } : { greeting: t('cases.letter.greeting'), note: t('cases.letter.automatic') },
  };
}

/** For packages that bring no letter for questions. */
function plainQuestion(cause: LetterCause, way: 'mailbox' | 'post', t: T, lang: Lang): { subject: string; blocks: LetterBlock[] } {
  const text = cause.kind === 'question' ? cause.question.question : cause.decision.text;
  const until = cause.kind === 'question' ? [{ type: 'paragraph' as const, text: t(`cases.letter.question.until.${way}`, { date: formatDate(cause.question.answerUntil, lang) }) }] : [];
  return { subject: t(`cases.letter.${cause.kind}.subject`), blocks: [{ type: 'paragraph', text: t('cases.letter.question.intro') }, { type: 'box', text }, ...until] };
}

/** The page for people (PDF/UA-1). `at` is written into the file: the same letter gives the same bytes. */
export function renderForPeople(kernel: Kernel, letter: ComposedLetter, at: Date): Promise<Uint8Array> {
  return kernel.documents.render({ template: 'letter', data: letter.data, standard: 'ua-1', title: letter.subject, lang: documentLang(letter.lang), at });
}

/** The page for the record (PDF/A-3a) with the case as data inside. */
export function renderForRecord(kernel: Kernel, letter: ComposedLetter, at: Date): Promise<Uint8Array> {
  const content = new TextEncoder().encode(canonicalJson(letter.record));
  return kernel.documents.render({
    template: 'letter', data: letter.data, standard: 'a-3a', title: letter.subject, lang: documentLang(letter.lang), at,
    attachments: [{ name: 'data.json', mime: 'application/json', description: 'Data of the case', relationship: 'data', content }],
  });
}

export function documentLang(lang: Lang): 'de' | 'en' {
  return lang === 'en' ? 'en' : 'de';
}

