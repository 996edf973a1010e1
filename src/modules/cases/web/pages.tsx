import * as z from 'zod';
import { citizen, everyone } from '../../../kernel/access/access.ts';
import { conflict, notFound } from '../../../kernel/errors/errors.ts';
import { file as fileAnswer, page, redirect, type Ctx } from '../../../kernel/http/types.ts';
import { localize } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { Badge, Breadcrumb, Button, CardList, Column, EmptyState, PageHeading, type CardProps } from '../../../kernel/ui/index.ts';
import { currentService, serviceVersion } from '../../catalogue/index.ts';
import { office } from '../../directory/index.ts';
import type { CaseRow } from '../domain/types.ts';
import { loadCase } from '../queries.ts';
import { queryCases } from '../store.ts';
import { documentById } from '../store-file.ts';
import { withdrawCase } from '../use-cases/withdraw-case.ts';
import { CasePage } from './case-page.tsx';
import { proofsOfCase } from './proofs.ts';
import { toLogIn, viewerOf } from './viewer.ts';
import { moment, stateTones } from './words.ts';

const idParams = z.object({ id: z.uuid() });
const listLimit = 200;

export function registerCitizenPages(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET',
    path: '/konto/vorgaenge',
    summary: 'The person\'s own cases',
    access: citizen,
    async handler(ctx) {
      const { t } = ctx;
      const accountId = ctx.principal.kind === 'citizen' ? ctx.principal.id : '';
      const { rows } = await queryCases(kernel.db, { accountId, sort: 'received', limit: listLimit });
      const cards = await Promise.all(rows.map(async (row) => ({ ...(await caseCard(kernel, row, ctx)), level: 2 as const })));
      return page({
        title: t('cases.title'),
        section: 'account',
        main: (
          <Column>
            <Breadcrumb links={[{ href: '/konto', label: t('cases.account') }]} current={t('cases.title')} t={t} />
            <PageHeading title={t('cases.title')} lead={t('cases.lead')} />
            {cards.length === 0 ? (
              <EmptyState title={t('cases.empty.title')} action={<Button href="/leistungen" label={t('cases.empty.action')} icon="arrow" />}>
                {t('cases.empty.text')}
              </EmptyState>
            ) : (
              <CardList layout="rows" cards={cards.map((entry) => ({ ...entry, level: 2 as const }))} label={t('cases.title')} />
            )}
          </Column>
        ),
      });
    },
  });

  kernel.http.route({
    method: 'GET',
    path: '/konto/vorgaenge/:id',
    summary: 'One case of the applicant: state, what comes next, answers, documents, fee',
    access: everyone,
    params: idParams,
    async handler(ctx) {
      const { t, lang } = ctx;
      const viewer = await viewerOf(kernel, ctx, ctx.params.id);
      if (!viewer) return toLogIn(ctx.params.id);
      const detail = await loadCase(kernel, ctx.params.id, viewer);
      return page({ title: `${localize(detail.service.compiled.service.title, lang)} ${detail.file.number}`, section: 'account', main: <CasePage detail={detail} t={t} lang={lang} csrf={ctx.csrf} demo={kernel.config.demo} signedIn={ctx.principal.kind === 'citizen'} office={office(kernel, detail.file.office)} proofs={await proofsOfCase(kernel, ctx.params.id)} /> });
    },
  });

  kernel.http.route({
    method: 'POST',
    path: '/konto/vorgaenge/:id/zuruecknehmen',
    summary: 'Takes the application back',
    access: everyone,
    params: idParams,
    async handler(ctx) {
      const viewer = await viewerOf(kernel, ctx, ctx.params.id);
      if (!viewer) return toLogIn(ctx.params.id);
      const result = await withdrawCase(kernel, { caseId: ctx.params.id, viewer });
      if (!result.ok) throw conflict(result.key);
      return redirect(`/konto/vorgaenge/${ctx.params.id}`);
    },
  });

  kernel.http.route({
    method: 'GET',
    path: '/konto/vorgaenge/:id/dokumente/:document',
    summary: 'A document of the case for its applicant',
    access: everyone,
    params: z.object({ id: z.uuid(), document: z.uuid() }),
    async handler(ctx) {
      const viewer = await viewerOf(kernel, ctx, ctx.params.id);
      if (!viewer) return toLogIn(ctx.params.id);
      const document = await documentById(kernel.db, ctx.params.document);
      // letters are opened in the mailbox, where their retrieval is proven; the record's copy is for the file
      if (!document || document.caseId !== ctx.params.id || document.kind === 'record' || document.kind === 'letter') throw notFound();
      return fileAnswer({ body: await kernel.objects.open(document.sha256, { verify: true }), mime: document.mime, name: document.filename, inline: document.kind === 'copy' });
    },
  });
}

/** Whoever is logged out and follows a link of their case comes back to it after the log-in. */
export async function caseCard(kernel: Kernel, row: CaseRow, { t, lang }: Pick<Ctx, 't' | 'lang'>): Promise<CardProps> {
  const service = (await serviceVersion(kernel, row.versionHash)) ?? (await currentService(kernel, row.service));
  return {
    title: service ? localize(service.compiled.service.title, lang) : row.service,
    href: `/konto/vorgaenge/${row.id}`,
    kind: row.number,
    text: t('cases.card.text', { received: moment(row.receivedAt, lang), due: formatDate(row.dueOn, lang) }),
    meta: <Badge tone={stateTones[row.state]} label={t(`cases.state.${row.state}`)} />,
  };
}
