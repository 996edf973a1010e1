import type { VNode } from 'preact';
import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { page, redirect, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Badge, Breadcrumb, CardList, EmptyState, InsetText, PageHeading, Pagination, SearchBox, Stack } from '../../../kernel/ui/index.ts';
import { snippet } from '../domain/snippet.ts';
import { search } from '../use-cases/search.ts';
import type { Hit } from '../store/search.ts';
import { countOf, lastPage, trail, viewer } from './words.ts';

const perPage = 20;
const purpose = 'records.search';

/** What somebody looked for, unreadable in addresses, histories and logs: people look for people. */
const sealed = (kernel: Kernel, typed: string): string => kernel.keys.seal(purpose, Buffer.from(typed)).toString('base64url');

function unsealed(kernel: Kernel, token: string): string {
  try {
    return kernel.keys.open(purpose, Buffer.from(token, 'base64url')).toString('utf8');
  } catch {
    return '';
  }
}

export function registerSearchPages(kernel: Kernel): void {
  kernel.http.route({
    method: 'POST',
    path: '/amt/akten/suche',
    summary: 'Takes what to look for in the files; leads to what was found',
    access: staff('records.read'),
    body: z.object({ q: z.string().max(300) }),
    handler: (ctx) => redirect(ctx.body.q.trim() === '' ? '/amt/akten' : `/amt/akten/suche?s=${sealed(kernel, ctx.body.q.trim())}`),
  });
  kernel.http.route({
    method: 'GET',
    path: '/amt/akten/suche',
    summary: 'What was found in the files',
    access: staff('records.read'),
    query: z.object({ s: z.string().max(2000).catch(''), seite: z.coerce.number().int().min(1).max(lastPage * 3).catch(1) }),
    async handler(ctx) {
      const typed = unsealed(kernel, ctx.query.s);
      if (typed === '') return redirect('/amt/akten');
      return page({ title: ctx.t('records.search.title'), section: 'staff', main: await results(kernel, ctx, typed, ctx.query.s, ctx.query.seite) });
    },
  });
}

/** The box above plan and results. */
export function SearchForm({ t, csrf, value }: Pick<Ctx, 't' | 'csrf'> & { value?: string }): VNode {
  return <SearchBox action="/amt/akten/suche" csrf={csrf} label={t('records.search.label')} hint={t('records.search.hint')} t={t} {...(value === undefined ? {} : { value })} />;
}

async function results(kernel: Kernel, ctx: Ctx, typed: string, token: string, current: number): Promise<VNode> {
  const { t, lang } = ctx;
  const found = await search(kernel, viewer(ctx), typed, { limit: perPage, offset: (current - 1) * perPage });
  const pages = Math.ceil(Math.min(found.total, 1000) / perPage);
  return (
    <Stack>
      <Breadcrumb links={trail(undefined, t)} current={t('records.search.title')} t={t} />
      <PageHeading title={t('records.search.title')} lead={countOf(found.total, t, 'records.search.found')} />
      <SearchForm t={t} csrf={ctx.csrf} value={typed} />
      {found.how === 'titles' && found.total > 0 ? <InsetText>{t('records.search.parts')}</InsetText> : null}
      {found.total > 1000 ? <InsetText>{t('records.search.too_many')}</InsetText> : null}
      {found.hits.length === 0 ? (
        <EmptyState title={t('records.search.none.title')}>{t('records.search.none')}</EmptyState>
      ) : (
        <CardList
          layout="rows"
          label={t('records.search.title')}
          cards={found.hits.map((hit) => ({
            title: hit.title,
            level: 2 as const,
            href: hrefOf(hit),
            icon: hit.kind === 'document' ? ('file' as const) : hit.kind === 'case_file' ? ('paper' as const) : ('work' as const),
            kind: `${t(`records.kind.${hit.kind}`)} · ${hit.number}`,
            text: hit.text ? <Place text={hit.text} typed={typed} /> : hit.caseTitle,
            meta: <Badge label={formatDate(hit.day, lang)} />,
          }))}
        />
      )}
      <Pagination current={current} total={pages} href={(to) => `/amt/akten/suche?s=${token}&seite=${to}`} t={t} />
    </Stack>
  );
}

const hrefOf = (hit: Hit): string => `/amt/akten/${hit.kind === 'file' ? 'akte' : hit.kind === 'case_file' ? 'vorgang' : 'dokument'}/${hit.id}`;

function Place({ text, typed }: { text: string; typed: string }): VNode {
  const { before, hit, after } = snippet(text, typed);
  return (
    <>
      {before ? `… ${before} ` : ''}
      {hit ? <mark>{hit}</mark> : null} {after} …
    </>
  );
}
