import type { VNode } from 'preact';
import * as z from 'zod';
import { citizen } from '../../../kernel/access/access.ts';
import { page, type Ctx } from '../../../kernel/http/types.ts';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { formatDate, type PlainDate } from '../../../kernel/time/index.ts';
import { Badge, Breadcrumb, Button, ButtonRow, CardList, Column, DescriptionList, EmptyState, PageHeading, Section, Stack, type Tone } from '../../../kernel/ui/index.ts';
import { registerAccountPanel } from '../../directory/index.ts';
import { areas } from '../city.ts';
import { documentAnswer } from '../document.ts';
import { coverage, expiryOf, permitState, renewalWindow, windowState, type PermitState } from '../domain/terms.ts';
import { permitById, permitsOfAccount, type Permit } from '../store.ts';

export const stateTones: Record<PermitState, Tone> = { valid: 'success', not_begun: 'info', expired: 'warning', revoked: 'danger' };

const ids = z.object({ id: z.uuid() });
const renewPath = '/antrag/bewohnerparkausweis-verlaengern';

/** `/konto/parkausweise`: the holder's permits, each with its document. */
export function registerAccountPages(kernel: Kernel): void {
  kernel.http.route({
    method: 'GET', path: '/konto/parkausweise', summary: 'Own parking permits', access: citizen,
    async handler(ctx) {
      const permits = (await permitsOfAccount(kernel.db, accountOf(ctx))).filter((permit) => permit.holder);
      const { t } = ctx;
      const title = t('permits.account.title');
      const main = (
        <Column>
          <Breadcrumb links={[{ href: '/konto', label: t('permits.account.account') }]} current={title} t={t} />
          <PageHeading title={title} />
          {permits.length > 0 ? <Stack gap="wide">{permits.map((permit) => permitSection(kernel, permit, ctx))}</Stack> : (
            <EmptyState title={t('permits.account.none')} action={<Button href="/leistungen/bewohnerparkausweis-erstausstellung" label={t('permits.account.first')} icon="arrow" />}>
              <p>{t('permits.account.none_text')}</p>
            </EmptyState>
          )}
        </Column>
      );
      return page({ title, main, section: 'account' });
    },
  });
  kernel.http.route({
    method: 'GET', path: '/konto/parkausweise/:id/ausweis', summary: 'Own parking permit as PDF', access: citizen, params: ids, rateLimit: { max: 20, seconds: 60 },
    async handler(ctx) {
      const permit = await permitById(kernel.db, ctx.params.id);
      return documentAnswer(kernel, permit?.accountId === accountOf(ctx) ? permit : undefined, ctx.lang);
    },
  });
  registerAccountPanel(kernel, { order: 40, load: (_kernel, accountId, lang, t) => panel(kernel, accountId, lang, t) });
}

function accountOf(ctx: Pick<Ctx, 'principal'>): string {
  return ctx.principal.kind === 'citizen' ? ctx.principal.id : '';
}

function permitSection(kernel: Kernel, permit: Permit, { t, lang }: { t: T; lang: Lang }): VNode {
  const today = kernel.clock.today();
  const state = permitState(permit, today);
  const expiry = coverage(permit.terms, today)?.until ?? expiryOf(permit.terms)!;
  const mayRenew = state !== 'revoked' && windowState(expiryOf(permit.terms)!, today) === 'open';
  return (
    <Section heading={permit.plate ?? permit.number} id={`a-${permit.id}`}>
      <p>
        <Badge tone={stateTones[state]} label={t(`permits.state.${state}`)} />
      </p>
      <DescriptionList items={[
        { label: t('permits.number'), value: permit.number },
        { label: t('permits.area'), value: areas(kernel).name(permit.area) },
        { label: t('permits.valid_until'), value: formatDate(expiry, lang) },
      ]} />
      <p>{sayNext(permit, today, lang, t)}</p>
      <ButtonRow>
        {mayRenew ? <Button variant="primary" href={renewPath} label={t('permits.account.renew')} hiddenLabel={permit.plate ?? ''} icon="arrow" /> : null}
        {state === 'valid' ? <Button href={`/konto/parkausweise/${permit.id}/ausweis`} label={t('permits.account.document')} hiddenLabel={permit.plate ?? ''} icon="file" /> : null}
      </ButtonRow>
    </Section>
  );
}

function sayNext(permit: Permit, today: PlainDate, lang: Lang, t: T): string {
  if (permitState(permit, today) === 'revoked') return t('permits.account.revoked');
  const expiry = expiryOf(permit.terms)!;
  const window = renewalWindow(expiry);
  const state = windowState(expiry, today);
  return t(`permits.account.${state}`, { from: formatDate(window.from, lang), last: formatDate(window.until, lang) });
}

/** "gültig bis …" while it is, else its state first. */
function sayState(permit: Permit, today: PlainDate, lang: Lang, t: T): string {
  const state = permitState(permit, today);
  const until = t('permits.until', { until: formatDate(expiryOf(permit.terms)!, lang) });
  return state === 'valid' ? until.replace(/^./u, (first) => first.toUpperCase()) : `${t(`permits.state.${state}`)}, ${until}`;
}

async function panel(kernel: Kernel, accountId: string, lang: Lang, t: T): Promise<VNode | null> {
  const permits = (await permitsOfAccount(kernel.db, accountId)).filter((permit) => permit.holder);
  if (permits.length === 0) return null;
  const today = kernel.clock.today();
  return (
    <Section heading={t('permits.account.title')}>
      <CardList layout="rows" cards={permits.map((permit) => ({
        title: permit.plate ?? permit.number,
        href: '/konto/parkausweise',
        icon: 'card',
        text: sayState(permit, today, lang, t),
      }))} />
    </Section>
  );
}
