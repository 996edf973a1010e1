import type { VNode } from 'preact';
import * as z from 'zod';
import { notFound } from '../../../kernel/errors/errors.ts';
import type { Ctx } from '../../../kernel/http/types.ts';
import type { Lang, T } from '../../../kernel/i18n/i18n.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { euros, formatMoney } from '../../../kernel/money/index.ts';
import { formatDate } from '../../../kernel/time/index.ts';
import { DescriptionList } from '../../../kernel/ui/index.ts';
import { printReference } from '../../../standards/creditor-reference/index.ts';
import type { Claim } from '../domain/claim.ts';
import { claimByToken, type StoredClaim } from '../store/claims.ts';

export const params = z.object({ token: z.string().regex(/^[\w-]{22}$/) });

export async function openClaim(kernel: Kernel, token: string): Promise<StoredClaim> {
  const claim = await claimByToken(kernel.db, token);
  if (!claim) throw notFound();
  return claim;
}

export const payPath = (claim: Pick<Claim, 'token'>, step = ''): string => `/bezahlen/${claim.token}${step ? `/${step}` : ''}`;

/** What is to be paid and by which law, before anybody pays. */
export function feeFacts(claim: Claim, t: T, lang: Lang): VNode {
  return (
    <DescriptionList
      items={[
        { label: t('payments.amount'), value: <strong class="st-amount">{formatMoney(euros(claim.amountCents), lang)}</strong> },
        { label: t('payments.purpose'), value: claim.purpose },
        { label: t('payments.legal'), value: legalText(claim, t) },
        ...(claim.state === 'due' && claim.dueOn ? [{ label: t('payments.due_on'), value: formatDate(claim.dueOn, lang) }] : []),
        { label: t('payments.reference'), value: printReference(claim.reference) },
      ]}
    />
  );
}

/** The law of the amount, marked where the amount is invented; once. */
export function legalText(claim: Pick<Claim, 'legalSource' | 'assumption'>, t: T): string {
  const mark = t('payments.assumption');
  return claim.assumption && !claim.legalSource.includes(mark) ? `${claim.legalSource} (${mark})` : claim.legalSource;
}

/** Back to the application, for the one whose account it belongs to. */
export function caseLink(claim: StoredClaim, { principal }: Pick<Ctx, 'principal'>): string | undefined {
  return principal.kind === 'citizen' && principal.id === claim.accountId ? `/konto/vorgaenge/${claim.caseId}` : undefined;
}
