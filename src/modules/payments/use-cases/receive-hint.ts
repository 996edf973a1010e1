import { createHash } from 'node:crypto';
import type { Db, Tx } from '../../../kernel/db/db.ts';
import type { Desk } from '../desk.ts';
import type { Attempt } from '../domain/attempt.ts';
import type { Hint } from '../providers/provider.ts';
import { attemptById, attemptOfMessage, insertMessage } from '../store/attempts.ts';
import { openDiscrepancy } from '../store/discrepancies.ts';
import { adoptReference } from './adopt-reference.ts';
import { settle } from './settle.ts';

export type Received =
  /** Kept, and the provider was asked. `attempt` as it is now. */
  | { result: 'taken'; attempt: Attempt }
  /** No valid signature. Nothing is kept but a count. */
  | { result: 'forged' }
  /** Genuine, but not about anything of ours, or not as we stored it. Kept for people to look at; nothing is booked. */
  | { result: 'strange' };

/**
 * A notify or a returning payer: a hint, never a booking. It is compared byte for byte with what was asked for, and then the
 * provider is asked; the message (each once) is stored together with what came of it. Throws only when the database does not
 * answer: then nothing is stored and the provider repeats.
 */
export async function receiveHint(desk: Desk, channel: 'notify' | 'redirect', rawQuery: string): Promise<Received> {
  const { kernel, provider } = desk;
  const hint = provider?.readHint(rawQuery);
  if (!hint) {
    await kernel.indicators.count(kernel.db, 'payments.forged', channel);
    kernel.log.warn('a payment message without valid signature', { module: 'payments' });
    return { result: 'forged' };
  }
  const attempt = await attemptOfMessage(kernel.db, hint);
  const at = kernel.clock.now();
  const fits = attempt !== undefined && asStored(attempt, hint);
  const keep = (db: Db | Tx) => insertMessage(db, { digest: digestOf(channel, hint), channel, attemptId: fits ? attempt.id : null, merchantTxId: hint.merchantTxId, reference: hint.reference, result: hint.code, at });
  if (!fits) await keep(kernel.db);
  if (!attempt) {
    await openDiscrepancy(kernel.db, { kind: 'stranger', subject: hint.reference, claimId: null, data: { merchantTxId: hint.merchantTxId, amount: hint.amount, currency: hint.currency, result: hint.code }, at });
    return { result: 'strange' };
  }
  if (!fits) {
    await openDiscrepancy(kernel.db, { kind: 'message', subject: attempt.id, claimId: attempt.claimId, data: { channel, amount: hint.amount, currency: hint.currency, result: hint.code }, at });
    kernel.log.warn('a signed payment message does not fit what was asked for', { module: 'payments' });
    return { result: 'strange' };
  }
  const known = attempt.reference !== null;
  // the message overtook the answer to our own call, or that answer was lost
  if (!known) await adoptReference(desk, attempt.id, hint.reference, channel);
  return { result: 'taken', attempt: (await settle(desk, known ? attempt : attempt.id, channel, keep)) ?? (await attemptById(kernel.db, attempt.id))! };
}

/** The provider signs values without separators, so digits can be moved between fields: every stored value must be the same. */
function asStored(attempt: Attempt, hint: Hint): boolean {
  return hint.merchantTxId === attempt.merchantTxId && hint.amount === String(attempt.amountCents) && hint.currency === 'EUR' && hint.project === attempt.project && (attempt.reference === null || hint.reference === attempt.reference);
}

function digestOf(channel: string, hint: Hint): Buffer {
  return createHash('sha256').update(JSON.stringify([channel, hint.project, hint.reference, hint.merchantTxId, hint.amount, hint.currency, hint.code])).digest();
}
