import { everyone } from '../../../kernel/access/access.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Table } from '../../../kernel/ui/index.ts';
import { pointQuery } from './overview.tsx';
import { monitorPage } from './page.tsx';
import { dayWords } from './words.tsx';

/** `/plan/quellen`: where everything is from. */
export function registerSources(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/plan/quellen', summary: 'Sources of the monitor', access: everyone, query: pointQuery,
    handler: (ctx) => monitorPage(kernel, ctx, { path: '/plan/quellen', title: ctx.t('plan.sources.title'), lead: ctx.t('plan.sources.lead') }, ({ view, t, lang }) => (
      <Table
        caption={t('plan.sources.title')}
        columns={[{ label: t('plan.source') }, { label: t('plan.sources.kind') }, { label: t('plan.sources.date') }, { label: t('plan.sources.looked_up') }]}
        rows={[...view.sources.values()].sort((a, b) => a.content.title.localeCompare(b.content.title, 'de')).map(({ key, content }) => [
          <span id={key}>
            {content.url ? <a href={content.url}>{content.title}</a> : content.title}
            {content.publisher ? `, ${content.publisher}` : ''}
            {content.note ? <span class="st-hint st-cite">{content.note}</span> : null}
          </span>,
          t(`plan.sources.type.${content.type}`), content.date ? dayWords(content.date, content.date_precision, lang, t) : t('plan.unsourced'), formatDate(content.looked_up, lang),
        ])}
      />
    )),
  });
}
