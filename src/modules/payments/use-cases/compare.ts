import type { Desk } from '../desk.ts';
import { attemptsBetween } from '../store/attempts.ts';
import { openDiscrepancy } from '../store/discrepancies.ts';
import { settle } from './settle.ts';

const day = 24 * 3_600_000;

/**
 * Ledger against provider, once a night: everything of the last two weeks is asked for again, also what is paid. What the
 * provider has and we do not is booked; what we have and the provider does not becomes a discrepancy that somebody owns.
 */
export async function compareWithProvider(desk: Desk): Promise<{ asked: number; unreachable: number; differences: number }> {
  const { kernel, provider } = desk;
  const result = { asked: 0, unreachable: 0, differences: 0 };
  if (!provider) return result;
  const now = kernel.clock.now();
  for (const attempt of await attemptsBetween(kernel.db, new Date(now.getTime() - 14 * day), now)) {
    if (attempt.reference === null) continue;
    result.asked += 1;
    if (attempt.state !== 'paid') {
      const after = await settle(desk, attempt, 'poll');
      if (after?.state === 'paid') result.differences += 1;
      continue;
    }
    const report = await provider.status({ project: attempt.project, reference: attempt.reference });
    if (report.result === 'unreachable') result.unreachable += 1;
    else if (report.result === 'unknown' || report.outcome !== 'paid' || report.amount !== String(attempt.amountCents) || report.merchantTxId !== attempt.merchantTxId) {
      result.differences += 1;
      await openDiscrepancy(kernel.db, { kind: 'not_paid', subject: attempt.id, claimId: attempt.claimId, data: report.result === 'known' ? { outcome: report.outcome, result: report.code, amount: report.amount } : { outcome: 'unknown' }, at: now });
    }
  }
  return result;
}
