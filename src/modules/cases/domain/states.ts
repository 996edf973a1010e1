/**
 * The life of a case as data: few fixed states, an edge for everything that may happen. Packages choose optional steps
 * and words for people; they do not draw workflows.
 */
export const caseStates = ['received', 'checking', 'waiting_register', 'review', 'waiting_applicant', 'waiting_payment', 'granted', 'rejected', 'withdrawn'] as const;
export type CaseState = (typeof caseStates)[number];

/** Nothing is decided yet. */
export const openStates = ['received', 'checking', 'waiting_register', 'review', 'waiting_applicant', 'waiting_payment'] as const satisfies readonly CaseState[];
export const closedStates = ['granted', 'rejected', 'withdrawn'] as const satisfies readonly CaseState[];

/** What moves a case from one state to another. */
export const movingEvents = [
  'check_started', // the machine begins, or begins again
  'neighbour_down', // a register does not answer
  'doubt_found', // a person has to look
  'payment_awaited', // the fee comes before the decision
  'payment_settled',
  'taken_to_review', // a clerk does not wait any longer
  'question_asked',
  'question_answered',
  'question_lapsed', // nobody answered in time
  'question_withdrawn', // the office needs no answer any more
  'granted',
  'rejected',
  'withdrawn',
] as const;

/** What happens to a case in any state without moving it. */
export const stayingEvents = ['assigned', 'noted', 'letter_provided', 'letter_posted', 'payment_noted'] as const;

export type MovingEvent = (typeof movingEvents)[number];
export type StayingEvent = (typeof stayingEvents)[number];
export type CaseEventKind = 'received' | MovingEvent | StayingEvent;

export interface Edge {
  from: CaseState;
  event: MovingEvent;
  to: CaseState;
}

const edge = (from: CaseState, event: MovingEvent, to: CaseState): Edge => ({ from, event, to });

export const edges: readonly Edge[] = [
  edge('received', 'check_started', 'checking'),
  edge('waiting_register', 'check_started', 'checking'),
  edge('review', 'check_started', 'checking'),
  edge('checking', 'neighbour_down', 'waiting_register'),
  edge('checking', 'doubt_found', 'review'),
  edge('checking', 'payment_awaited', 'waiting_payment'),
  edge('checking', 'granted', 'granted'),
  edge('waiting_payment', 'payment_settled', 'checking'),
  edge('waiting_payment', 'taken_to_review', 'review'),
  edge('waiting_register', 'taken_to_review', 'review'),
  edge('review', 'payment_awaited', 'waiting_payment'),
  edge('review', 'question_asked', 'waiting_applicant'),
  edge('waiting_applicant', 'question_answered', 'review'),
  edge('waiting_applicant', 'question_lapsed', 'review'),
  edge('waiting_applicant', 'question_withdrawn', 'review'),
  edge('review', 'granted', 'granted'),
  edge('review', 'rejected', 'rejected'),
  ...openStates.map((from) => edge(from, 'withdrawn', 'withdrawn')),
];

const table = new Map(edges.map(({ from, event, to }) => [`${from} ${event}`, to]));
const staying: ReadonlySet<string> = new Set(stayingEvents);

/** The state after an event; undefined when the event may not happen in this state. A case begins with `received`. */
export function apply(state: CaseState | undefined, event: CaseEventKind): CaseState | undefined {
  if (event === 'received') return state === undefined ? 'received' : undefined;
  if (state === undefined) return undefined;
  return staying.has(event) ? state : table.get(`${state} ${event}`);
}

export function isClosed(state: CaseState): boolean {
  return (closedStates as readonly CaseState[]).includes(state);
}

/** Events that may come next, for buttons and random walks. */
export function possibleEvents(state: CaseState): CaseEventKind[] {
  return [...edges.filter(({ from }) => from === state).map(({ event }) => event), ...stayingEvents];
}
