import type { VNode } from 'preact';
import * as z from 'zod';
import { staff, type Policy } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Principal } from '../../../kernel/session/sessions.ts';
import { dateOf, formatDate, formatDateShort } from '../../../kernel/time/index.ts';
import { Badge, Breadcrumb, Button, ButtonRow, Column, DescriptionList, EmptyState, ErrorSummary, LinkList, PageHeading, PostForm, Section, Stack, SubmitButton, Table, TextInput, Timeline } from '../../../kernel/ui/index.ts';
import { parseNumber } from '../../../standards/checkdigit/index.ts';
import { parsePlate, plateKey } from '../../../standards/plate/index.ts';
import { registerCasePanel, type CaseDetail } from '../../cases/index.ts';
import { areas, permitOffice } from '../city.ts';
import { documentAnswer } from '../document.ts';
import { expiryOf, permitState } from '../domain/terms.ts';
import { holderName } from '../parts/subject.ts';
import { logQuery, permitById, permitByNumber, permitOfCase, permitsByPlate, type Permit, type QueryEntry } from '../store.ts';
import { stateTones } from './account.tsx';

/** The register is its office's alone: the permission, and a place in that office. */
export const readsRegister: Policy = {
  name: `staff:permits.read@${permitOffice}`,
  audience: 'staff',
  check(session) {
    const verdict = staff('permits.read').check(session);
    if (verdict !== 'ok' || session?.principal.kind !== 'staff') return verdict;
    return session.principal.offices.includes(permitOffice) ? 'ok' : 'forbidden';
  },
};

const mayRead = (viewer: Principal): boolean => viewer.kind === 'staff' && viewer.permissions.includes('permits.read') && viewer.offices.includes(permitOffice);

const path = '/amt/genehmigungen';

/** `/amt/genehmigungen`: search by number or plate (POST: a plate has no place in an address), detail with all terms. */
export function registerOfficePages(kernel: Kernel): void {
  kernel.navigation.register({ area: 'staff', path, label: 'permits.office.nav', order: 40, access: readsRegister });
  kernel.http.route({ method: 'GET', path, summary: 'Register of parking permits: search form', access: readsRegister, handler: (ctx) => searchPage(kernel, ctx, { value: '' }) });
  kernel.http.route({
    method: 'POST', path, summary: 'Search the register of parking permits', access: readsRegister, body: z.object({ q: z.string().max(80) }),
    async handler(ctx) {
      const value = ctx.body.q.trim();
      if (value === '') return searchPage(kernel, ctx, { value, error: ctx.t('permits.office.error.empty') });
      const found = await search(kernel, value);
      if (!found) return searchPage(kernel, ctx, { value, error: ctx.t('permits.office.error.neither') });
      await log(kernel, ctx, 'staff.search', found.asked, { numbers: found.permits.map((permit) => permit.number) });
      return searchPage(kernel, ctx, { value, permits: found.permits });
    },
  });
  kernel.http.route({
    method: 'GET', path: `${path}/:id`, summary: 'A parking permit with all its terms', access: readsRegister, params: z.object({ id: z.uuid() }),
    async handler(ctx) {
      const permit = await permitById(kernel.db, ctx.params.id);
      if (!permit) throw notFound();
      await log(kernel, ctx, 'staff.detail', { number: permit.number }, { number: permit.number, fields: ['holder', 'plate', 'area', 'terms'] });
      return detailPage(kernel, ctx, permit);
    },
  });
  kernel.http.route({
    method: 'GET', path: `${path}/:id/ausweis`, summary: 'A parking permit as PDF, to print for its holder', access: readsRegister, params: z.object({ id: z.uuid() }), mime: 'application/pdf',
    async handler(ctx) {
      const permit = await permitById(kernel.db, ctx.params.id);
      const answer = await documentAnswer(kernel, permit, ctx.lang);
      await log(kernel, ctx, 'staff.document', { number: permit!.number }, { number: permit!.number, fields: ['plate', 'area', 'terms'] });
      return answer;
    },
  });
  registerCasePanel(kernel, { order: 10, load: casePanel });
}

/** Beside a case about a permit: the way to it in the register, and its document for whoever gets letters by post. */
async function casePanel(kernel: Kernel, { file }: CaseDetail, viewer: Principal, _lang: Lang, t: T): Promise<VNode | null> {
  if (!mayRead(viewer)) return null;
  const permit = (file.subjectRef === null ? undefined : await permitById(kernel.db, file.subjectRef)) ?? (await permitOfCase(kernel.db, file.id));
  if (!permit) return null;
  const inForce = permitState(permit, kernel.clock.today()) === 'valid';
  const links = [{ href: `${path}/${permit.id}`, label: t('permits.office.open'), hint: permit.number }, ...(inForce ? [{ href: `${path}/${permit.id}/ausweis`, label: t('permits.office.print'), hint: t('permits.office.print.hint') }] : [])];
  return (
    <>
      <h2>{t('permits.document.title')}</h2>
      <LinkList label={t('permits.document.title')} links={links} />
    </>
  );
}

/** By number if it reads as one, else by plate in every way it can be read. */
async function search(kernel: Kernel, text: string): Promise<{ asked: Record<string, unknown>; permits: Permit[] } | undefined> {
  const number = parseNumber(text, { prefix: 'PA' });
  if (number.ok) {
    const permit = await permitByNumber(kernel.db, number.canonical);
    return { asked: { number: number.canonical }, permits: permit ? [permit] : [] };
  }
  const plate = parsePlate(text);
  const readings = plate.ok ? [plate.value] : (plate.readings ?? []).flatMap((reading) => { const read = parsePlate(reading); return read.ok ? [read.value] : []; });
  if (readings.length === 0) return undefined;
  const keys = readings.map(plateKey);
  return { asked: { plates: keys }, permits: await permitsByPlate(kernel.db, keys) };
}

async function log(kernel: Kernel, ctx: Pick<Ctx, 'principal'>, purpose: QueryEntry['purpose'], asked: Record<string, unknown>, answered: Record<string, unknown>): Promise<void> {
  await logQuery(kernel.db, kernel.clock.now(), { office: permitOffice, staffId: ctx.principal.kind === 'staff' ? ctx.principal.id : null, purpose, asked, answered });
}

type View = { t: T; lang: Lang; csrf: string };

function searchPage(kernel: Kernel, { t, lang, csrf }: View, state: { value: string; error?: string; permits?: Permit[] }): Answer {
  const title = t('permits.office.title');
  const main = (
    <Stack>
      <ErrorSummary errors={state.error ? [{ name: 'q', message: state.error }] : []} t={t} />
      <PageHeading title={title} lead={t('permits.office.lead')} />
      <PostForm action={path} csrf={csrf}>
        <TextInput name="q" label={t('permits.office.query')} hint={t('permits.office.hint')} value={state.value} t={t} width={20} spellcheck={false} {...(state.error ? { error: state.error } : {})} />
        <ButtonRow>
          <SubmitButton label={t('permits.office.search')} icon="search" />
        </ButtonRow>
      </PostForm>
      {state.permits ? results(kernel, state.permits, t, lang) : null}
    </Stack>
  );
  return page({ title, main, section: 'staff', hasErrors: state.error !== undefined });
}

function results(kernel: Kernel, permits: Permit[], t: T, lang: Lang): VNode {
  if (permits.length === 0) return <EmptyState title={t('permits.office.none')}><p>{t('permits.office.none_text')}</p></EmptyState>;
  const today = kernel.clock.today();
  const rows = permits.map((permit) => {
    const state = permitState(permit, today);
    return [
      <a href={`${path}/${permit.id}`}>{permit.number}</a>, permit.plate ?? t('permits.erased'), permit.holder ? holderName(permit.holder) : t('permits.erased'),
      areas(kernel).name(permit.area), formatDateShort(expiryOf(permit.terms)!, lang), <Badge tone={stateTones[state]} label={t(`permits.state.${state}`)} />,
    ];
  });
  const columns = [{ label: t('permits.number'), nowrap: true }, { label: t('permits.plate'), nowrap: true }, { label: t('permits.holder') }, { label: t('permits.area') }, { label: t('permits.valid_until'), nowrap: true }, { label: t('permits.state'), nowrap: true }];
  return <Table caption={t('permits.office.found', { count: permits.length })} columns={columns} rows={rows} dense />;
}

function detailPage(kernel: Kernel, { t, lang }: View, permit: Permit): Answer {
  const state = permitState(permit, kernel.clock.today());
  const { holder } = permit;
  const erased = t('permits.erased');
  const main = (
    <Column>
      <Breadcrumb links={[{ href: path, label: t('permits.office.title') }]} current={permit.number} t={t} />
      <PageHeading title={permit.plate ?? permit.number} caption={permit.number} meta={<Badge tone={stateTones[state]} label={t(`permits.state.${state}`)} />} />
      <DescriptionList items={[
        { label: t('permits.holder'), value: holder ? holderName(holder) : erased },
        { label: t('permits.address'), value: holder ? [`${holder.street} ${holder.houseNumber}`, `${holder.postcode} ${holder.city}`.trim()].filter(Boolean).join(', ') : erased },
        { label: t('permits.area'), value: areas(kernel).name(permit.area) },
        { label: t('permits.valid_until'), value: formatDate(expiryOf(permit.terms)!, lang) },
        ...(permit.revokedOn ? [{ label: t('permits.revoked_on'), value: formatDate(permit.revokedOn, lang) }] : []),
      ]} />
      {state === 'valid' ? (
        <ButtonRow>
          <Button href={`${path}/${permit.id}/ausweis`} label={t('permits.office.print')} icon="file" />
        </ButtonRow>
      ) : null}
      <Section heading={t('permits.office.terms')} id="zeiten">
        <Timeline label={t('permits.office.terms')} entries={permit.terms.map((term) => ({
          title: t(`permits.term.${term.kind}`),
          time: formatDate(dateOf(term.createdAt), lang),
          datetime: term.createdAt.toISOString(),
          text: t('permits.term.span', { from: formatDate(term.from, lang), until: formatDate(term.until, lang) }),
        }))} />
      </Section>
      <p>{t('permits.office.logged')}</p>
    </Column>
  );
  return page({ title: permit.number, main, section: 'staff' });
}
