import type { PlainDate } from '../../../kernel/time/index.ts';

/** `announced`: the amount is known, it falls due with the decision. */
export type ClaimState = 'announced' | 'due' | 'settled' | 'cancelled' | 'refund_due' | 'refunded';
export type ClaimEventKind = Exclude<ClaimState, 'announced'>;

/** Where the treasury books it: from the package. */
export interface AccountAssignment {
  /** PSP-Element. */
  psp?: string | undefined;
  /** Sachkonto. */
  account?: string | undefined;
  source?: string | undefined;
}

export interface Claim {
  id: string;
  caseId: string;
  /** ISO 11649, canonical. */
  reference: string;
  /** Names the payment page. */
  token: string;
  amountCents: number;
  purpose: string;
  amountLabel: string;
  legalSource: string;
  /** The amount is invented for the demo. */
  assumption: boolean;
  assignment: AccountAssignment;
  /** The day whose amount applies. */
  pricedOn: PlainDate;
  state: ClaimState;
  dueOn: PlainDate | null;
  /** When it came into this state. */
  at: Date;
}

const edges: Record<ClaimState, readonly ClaimEventKind[]> = {
  announced: ['due', 'cancelled'],
  due: ['settled', 'cancelled'],
  settled: ['refund_due'],
  cancelled: [],
  refund_due: ['refunded', 'settled'], // settled again: the refund was declined
  refunded: [],
};

export function claimMay(state: ClaimState, event: ClaimEventKind): boolean {
  return edges[state].includes(event);
}
