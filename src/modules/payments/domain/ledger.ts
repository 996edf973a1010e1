import { CodedError } from '../../../kernel/errors/errors.ts';

/**
 * Accounts of the ledger. Debit is positive, credit negative; every booking sums to zero.
 * claims: what people owe (Forderungen) · revenue: what the city earns (Erträge) · clearing: at the payment provider
 * (Verrechnungskonto) · bank: on the city's account · deposits: money without a claim (Verwahrgelder) · refunds: to be
 * paid back.
 */
export const accounts = ['claims', 'revenue', 'clearing', 'bank', 'deposits', 'refunds'] as const;
export type Account = (typeof accounts)[number];

export type PostingKind = 'due' | 'cancelled' | 'paid' | 'transferred' | 'late' | 'refund_due' | 'refunded' | 'refund_dropped';

export interface Posting {
  kind: PostingKind;
  /** The claim, attempt or refund it is about; a kind happens once to it. */
  subject: string;
  claimId: string;
  entries: readonly { account: Account; cents: number }[];
}

type Subject = { subject: string; claimId: string; cents: number };

/** The bookings there are; nothing else moves money. */
export const book = {
  /** The claim falls due. */
  due: (of: Subject) => posting('due', of, 'claims', 'revenue'),
  /** It falls away unpaid. */
  cancelled: (of: Subject) => posting('cancelled', of, 'revenue', 'claims'),
  /** The provider holds the money for it. */
  paid: (of: Subject) => posting('paid', of, 'clearing', 'claims'),
  /** It came onto the bank account. */
  transferred: (of: Subject) => posting('transferred', of, 'bank', 'claims'),
  /** The provider holds money nobody owes (any more): too late, or a second time. */
  late: (of: Subject) => posting('late', of, 'clearing', 'deposits'),
  /** The city owes it back; out of the revenue, or out of what was never owed. */
  refundDue: (of: Subject, from: 'revenue' | 'deposits') => posting('refund_due', of, from, 'refunds'),
  /** It was decided not to pay it back after all. */
  refundDropped: (of: Subject, to: 'revenue' | 'deposits') => posting('refund_dropped', of, 'refunds', to),
  /** It has been paid back. */
  refunded: (of: Subject, from: 'clearing' | 'bank') => posting('refunded', of, 'refunds', from),
};

function posting(kind: PostingKind, { subject, claimId, cents }: Subject, debit: Account, credit: Account): Posting {
  if (!Number.isSafeInteger(cents) || cents <= 0) throw new CodedError('LEDGER_AMOUNT', 'A booking needs a positive whole number of cents');
  return { kind, subject, claimId, entries: [{ account: debit, cents }, { account: credit, cents: -cents }] };
}
