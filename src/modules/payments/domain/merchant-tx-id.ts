import { randomUUID } from 'node:crypto';
import { transactionIdOf } from '../../../standards/girocheckout/index.ts';

/** Our name for a payment or refund at the provider: random, says nothing, of fixed length with a letter at both ends. */
export function newMerchantTxId(): string {
  return transactionIdOf(randomUUID());
}
