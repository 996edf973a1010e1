import type { VNode } from 'preact';
import type { T } from '../../../kernel/i18n/i18n.ts';
import { Table } from '../../../kernel/ui/index.ts';
import type { AnyContent } from '../domain/kinds.ts';

/** What a change does, part by part: before and after, only where they differ. */
export function Difference({ before, after, t, caption = t('plan.edit.difference') }: { caption?: string; before: AnyContent | null; after: AnyContent | null; t: T }): VNode {
  const parts = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((name) => write((before as never)?.[name]) !== write((after as never)?.[name]));
  if (parts.length === 0) return <p>{t('plan.edit.nothing_changed')}</p>;
  return (
    <Table
      caption={caption}
      columns={[{ label: t('plan.edit.part') }, { label: t('plan.edit.before') }, { label: t('plan.edit.after') }]}
      rows={parts.map((name) => [t(`plan.edit.field.${name}`), value((before as never)?.[name], t), value((after as never)?.[name], t)])}
    />
  );
}

const write = (part: unknown): string => (part === undefined || part === null ? '' : typeof part === 'string' ? part : JSON.stringify(part));

function value(part: unknown, t: T): VNode | string {
  return write(part) === '' ? <span class="st-muted">{t('plan.edit.empty')}</span> : write(part);
}
