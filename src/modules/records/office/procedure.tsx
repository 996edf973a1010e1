import type { VNode } from 'preact';
import { staff } from '../../../kernel/access/access.ts';
import type { LetterBlock } from '../../../kernel/documents/index.ts';
import { file as fileAnswer, page } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Badge, Button, ButtonRow, Column, DescriptionList, PageHeading, Table } from '../../../kernel/ui/index.ts';
import { composeProcedure, renderProcedure } from '../procedure/render.ts';

/** The documentation of the procedure (GoBD), made from the running configuration whenever it is asked for. */
export function registerProcedurePages(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/amt/akten/verfahren', summary: 'Documentation of the procedure, from the running configuration', access: staff('records.procedure'),
    async handler({ t }) {
      const { title, state, blocks } = await composeProcedure(kernel);
      const main = (
        <Column>
          <PageHeading title={title} lead={t('records.procedure.intro')} meta={<Badge label={t('records.procedure.state_badge', { state: state.slice(0, 16) })} />} />
          <ButtonRow>
            <Button href="/amt/akten/verfahren.pdf" label={t('records.procedure.pdf')} icon="file" variant="primary" />
          </ButtonRow>
          {blocks.map(show)}
        </Column>
      );
      return page({ title, section: 'staff', main });
    },
  });
  kernel.http.route({
    method: 'GET', path: '/amt/akten/verfahren.pdf', summary: 'Documentation of the procedure as PDF/UA', access: staff('records.procedure'),
    async handler() {
      const { name, bytes } = await renderProcedure(kernel);
      return fileAnswer({ body: bytes, mime: 'application/pdf', name, inline: true });
    },
  });
}

/** The same blocks the PDF is set from. */
function show(block: LetterBlock): VNode | null {
  if (block.type === 'heading') return <h2>{block.text}</h2>;
  if (block.type === 'paragraph') return <p>{block.text}</p>;
  if (block.type === 'list') return <ul>{block.items.map((item) => <li>{item}</li>)}</ul>;
  if (block.type === 'keyvalue') return <DescriptionList items={block.rows} />;
  if (block.type === 'table') return <Table dense caption={block.caption ?? ''} columns={block.columns.map(({ label }) => ({ label }))} rows={block.rows} />;
  return null;
}
