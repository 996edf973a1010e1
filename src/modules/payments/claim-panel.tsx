import type { VNode } from 'preact';
import type { Lang, T } from '../../kernel/i18n/i18n.ts';
import { Badge, Button, ButtonRow } from '../../kernel/ui/index.ts';
import type { Claim } from './domain/claim.ts';
import { feeFacts, payPath } from './web/common.tsx';

const tones = { announced: 'info', due: 'warning', settled: 'success', cancelled: undefined, refund_due: 'info', refunded: undefined } as const;

/** What is to be paid, why, and where: the amount, its law, and the way to pay. Staff see no button. */
export function ClaimPanel({ claim, t, lang, payer }: { claim: Claim; t: T; lang: Lang; payer: boolean }): VNode {
  const tone = tones[claim.state];
  return (
    <div class="st-stack">
      <p>
        <Badge {...(tone ? { tone } : {})} label={t(`payments.state.${claim.state}`)} />
      </p>
      {feeFacts(claim, t, lang)}
      {payer && claim.state === 'due' ? (
        <ButtonRow>
          <Button variant="primary" href={payPath(claim)} label={t('payments.pay.now')} icon="arrow" />
        </ButtonRow>
      ) : null}
      {payer && (claim.state === 'settled' || claim.state === 'refund_due' || claim.state === 'refunded') ? (
        <ButtonRow>
          <Button href={payPath(claim, 'quittung')} label={t('payments.receipt.get')} icon="file" download />
        </ButtonRow>
      ) : null}
    </div>
  );
}
