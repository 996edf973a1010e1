import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { dateOf, type PlainDate } from '../../../kernel/time/index.ts';
import { Button, EmptyState, ErrorSummary, PageHeading, PostForm, Stack, Table } from '../../../kernel/ui/index.ts';
import { staffActor } from '../domain/types.ts';
import { printItems } from '../store-file.ts';
import { postLetter } from '../use-cases/post-letter.ts';
import { moment } from '../web/words.ts';

type Item = Awaited<ReturnType<typeof printItems>>[number];

/** Letters that go by post: print, put into an envelope, note the day they were posted. */
export function registerPrintList(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/amt/druck',
    summary: 'Letters of the office that go by post',
    access: staff('cases.work'),
    handler: (ctx) => printList(kernel, ctx),
  });
  kernel.http.route({
    method: 'POST',
    path: '/amt/druck/:id',
    summary: 'Notes the day that a letter was given to the post',
    access: staff('cases.work'),
    params: z.object({ id: z.uuid() }),
    body: z.object({ tag: z.string().max(10).default('') }),
    async handler(ctx) {
      const actor = staffActor(ctx.principal);
      if (!actor) throw notFound();
      const done = await postLetter(kernel, actor, { itemId: ctx.params.id, day: ctx.body.tag });
      return done.ok ? redirect('/amt/druck') : printList(kernel, ctx, { id: ctx.params.id, day: ctx.body.tag, key: done.key });
    },
  });
}

/** `refused`: the day that could not be taken, shown again with the reason. */
async function printList(kernel: Kernel, { principal, t, lang, csrf }: Pick<Ctx, 'principal' | 't' | 'lang' | 'csrf'>, refused?: { id: string; day: string; key: string }) {
  if (principal.kind !== 'staff') throw notFound();
  const items = await printItems(kernel.db, principal.offices, true);
  const today = kernel.clock.today();
  return page({
    title: t('cases.office.print'),
    section: 'staff',
    status: refused ? 422 : 200,
    main: (
      <Stack>
        {refused ? <ErrorSummary t={t} errors={[{ message: t(refused.key), href: `#${fieldOf(refused.id)}` }]} /> : null}
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
                <DayField {...{ item, today }} label={t('cases.office.print.day')} refused={refused?.id === item.id ? refused.day : undefined} />
                <Button small label={t('cases.office.print.done')} hiddenLabel={item.number} />
              </PostForm>,
            ])}
          />
        )}
      </Stack>
    ),
  });
}

const fieldOf = (itemId: string) => `f-tag-${itemId}`;

/** The day of posting: today, unless it was another. */
function DayField({ item, today, label, refused }: { item: Item; today: PlainDate; label: string; refused: string | undefined }) {
  const id = fieldOf(item.id);
  return (
    <div class="st-filter__field">
      <label class="kern-label" for={id}>
        {label} <span class="st-hidden">{item.number}</span>
      </label>
      <input class="kern-form-input__input" id={id} name="tag" type="date" value={refused ?? today} min={dateOf(item.createdAt)} max={today} aria-invalid={refused === undefined ? undefined : 'true'} />
    </div>
  );
}
