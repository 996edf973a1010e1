import type { PlainDate } from '../../../kernel/time/index.ts';
import { CodedError } from '../../../kernel/errors/errors.ts';
import { apply, isClosed, type CaseEventKind, type CaseState } from './states.ts';
import type { TakenDown } from './types.ts';

export type Actor = { kind: 'applicant' | 'system'; id?: string | null } | { kind: 'staff'; id: string };

interface Payloads {
  received: Record<string, never>;
  /** `refused`: why an effect would not what a clerk decided, as `<effect id>:<key>`; the case is checked again. */
  check_started: { refused?: string };
  neighbour_down: { neighbour: string };
  /** Keys of the reasons, as `<check or rule id>:<key>`. */
  doubt_found: { reasons: string[] };
  payment_awaited: { claimId: string };
  payment_settled: { claimId: string };
  taken_to_review: Record<string, never>;
  question_asked: { questionId: string };
  /** With channel and day for an answer that staff wrote down. */
  question_answered: { questionId: string } & Partial<TakenDown>;
  question_lapsed: { questionId: string };
  question_withdrawn: { questionId: string };
  granted: { decisionId: string; automatic: boolean };
  rejected: { decisionId: string; automatic: boolean };
  withdrawn: Record<string, never>;
  /** `to` null: back to everybody. */
  assigned: { to: string | null };
  noted: { noteId: string };
  letter_provided: { documentId: string; letter: 'granted' | 'rejected' | 'question'; by: 'mailbox' | 'post' };
  /** `day`: when it was given to the post. */
  letter_posted: { documentId: string; letter: 'granted' | 'rejected' | 'question'; day: PlainDate };
  payment_noted: { claimId: string };
}

/** One entry of a case's history: keys and ids only, no words about people. */
export type CaseEvent = { [K in CaseEventKind]: { kind: K; data: Payloads[K]; actor: Actor; at: Date } }[CaseEventKind];

/** What is folded from the history and kept beside the case for lists and locks. */
export interface Projection {
  state: CaseState;
  /** Number of events; the optimistic lock. */
  revision: number;
  assignedTo: string | null;
  reasons: string[];
  neighbour: string | null;
  /** How often in a row a register did not answer. */
  registerAttempts: number;
  questionId: string | null;
  outcome: 'granted' | 'rejected' | 'withdrawn' | null;
  automatic: boolean | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  closedAt: Date | null;
  updatedAt: Date;
}

/** Throws CASE_EDGE when the event may not happen now: a bug of the caller, or a race that the caller must look for first. */
export function applyEvent(before: Projection | undefined, event: CaseEvent): Projection {
  const state = apply(before?.state, event.kind);
  if (state === undefined) throw new CodedError('CASE_EDGE', `A case that is ${before?.state ?? 'not there'} cannot take the event ${event.kind}`);
  const after: Projection = {
    ...(before ?? { assignedTo: null, reasons: [], neighbour: null, registerAttempts: 0, questionId: null, outcome: null, automatic: null, decidedAt: null, decidedBy: null, closedAt: null }),
    state,
    revision: (before?.revision ?? 0) + 1,
    updatedAt: event.at,
  };
  if (before && before.state !== state) after.neighbour = null;
  if (isClosed(state) && !after.closedAt) after.closedAt = event.at;
  switch (event.kind) {
    case 'check_started':
      after.reasons = [];
      break;
    case 'neighbour_down':
      after.neighbour = event.data.neighbour;
      after.registerAttempts += 1;
      break;
    case 'doubt_found':
      after.reasons = [...event.data.reasons];
      after.registerAttempts = 0;
      break;
    case 'payment_awaited':
      after.registerAttempts = 0;
      break;
    case 'question_asked':
      after.questionId = event.data.questionId;
      break;
    case 'question_answered':
    case 'question_lapsed':
    case 'question_withdrawn':
      after.questionId = null;
      break;
    case 'granted':
    case 'rejected':
      after.outcome = event.kind;
      after.automatic = event.data.automatic;
      after.decidedAt = event.at;
      after.decidedBy = event.actor.kind === 'staff' ? event.actor.id : null;
      break;
    case 'withdrawn':
      after.outcome = 'withdrawn';
      after.questionId = null;
      break;
    case 'received':
    case 'noted':
    case 'letter_provided':
    case 'letter_posted':
    case 'payment_noted':
    case 'payment_settled':
    case 'taken_to_review':
      break; // these move or note, and change nothing else of the row
    case 'assigned':
      after.assignedTo = event.data.to;
      break;
  }
  return after;
}

/** The projection of a whole history, oldest first. */
export function fold(history: readonly CaseEvent[]): Projection | undefined {
  return history.reduce<Projection | undefined>(applyEvent, undefined);
}
