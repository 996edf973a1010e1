import type { CopyData } from '../../../kernel/documents/index.ts';
import { localize, type T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { euros, formatMoney } from '../../../kernel/money/index.ts';
import { dateOf, formatDate, formatTime } from '../../../kernel/time/index.ts';
import { letterhead } from '../letters/compose.ts';
import { postedWords } from '../letters/announced.ts';
import { reasonText } from '../reasons.ts';
import type { CaseFacts } from './collect.ts';

type Row = CopyData['sections'][number]['rows'][number];

const moment = (at: Date) => `${formatDate(dateOf(at), 'de')}, ${formatTime(at, 'de')}`;

/**
 * The case as a page for the record: PDF/A-3a with the same facts as data inside. In German whatever language the applicant
 * spoke, as the file is the administration's (§ 23 Abs. 1 VwVfG). The same facts give the same bytes.
 */
export async function renderCaseRecord(kernel: Kernel, facts: CaseFacts, json: string): Promise<{ title: string; bytes: Uint8Array }> {
  const { file, service } = facts.detail;
  const t = kernel.i18n.translator('de');
  const title = t('cases.filing.title', { number: file.number });
  const data: CopyData = {
    letterhead: letterhead(kernel, file.office, 'de', t),
    ...(kernel.config.demo ? { marking: t('cases.letter.demo') } : {}),
    heading: title,
    intro: localize(service.compiled.service.title, 'de'),
    reference: [
      { label: t('cases.number'), value: file.number },
      { label: t('cases.received_at'), value: moment(file.receivedAt) },
      { label: t('cases.office.channel'), value: t(`cases.office.channel.${file.channel}`) },
      { label: t('cases.filing.version'), value: file.versionHash.slice(0, 16) },
    ],
    sections: sections(kernel, facts, t).filter(({ rows }) => rows.length > 0),
    notes: [t('cases.filing.note')],
  };
  const bytes = await kernel.documents.render({
    template: 'copy', data, standard: 'a-3a', title, lang: 'de', at: facts.endedAt,
    attachments: [{ name: 'data.json', mime: 'application/json', description: 'stadttor-case-record/1', relationship: 'data', content: new TextEncoder().encode(json) }],
  });
  return { title, bytes };
}

function sections(kernel: Kernel, { detail, endedAt, proofs }: CaseFacts, t: T): CopyData['sections'] {
  const { decision, claim, service, submission } = detail;
  const last = Math.max(0, ...detail.checkRuns.map(({ round }) => round));
  const titleOf = (documentId: string) => detail.documents.find(({ id }) => id === documentId)?.title ?? t('cases.office.kind.letter');
  const row = (label: string, value: string | null | undefined): Row[] => (value ? [{ label, value }] : []);
  return [
    ...(submission?.sections ?? []).map((section) => ({ title: section.title, rows: section.rows.map((entry) => ({ label: entry.label, value: entry.value, ...(entry.provenance ? { provenance: t(entry.provenance.label) } : {}) })) })),
    { title: t('cases.office.checks'), rows: detail.checkRuns.filter(({ round }) => round === last).map((run) => ({ label: run.use, value: [t(`cases.office.result.${run.result}`), ...run.reasons.map((reason) => reasonText(kernel, service, `${run.checkId}:${reason}`, 'de', t))], provenance: moment(run.at) })) },
    { title: t('cases.questions'), rows: detail.questions.map((question) => ({ label: question.question, value: [question.answer?.text ?? '', question.answer?.yes === undefined ? '' : t(question.answer.yes ? 'cases.office.yes' : 'cases.office.no'), question.answer?.file?.filename ?? ''].filter(Boolean), ...(question.answeredAt ? { provenance: moment(question.answeredAt) } : {}) })) },
    {
      title: t('cases.office.decide'),
      rows: decision ? [...row(t('cases.office.outcome'), t(`cases.state.${decision.outcome}`)), ...row(t('cases.office.decided_on'), formatDate(decision.decidedOn, 'de')), ...row(t('cases.office.decided_by'), decision.decidedBy ?? t('cases.office.automatic')), ...row(t('cases.office.reasons'), decision.text)] : detail.file.state === 'withdrawn' ? row(t('cases.office.outcome'), `${t('cases.state.withdrawn')}, ${moment(endedAt)}`) : [],
    },
    {
      title: t('cases.filing.messages'),
      rows: [
        ...detail.messages.map((message) => ({ label: message.subject, value: [t('cases.filing.provided', { time: moment(message.providedAt) }), message.retrievedAt ? t('cases.filing.retrieved', { time: moment(message.retrievedAt) }) : '', message.announcedOn ? t('cases.filing.announced', { day: formatDate(message.announcedOn, 'de') }) : ''].filter(Boolean) })),
        ...detail.history.flatMap((event) => (event.kind === 'letter_posted' ? row(titleOf(event.data.documentId), postedWords(event, t, 'de')) : [])),
      ],
    },
    {
      title: t('payments.title'),
      rows: claim ? [...row(t('cases.filing.amount'), formatMoney(euros(claim.amountCents))), ...row(t('cases.filing.reference'), claim.reference), ...row(t('cases.office.state'), t(`payments.state.${claim.state}`)), ...row(t('cases.filing.since'), moment(claim.at)), ...row(t('cases.filing.legal'), claim.legalSource)] : [],
    },
    { title: t('cases.filing.evidence'), rows: proofs.map((proof) => ({ label: proof.kind, value: `${proof.id} ${proof.leaf}`, provenance: moment(proof.at) })) },
  ];
}
