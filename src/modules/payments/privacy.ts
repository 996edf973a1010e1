import type { PrivacyPart } from '../../kernel/privacy/privacy.ts';
import { attemptsOfClaim } from './store/attempts.ts';
import { claimsOfAccount, detachAccount } from './store/claims.ts';
import { receiptOfClaim } from './store/receipts.ts';
import { refundsOfClaim } from './store/refunds.ts';

/** Claims stay (budget law), without the account they belonged to. Attempts and refunds hold nothing about people. */
export const paymentsPrivacy: PrivacyPart = {
  module: 'payments',
  async export(db, accountId) {
    const claims = await claimsOfAccount(db, accountId);
    return {
      claims: await Promise.all(claims.map(async ({ id, reference, amountCents, purpose, legalSource, state, dueOn }) => ({
        reference, amountCents, purpose, legalSource, state, dueOn, receipt: (await receiptOfClaim(db, id))?.number ?? null,
        payments: (await attemptsOfClaim(db, id)).map((attempt) => ({ state: attempt.state, way: attempt.provider, amountCents: attempt.amountCents, createdAt: attempt.createdAt, paidAt: attempt.paidAt })),
        refunds: (await refundsOfClaim(db, id)).map((refund) => ({ state: refund.state, amountCents: refund.amountCents, requestedAt: refund.requestedAt })),
      }))),
    };
  },
  async erase(tx, accountId) {
    const kept = await detachAccount(tx, accountId);
    return { kept: kept > 0 ? ['payments.privacy.kept'] : [] };
  },
};
