import type { VNode } from 'preact';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Badge, Table } from '../../../kernel/ui/index.ts';
import type { CaseFileEntry } from '../store/read.ts';

/** Case files as every list shows them. */
export function caseFileTable(rows: readonly CaseFileEntry[], caption: string, t: T, lang: Lang): VNode {
  return (
    <Table
      dense
      caption={caption}
      captionHidden
      columns={[{ label: t('records.number'), nowrap: true }, { label: t('records.case_file') }, { label: t('records.documents'), numeric: true }, { label: t('records.opened'), nowrap: true }]}
      rows={rows.map((row) => [
        <a href={`/amt/akten/vorgang/${row.id}`}>{row.number}</a>,
        <>
          {row.title} {row.level === 'confidential' ? <Badge tone="warning" label={t('records.level.confidential')} /> : null}
        </>,
        String(row.documents),
        formatDate(row.openedOn, lang),
      ])}
    />
  );
}
