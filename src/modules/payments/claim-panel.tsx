import type { VNode } from 'preact';
import type { Lang, T } from '../../kernel/i18n/i18n.ts';
import { euros, formatMoney } from '../../kernel/money/index.ts';
import { formatDate } from '../../kernel/time/index.ts';
import { Badge, DescriptionList, InsetText } from '../../kernel/ui/index.ts';
import { printReference } from '../../standards/creditor-reference/index.ts';
import type { Claim } from './domain.ts';

const tones = { announced: 'info', due: 'warning', settled: 'success', cancelled: undefined, refund_due: 'info' } as const;

/** What is to be paid, why, and how: the amount, its law, and the data of the bank transfer. */
export function ClaimPanel({ claim, t, lang, demo }: { claim: Claim; t: T; lang: Lang; demo: boolean }): VNode {
  const tone = tones[claim.state];
  return (
    <div class="st-stack">
      <DescriptionList
        items={[
          { label: t('payments.amount'), value: <strong>{formatMoney(euros(claim.amountCents), lang)}</strong> },
          { label: t('payments.state'), value: <Badge {...(tone ? { tone } : {})} label={t(`payments.state.${claim.state}`)} /> },
          ...(claim.state === 'due' && claim.dueOn ? [{ label: t('payments.due_on'), value: formatDate(claim.dueOn, lang) }] : []),
          { label: t('payments.purpose'), value: claim.purpose },
          { label: t('payments.legal'), value: claim.assumption ? `${claim.legalSource} (${t('payments.assumption')})` : claim.legalSource },
          ...(claim.state === 'due'
            ? [
                { label: t('payments.recipient'), value: t(demo ? 'payments.recipient.demo' : 'payments.recipient.city') },
                { label: t('payments.iban'), value: t(demo ? 'payments.iban.demo' : 'payments.iban.unknown') },
                { label: t('payments.reference'), value: <strong>{printReference(claim.reference)}</strong> },
              ]
            : []),
        ]}
      />
      {claim.state === 'due' ? <InsetText>{t('payments.hint')}</InsetText> : null}
    </div>
  );
}
