/** The life of a refund as data. Two people stand between a wish and the money, unless the machine proposed it. */
export const refundStates = ['proposed', 'approved', 'sent', 'unknown', 'done', 'failed', 'declined'] as const;
export type RefundState = (typeof refundStates)[number];
export type RefundEventKind = 'approved' | 'declined' | 'sent' | 'unknown' | 'done' | 'failed' | 'retried';

const edges: Record<RefundState, Partial<Record<RefundEventKind, RefundState>>> = {
  proposed: { approved: 'approved', declined: 'declined' },
  approved: { sent: 'sent', done: 'done' },
  sent: { done: 'done', failed: 'failed', unknown: 'unknown' },
  unknown: { done: 'done', failed: 'failed' },
  failed: { retried: 'approved', declined: 'declined', done: 'done' },
  done: {},
  declined: {},
};

export function nextRefundState(state: RefundState, event: RefundEventKind): RefundState | undefined {
  return edges[state][event];
}

/** released: the case ended without what was paid for; overpaid: paid twice; late: paid after the claim was gone. */
export type RefundKind = 'released' | 'overpaid' | 'late' | 'goodwill';

export interface Refund {
  id: string;
  claimId: string;
  attemptId: string | null;
  amountCents: number;
  kind: RefundKind;
  reason: string;
  state: RefundState;
  revision: number;
  merchantTxId: string;
  reference: string | null;
  requestedBy: string | null;
  requestedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  result: string | null;
  polls: number;
}

/** Counted against what was paid: everything that may still leave the city. */
export const holdsMoney: readonly RefundState[] = ['proposed', 'approved', 'sent', 'unknown', 'failed', 'done'];
