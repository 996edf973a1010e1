import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import { plainDate } from '../../../kernel/time/index.ts';
import { applyEvent, fold, type CaseEvent, type Projection } from './fold.ts';
import { apply, caseStates, closedStates, edges, movingEvents, possibleEvents, stayingEvents, type CaseEventKind, type CaseState } from './states.ts';

const clerk = uuidv7();

/** An event of this kind with plausible content. */
function eventOf(kind: CaseEventKind, at: Date): CaseEvent {
  const data: Record<string, unknown> = {
    neighbour_down: { neighbour: 'register' },
    doubt_found: { reasons: ['a:b', 'c:d'] },
    payment_awaited: { claimId: uuidv7() },
    payment_settled: { claimId: uuidv7() },
    payment_noted: { claimId: uuidv7() },
    question_asked: { questionId: uuidv7() },
    question_answered: { questionId: uuidv7() },
    question_lapsed: { questionId: uuidv7() },
    question_withdrawn: { questionId: uuidv7() },
    granted: { decisionId: uuidv7(), automatic: false },
    rejected: { decisionId: uuidv7(), automatic: false },
    assigned: { to: clerk },
    noted: { noteId: uuidv7() },
    letter_provided: { documentId: uuidv7(), letter: 'granted', by: 'mailbox' },
    letter_posted: { documentId: uuidv7(), letter: 'granted', day: plainDate('2026-11-24') },
  };
  return { kind, data: data[kind] ?? {}, actor: { kind: 'staff', id: clerk }, at } as CaseEvent;
}

describe('case states', () => {
  it.each(edges.map((edge) => [edge.from, edge.event, edge.to] as const))('%s –%s→ %s', (from, event, to) => {
    expect(apply(from, event)).toBe(to);
  });
  it('knows no other edge: every pair not in the table is refused', () => {
    let refused = 0;
    for (const from of caseStates) {
      for (const event of movingEvents) {
        const known = edges.find((edge) => edge.from === from && edge.event === event);
        expect(apply(from, event)).toBe(known?.to);
        if (!known) refused += 1;
      }
      for (const event of stayingEvents) expect(apply(from, event)).toBe(from);
      expect(apply(from, 'received')).toBeUndefined();
    }
    expect(refused).toBe(caseStates.length * movingEvents.length - edges.length);
  });
  it('begins with receipt and with nothing else', () => {
    expect(apply(undefined, 'received')).toBe('received');
    for (const event of [...movingEvents, ...stayingEvents]) expect(apply(undefined, event)).toBeUndefined();
  });
  it('never moves what is decided or withdrawn', () => {
    for (const state of closedStates) for (const event of movingEvents) expect(apply(state, event)).toBeUndefined();
  });
  it('has one edge at most for a state and an event, and reaches every state', () => {
    expect(new Set(edges.map((edge) => `${edge.from} ${edge.event}`)).size).toBe(edges.length);
    const reached = new Set<CaseState>(['received']);
    for (let before = 0; before !== reached.size; ) {
      before = reached.size;
      for (const edge of edges) if (reached.has(edge.from)) reached.add(edge.to);
    }
    expect([...reached].sort()).toEqual([...caseStates].sort());
  });
});

describe('fold', () => {
  it('agrees with every step of any walk, and refuses any event that has no edge', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), fc.constantFrom(...movingEvents), (choices, stranger) => {
        const at = (n: number) => new Date(Date.UTC(2026, 10, 24, 9, n));
        const history: CaseEvent[] = [eventOf('received', at(0))];
        let current: Projection = applyEvent(undefined, history[0]!);
        for (const [n, choice] of choices.entries()) {
          const possible = possibleEvents(current.state);
          const event = eventOf(possible[choice % possible.length]!, at(n + 1));
          current = applyEvent(current, event);
          history.push(event);
        }
        expect(fold(history)).toEqual(current);
        expect(current.revision).toBe(history.length);
        expect(current.closedAt !== null).toBe((closedStates as readonly string[]).includes(current.state));
        expect(current.questionId !== null).toBe(current.state === 'waiting_applicant');
        expect(current.neighbour !== null).toBe(current.state === 'waiting_register');
        if (apply(current.state, stranger) === undefined) expect(() => applyEvent(current, eventOf(stranger, at(99)))).toThrow(/cannot take the event/);
      }),
    );
  });
});
