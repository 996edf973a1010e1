import type { VNode } from 'preact';
import { formatDate } from '../../../kernel/time/index.ts';
import { Table } from '../../../kernel/ui/index.ts';
import type { Entry, PlanView } from '../domain/view.ts';
import type { Reader } from './point.tsx';
import { Markdown, SourceLine, sinceWords } from './words.tsx';

/** Enquiries and motions, with the day they were answered. */
export function PaperList({ papers, view, t, lang }: Pick<Reader, 't' | 'lang'> & { papers: readonly Entry<'paper'>[]; view: PlanView }): VNode {
  return (
    <Table
      caption={t('plan.papers.caption')}
      columns={[{ label: t('plan.papers.paper') }, { label: t('plan.papers.day') }, { label: t('plan.papers.answer') }]}
      rows={papers.map((entry) => [
        <>
          {[entry.content.type, entry.content.reference].filter(Boolean).join(' ')}: {entry.content.title}
          {entry.content.text ? <Markdown text={entry.content.text} /> : null}
          <SourceLine entry={entry} view={view} lang={lang} t={t} />
        </>,
        sinceWords(entry, lang, t),
        entry.content.answered ? formatDate(entry.content.answered, lang) : t('plan.unsourced'),
      ])}
    />
  );
}
