import * as z from 'zod';
import { staff } from '../../../kernel/access/access.ts';
import { notFound } from '../../../kernel/errors/errors.ts';
import { page, redirect, type Answer, type Ctx } from '../../../kernel/http/types.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { BackLink, Badge, Button, ButtonRow, Column, DescriptionList, EmptyState, ErrorSummary, PageHeading, PostForm, Section, Stack, SubmitButton, Table, TextInput, type T } from '../../../kernel/ui/index.ts';
import type { Lang } from '../../../kernel/i18n/i18n.ts';
import { staffName } from '../../directory/index.ts';
import type { Desk } from '../desk.ts';
import { assignDiscrepancy, discrepancies, discrepancyById, resolveDiscrepancy, type Discrepancy } from '../store/discrepancies.ts';
import { nameReference } from '../use-cases/adopt-reference.ts';
import { mayRefund, moment, money, staffId, treasuryTabs } from './common.tsx';

const path = '/amt/kasse/abweichungen';
const params = z.object({ id: z.uuid() });

/** Where ledger and provider differ, and who looks after each. */
export function registerDiscrepancies(kernel: Kernel, desk: Desk): void {
  kernel.http.route({
    method: 'GET', path, summary: 'Differences between ledger and payment provider, with who looks after each', access: staff('payments.read'),
    async handler(ctx) {
      const { t, lang, csrf } = ctx;
      const [open, done] = [await discrepancies(kernel.db, true), await discrepancies(kernel.db, false, 30)];
      const names = await namesOf(kernel, [...open, ...done]);
      const me = staffId(ctx);
      const facts = (found: Discrepancy) => [<a href={`${path}/${found.id}`}>{t(`payments.discrepancy.${found.kind}`)}</a>, dataRows(found, t, lang).map(({ label, value }) => `${label} ${value}`).join(', '), moment(found.foundAt, lang)];
      const columns = [{ label: t('payments.office.what') }, { label: t('payments.office.data') }, { label: t('payments.office.since'), nowrap: true }];
      const main = (
        <Stack>
          <PageHeading title={t('payments.office.discrepancies')} lead={t('payments.office.discrepancies_lead')} />
          {treasuryTabs(ctx, 'abweichungen')}
          {open.length === 0 ? <EmptyState title={t('payments.office.discrepancies_empty')} /> : (
            <Table
              dense caption={t('payments.office.discrepancies_open')} columns={[...columns, { label: t('payments.office.owner') }, { label: t('payments.office.next_step') }]}
              rows={open.map((found) => [
                ...facts(found),
                found.ownerId ? names.get(found.ownerId) : <Badge tone="warning" label={t('payments.office.nobody')} />,
                !mayRefund(ctx) ? '' : found.ownerId === me ? <a href={`${path}/${found.id}`}>{t('payments.office.clear_up')}</a> : (
                  <PostForm action={`${path}/${found.id}/uebernehmen`} csrf={csrf} label={t('payments.office.take')}>
                    <Button small label={t('payments.office.take')} hiddenLabel={t(`payments.discrepancy.${found.kind}`)} />
                  </PostForm>
                ),
              ])}
            />
          )}
          {done.length > 0 ? (
            <Table dense caption={t('payments.office.discrepancies_done')} columns={[...columns, { label: t('payments.office.note') }, { label: t('payments.office.owner') }]} rows={done.map((found) => [...facts(found), found.note ?? '', found.resolvedBy ? names.get(found.resolvedBy) : ''])} />
          ) : null}
        </Stack>
      );
      return page({ title: t('payments.office.discrepancies'), section: 'staff', main });
    },
  });
  kernel.http.route({
    method: 'GET', path: `${path}/:id`, summary: 'A difference, and how it is cleared up', access: staff('payments.read'), params,
    async handler(ctx) {
      return discrepancyPage(kernel, ctx, await found(kernel, ctx.params.id), {});
    },
  });
  kernel.http.route({
    method: 'POST', path: `${path}/:id/uebernehmen`, summary: 'Takes a difference: looks after it', access: staff('payments.refund'), params,
    async handler(ctx) {
      if (!(await assignDiscrepancy(kernel.db, ctx.params.id, staffId(ctx)))) throw notFound();
      return redirect(`${path}/${ctx.params.id}`);
    },
  });
  kernel.http.route({
    method: 'POST', path: `${path}/:id/referenz`, summary: 'Names the provider\'s reference of a payment it never told us of; the provider confirms it', access: staff('payments.refund'), params, body: z.object({ referenz: z.string().max(200) }),
    async handler(ctx) {
      const discrepancy = await found(kernel, ctx.params.id);
      if (discrepancy.kind !== 'never_heard' || discrepancy.resolvedAt) throw notFound();
      const reference = z.uuid().safeParse(ctx.body.referenz.trim().toLowerCase());
      const named = reference.success ? await nameReference(desk, discrepancy.subject, reference.data, staffId(ctx)) : { result: 'invalid' as const };
      if (named.result === 'taken') return redirect(`${path}/${discrepancy.id}`);
      return discrepancyPage(kernel, ctx, discrepancy, { name: 'referenz', value: ctx.body.referenz, message: ctx.t(`payments.office.reference_${named.result}`) });
    },
  });
  kernel.http.route({
    method: 'POST', path: `${path}/:id/erledigt`, summary: 'Notes how a difference was cleared up', access: staff('payments.refund'), params, body: z.object({ vermerk: z.string().max(2000) }),
    async handler(ctx) {
      const note = ctx.body.vermerk.trim();
      if (note === '' || note.length > 500) return discrepancyPage(kernel, ctx, await found(kernel, ctx.params.id), { name: 'vermerk', value: note, message: ctx.t('payments.office.note_missing') });
      if (!(await resolveDiscrepancy(kernel.db, ctx.params.id, { by: staffId(ctx), note, at: kernel.clock.now() }))) throw notFound();
      return redirect(path);
    },
  });
}

async function found(kernel: Kernel, id: string): Promise<Discrepancy> {
  const discrepancy = await discrepancyById(kernel.db, id);
  if (!discrepancy) throw notFound();
  return discrepancy;
}

async function namesOf(kernel: Kernel, of: readonly Discrepancy[]): Promise<Map<string, string>> {
  const ids = [...new Set(of.flatMap(({ ownerId, resolvedBy }) => [ownerId, resolvedBy].filter((one) => one !== null)))];
  return new Map(await Promise.all(ids.map(async (id) => [id, (await staffName(kernel, id)) ?? '–'] as const)));
}

/** What is known of it, in words. An amount in another currency is never written as euros. */
function dataRows({ data }: Discrepancy, t: T, lang: Lang): { label: string; value: string }[] {
  const word = (name: string, value: unknown): string => {
    if (typeof value === 'boolean') return t(`payments.discrepancy.${value ? 'yes' : 'no'}`);
    const cents = name === 'asked' || name === 'amount' ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(cents)) return String(value);
    const currency = data['currency'] ?? 'EUR';
    return name === 'amount' && currency !== 'EUR' ? `${money(cents, lang).replace(/\s*€\s*/, '')} ${String(currency)}` : money(cents, lang);
  };
  return Object.entries(data).filter(([name]) => name !== 'currency').map(([name, value]) => ({ label: t(`payments.discrepancy.data.${name}`), value: word(name, value) }));
}

async function discrepancyPage(kernel: Kernel, ctx: Ctx, discrepancy: Discrepancy, typed: { name?: 'referenz' | 'vermerk'; value?: string; message?: string }): Promise<Answer> {
  const { t, lang, csrf } = ctx;
  const names = await namesOf(kernel, [discrepancy]);
  const { id, claimId, note, ownerId, resolvedAt, resolvedBy } = discrepancy;
  const title = t(`payments.discrepancy.${discrepancy.kind}`);
  const field = (name: 'referenz' | 'vermerk') => (typed.name === name ? { value: typed.value ?? '', error: typed.message! } : {});
  const mine = mayRefund(ctx) && !resolvedAt && ownerId === staffId(ctx);
  const main = (
    <Column>
      <ErrorSummary errors={typed.name && typed.message ? [{ name: typed.name, message: typed.message }] : []} t={t} />
      <BackLink href={path} label={t('payments.office.discrepancies')} />
      <PageHeading title={title} />
      <DescriptionList
        items={[
          ...dataRows(discrepancy, t, lang),
          ...(claimId ? [{ label: t('payments.office.claim'), value: <a href={`/amt/kasse/forderungen/${claimId}`}>{t('payments.office.claim_open')}</a> }] : []),
          { label: t('payments.office.since'), value: moment(discrepancy.foundAt, lang) },
          { label: t('payments.office.owner'), value: ownerId ? names.get(ownerId) : t('payments.office.nobody') },
          ...(resolvedAt ? [{ label: t('payments.office.resolve'), value: `${moment(resolvedAt, lang)}, ${resolvedBy ? names.get(resolvedBy) : '–'}: ${note ?? ''}` }] : []),
        ]}
      />
      {mayRefund(ctx) && !resolvedAt && !mine ? (
        <PostForm action={`${path}/${id}/uebernehmen`} csrf={csrf}>
          <SubmitButton label={t('payments.office.take')} />
        </PostForm>
      ) : null}
      {mine && discrepancy.kind === 'never_heard' ? (
        <Section id="dort" heading={t('payments.office.found_there')}>
          <PostForm action={`${path}/${id}/referenz`} csrf={csrf}>
            <TextInput t={t} name="referenz" label={t('payments.receipt.provider_reference')} hint={t('payments.office.reference_hint')} spellcheck={false} {...field('referenz')} />
            <ButtonRow>
              <SubmitButton label={t('payments.office.ask')} />
            </ButtonRow>
          </PostForm>
        </Section>
      ) : null}
      {mine ? (
        <Section id="geklaert" heading={t('payments.office.clear_up')}>
          <PostForm action={`${path}/${id}/erledigt`} csrf={csrf}>
            <TextInput t={t} name="vermerk" label={t('payments.office.note')} hint={t('payments.office.note_hint')} maxlength={500} {...field('vermerk')} />
            <ButtonRow>
              <SubmitButton label={t('payments.office.resolve')} />
            </ButtonRow>
          </PostForm>
        </Section>
      ) : null}
    </Column>
  );
  return page({ title, section: 'staff', main, ...(typed.message ? { hasErrors: true } : {}) });
}
