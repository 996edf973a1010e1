import type { VNode } from 'preact';
import { notFound } from '../../../kernel/errors/errors.ts';
import type { Ctx } from '../../../kernel/http/types.ts';
import type { Lang } from '../../../kernel/i18n/i18n.ts';
import { euros, formatMoney } from '../../../kernel/money/index.ts';
import { dateOf, formatDateShort, formatTime } from '../../../kernel/time/index.ts';
import { Tabs } from '../../../kernel/ui/index.ts';

export const money = (cents: number, lang: Lang): string => formatMoney(euros(cents), lang);
export const moment = (at: Date, lang: Lang): string => `${formatDateShort(dateOf(at), lang)}, ${formatTime(at, lang)}`;

export function staffId({ principal }: Pick<Ctx, 'principal'>): string {
  if (principal.kind !== 'staff') throw notFound();
  return principal.id;
}

export const mayRefund = ({ principal }: Pick<Ctx, 'principal'>): boolean => principal.kind === 'staff' && principal.permissions.includes('payments.refund');

/** The treasury's pages beside each other. */
export function treasuryTabs({ t }: Pick<Ctx, 't'>, current: '' | 'forderungen' | 'erstattungen' | 'abweichungen' | 'abschluesse'): VNode {
  const tab = (path: typeof current, label: string) => ({ href: `/amt/kasse${path ? `/${path}` : ''}`, label: t(label), current: path === current });
  return <Tabs label={t('payments.office.nav')} tabs={[tab('', 'payments.office.overview'), tab('forderungen', 'payments.office.claims'), tab('erstattungen', 'payments.office.refunds'), tab('abweichungen', 'payments.office.discrepancies'), tab('abschluesse', 'payments.office.batches')]} />;
}
