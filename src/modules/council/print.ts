import type { LetterBlock, ReportData } from '../../kernel/documents/index.ts';
import type { Lang } from '../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { dateOf, formatDate } from '../../kernel/time/index.ts';
import type { Promised, Statement } from './domain/shapes.ts';
import { authorityName } from './load.ts';
import type { Paper, Publication } from './store.ts';
import { dayOf, headRows } from './web/words.tsx';

/** An answer in the form of a council paper: PDF/UA with head, order of consultation, each answer under its question. */
export async function printAnswer(kernel: Kernel, paper: Paper, answer: { statements: readonly Statement[]; promises: readonly Promised[]; publication: Publication | undefined; signatures: readonly { label: string; day: string }[]; at: Date }, lang: Lang): Promise<Uint8Array> {
  const t = kernel.i18n.translator(lang);
  const title = t('council.print.title', { paper: paper.head.reference ?? paper.head.subject ?? paper.slug });
  const blocks: LetterBlock[] = [
    { type: 'heading', text: t('council.consultations') },
    paper.head.consultations.length === 0 ? { type: 'paragraph', text: t('council.unsourced') } : { type: 'table', columns: [{ label: t('council.body') }, { label: t('council.meeting') }, { label: t('council.status') }], rows: paper.head.consultations.map((entry) => [entry.body, dayOf(entry.date, entry.date_precision, lang, t), entry.status]) },
    ...paper.questions.flatMap((question, index): LetterBlock[] => {
      const said = answer.statements.filter((statement) => statement.question === index + 1);
      return [
        { type: 'heading', text: t('council.question', { number: index + 1 }) },
        { type: 'paragraph', text: question.text },
        { type: 'heading', level: 3, text: t('council.answer') },
        said.length === 0 ? { type: 'paragraph', text: t('council.draft.none') } : { type: 'list', items: said.map(({ text, citation }) => `${text} [${citation ? t('council.print.cite', { ref: citation.ref, day: formatDate(citation.day, lang), version: citation.version }) : t('council.uncited')}]`) },
      ];
    }),
    ...(answer.promises.length === 0 ? [] : [
      { type: 'heading', text: t('council.promised') } as const,
      { type: 'list', items: answer.promises.map(({ text, due }) => t('council.promised.by', { text, day: formatDate(due, lang) })) } as const,
    ]),
    { type: 'heading', text: t('council.signatures') },
    answer.signatures.length === 0 ? { type: 'paragraph', text: t('council.print.unsigned') } : { type: 'table', columns: [{ label: t('council.step') }, { label: t('council.day') }], rows: answer.signatures.map(({ label, day }) => [label, day]) },
  ];
  const data: ReportData = {
    letterhead: { authority: authorityName(kernel, lang), unit: paper.head.department ?? t('council.title') },
    ...(answer.publication === undefined ? { marking: t('council.print.draft') } : kernel.config.demo ? { marking: t('plan.report.demo') } : {}),
    heading: title,
    intro: paper.head.subject ?? t('council.no_subject'),
    reference: headRows(paper, lang, t),
    blocks,
    notes: [t('council.print.note'), ...(answer.publication ? [t('council.print.checksum', { sum: answer.publication.checksum, day: formatDate(dateOf(answer.publication.at), lang) })] : [])],
  };
  return kernel.documents.render({ template: 'report', data, standard: 'ua-1', title, lang: lang === 'en' ? 'en' : 'de', at: answer.at });
}
