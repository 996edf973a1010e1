import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { Button, EmptyState, PageHeading, PostForm, Stack, Table } from '../../../kernel/ui/index.ts';
import { printItemDone, printItems } from '../store-file.ts';
import { moment } from '../web/words.ts';

/** Letters that go by post: print, put into an envelope, done. */
export function registerPrintList(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/amt/druck',
    summary: 'Letters of the office that go by post',
    access: staff('cases.work'),
    async handler({ principal, t, lang, csrf }) {
      if (principal.kind !== 'staff') throw notFound();
      const items = await printItems(kernel.db, principal.offices, true);
      return page({
        title: t('cases.office.print'),
        section: 'staff',
        main: (
          <Stack>
            <PageHeading title={t('cases.office.print')} lead={t('cases.office.print.lead')} />
            {items.length === 0 ? (
              <EmptyState title={t('cases.office.print.empty')} />
            ) : (
              <Table
                dense
                caption={t('cases.office.print')}
                captionHidden
                columns={[{ label: t('cases.number'), nowrap: true }, { label: t('cases.office.letter') }, { label: t('cases.office.since'), nowrap: true }, { label: t('cases.office.print.done') }]}
                rows={items.map((item) => [
                  <a href={`/amt/vorgaenge/${item.caseId}`}>{item.number}</a>,
                  <a href={`/amt/vorgaenge/${item.caseId}/dokumente/${item.documentId}`}>{item.title}</a>,
                  moment(item.createdAt, lang),
                  <PostForm action={`/amt/druck/${item.id}`} csrf={csrf} label={`${t('cases.office.print.done')} ${item.number}`}>
                    <Button small label={t('cases.office.print.done')} hiddenLabel={item.number} />
                  </PostForm>,
                ])}
              />
            )}
          </Stack>
        ),
      });
    },
  });
  kernel.http.route({
    method: 'POST',
    path: '/amt/druck/:id',
    summary: 'Notes that a letter was sent by post',
    access: staff('cases.work'),
    params: z.object({ id: z.uuid() }),
    async handler({ principal, params }) {
      if (principal.kind !== 'staff') throw notFound();
      if (!(await printItemDone(kernel.db, params.id, principal.offices, principal.id, kernel.clock.now()))) throw notFound();
      return redirect('/amt/druck');
    },
  });
}
