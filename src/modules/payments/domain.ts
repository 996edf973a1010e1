import type { PlainDate } from '../../kernel/time/index.ts';

/** `announced`: the amount is known, it falls due with the decision. */
export type ClaimState = 'announced' | 'due' | 'settled' | 'cancelled' | 'refund_due';
export type ClaimEventKind = Exclude<ClaimState, 'announced'>;

export interface Claim {
  id: string;
  caseId: string;
  /** ISO 11649, canonical. */
  reference: string;
  amountCents: number;
  purpose: string;
  amountLabel: string;
  legalSource: string;
  /** The amount is invented for the demo. */
  assumption: boolean;
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
  refund_due: [],
};

export function claimMay(state: ClaimState, event: ClaimEventKind): boolean {
  return edges[state].includes(event);
}
