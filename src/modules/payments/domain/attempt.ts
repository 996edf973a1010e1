/**
 * The life of one try to pay online, as data. `paid` is the only end that money depends on: everything else may still
 * turn into it (a late success), and nothing leads out of it.
 */
export const attemptStates = ['created', 'lost', 'open', 'failed', 'expired', 'review', 'paid'] as const;
export type AttemptState = (typeof attemptStates)[number];

export const attemptEvents = [
  'opened', // the provider has a page for it
  'refused', // the provider took the call and said no: no page, no money
  'init_lost', // nobody knows whether the call arrived
  'failed', // the provider's last word so far: not paid
  'expired', // asked after its time: still nothing
  'mismatch', // what the provider reports is not what was asked for: a person looks
  'paid',
] as const;
export type AttemptEventKind = (typeof attemptEvents)[number];

export interface AttemptEdge { from: AttemptState; event: AttemptEventKind; to: AttemptState }
const edge = (from: AttemptState, event: AttemptEventKind, to: AttemptState): AttemptEdge => ({ from, event, to });

export const attemptEdges: readonly AttemptEdge[] = [
  edge('created', 'opened', 'open'),
  edge('created', 'refused', 'failed'),
  edge('created', 'init_lost', 'lost'),
  edge('created', 'paid', 'paid'), // a message overtook the answer to our own call
  edge('created', 'failed', 'failed'),
  edge('created', 'mismatch', 'review'),
  edge('lost', 'opened', 'open'), // the answer came after all, or a message named the reference
  edge('lost', 'expired', 'expired'),
  edge('lost', 'failed', 'failed'),
  edge('lost', 'paid', 'paid'),
  edge('lost', 'mismatch', 'review'),
  edge('open', 'failed', 'failed'),
  edge('open', 'expired', 'expired'),
  edge('open', 'mismatch', 'review'),
  edge('open', 'paid', 'paid'),
  edge('failed', 'paid', 'paid'),
  edge('failed', 'mismatch', 'review'),
  edge('expired', 'opened', 'open'), // given up without the provider's reference, which somebody names after all
  edge('expired', 'failed', 'failed'),
  edge('expired', 'paid', 'paid'),
  edge('expired', 'mismatch', 'review'),
  edge('review', 'paid', 'paid'), // the provider's report fits in the end
];

const table = new Map(attemptEdges.map(({ from, event, to }) => [`${from} ${event}`, to]));

/** The state after an event; undefined when it may not happen now: money never goes back to "not paid". */
export function nextAttemptState(state: AttemptState, event: AttemptEventKind): AttemptState | undefined {
  return table.get(`${state} ${event}`);
}

export interface Attempt {
  id: string;
  claimId: string;
  provider: string;
  project: string;
  method: string | null;
  merchantTxId: string;
  amountCents: number;
  state: AttemptState;
  revision: number;
  reference: string | null;
  pageUrl: string | null;
  superseded: boolean;
  result: string | null;
  createdAt: Date;
  pageUntil: Date;
  nextPollAt: Date | null;
  polls: number;
  paidAt: Date | null;
}

/** Minutes a payer may come back to a begun payment; after that the provider is asked and the attempt expires. */
export const pageMinutes = 30;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Waits before the n-th question while the outcome is open: 20 s … 30 min, hourly through the first day, daily for two weeks. */
const openWaits = [20_000, minute, 2 * minute, 5 * minute, 15 * minute, 30 * minute];
/** A failed or expired attempt may still succeed late: a few more looks, ever rarer. */
const closedAges = [hour, 6 * hour, day, 3 * day, 7 * day, 14 * day];
const watchFor = 14 * day;

/** When to ask the provider next; null: never again (paid, or watched for two weeks; then a person looks). */
export function nextPoll(attempt: Pick<Attempt, 'state' | 'polls' | 'createdAt' | 'reference'>, now: Date): Date | null {
  const age = now.getTime() - attempt.createdAt.getTime();
  // without the provider's reference there is nothing to ask by: refused, or never heard of again
  if (attempt.reference === null && (attempt.state === 'failed' || attempt.state === 'expired')) return null;
  if (attempt.state === 'paid' || attempt.state === 'review' || age >= watchFor) return null;
  if (attempt.state === 'failed' || attempt.state === 'expired') {
    const next = closedAges.find((at) => at > age);
    return next === undefined ? null : new Date(attempt.createdAt.getTime() + next);
  }
  const wait = openWaits[attempt.polls] ?? (age < day ? hour : day);
  return new Date(now.getTime() + wait);
}

/** What a person on the payment page is told. */
export type PayerView = 'due' | 'paid' | 'pending' | 'failed' | 'cancelled' | 'asking' | 'not_due' | 'gone';
