import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptEdges, attemptEvents, attemptStates, nextAttemptState, nextPoll, type AttemptState } from './attempt.ts';
import { book } from './ledger.ts';
import { controlSum, writeBatch, type PostingRecord } from './posting-record.ts';
import { nextRefundState, refundStates } from './refund.ts';
import { plainDate } from '../../../kernel/time/index.ts';

describe('an attempt', () => {
  it.each(attemptEdges.map(({ from, event, to }) => [from, event, to] as const))('%s –%s→ %s', (from, event, to) => {
    expect(nextAttemptState(from, event)).toBe(to);
  });
  it('never leaves "paid", and can reach it from every other state', () => {
    for (const event of attemptEvents) expect(nextAttemptState('paid', event)).toBeUndefined();
    for (const state of attemptStates) if (state !== 'paid') expect(nextAttemptState(state, 'paid'), state).toBe('paid');
  });
  it('has one edge at most for a state and an event', () => {
    expect(new Set(attemptEdges.map(({ from, event }) => `${from} ${event}`)).size).toBe(attemptEdges.length);
  });
  it('is asked about until it is certain, ever more rarely, and for two weeks at most', () => {
    fc.assert(fc.property(fc.constantFrom<AttemptState>('open', 'lost', 'failed', 'expired'), (state) => {
      const createdAt = new Date('2026-11-24T09:00:00Z');
      let now = createdAt;
      let polls = 0;
      for (;;) {
        const next = nextPoll({ state, polls, createdAt, reference: 'r' }, now);
        if (!next) break;
        expect(next.getTime()).toBeGreaterThan(now.getTime());
        now = next;
        polls += 1;
      }
      expect(polls).toBeLessThan(60);
      expect(polls).toBeGreaterThan(4);
      expect(now.getTime() - createdAt.getTime()).toBeGreaterThanOrEqual(13 * 86_400_000);
      expect(now.getTime() - createdAt.getTime()).toBeLessThanOrEqual(15 * 86_400_000);
    }));
    expect(nextPoll({ state: 'open', polls: 0, createdAt: new Date(0), reference: 'r' }, new Date(0))).toEqual(new Date(20_000));
  });
  it('without a reference of the provider there is nothing to ask by', () => {
    expect(nextPoll({ state: 'failed', polls: 0, createdAt: new Date(0), reference: null }, new Date(0))).toBeNull();
  });
});

describe('a refund', () => {
  it('is approved before it is sent, and never leaves "done"', () => {
    expect(nextRefundState('proposed', 'sent')).toBeUndefined();
    expect(nextRefundState('proposed', 'done')).toBeUndefined();
    expect(nextRefundState('proposed', 'approved')).toBe('approved');
    for (const event of ['approved', 'declined', 'sent', 'unknown', 'done', 'failed', 'retried'] as const) {
      expect(nextRefundState('done', event)).toBeUndefined();
      expect(nextRefundState('declined', event)).toBeUndefined();
    }
    expect(refundStates).toContain('unknown');
  });
});

describe('bookings', () => {
  it('balance, whatever the amount', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (cents) => {
      const of = { subject: 's', claimId: 'c', cents };
      for (const one of [book.due(of), book.cancelled(of), book.paid(of), book.transferred(of), book.late(of), book.refundDue(of, 'revenue'), book.refunded(of, 'clearing'), book.refundDropped(of, 'deposits')]) {
        expect(one.entries.reduce((sum, entry) => sum + entry.cents, 0)).toBe(0);
      }
    }));
  });
  it.each([0, -1, 1.5, Number.NaN])('refuse %s cents', (cents) => {
    expect(() => book.paid({ subject: 's', claimId: 'c', cents })).toThrow();
  });
});

describe('the batch file', () => {
  const record = (over: Partial<PostingRecord>): PostingRecord => ({
    batch: 1, line: 1, reference: 'RF18539007547034', type: 'IST', kind: 'paid', bookedOn: plainDate('2026-11-24'), dueOn: null, debit: 'clearing', credit: 'claims', cents: 3070, psp: '', account: '', way: 'girocheckout', providerReference: '', caseId: 'c', ...over,
  });
  it('writes amounts with a comma, quotes what needs it, disarms formulas, and ends with count and control sum', () => {
    const text = writeBatch([record({ cents: 1020 }), record({ line: 2, cents: 100_000_000, psp: 'a;"b"', account: '=1+1' }), record({ line: 3, type: 'ERST', kind: 'refunded', cents: 70 })]);
    const lines = text.split('\r\n');
    expect(lines[1]).toContain(';10,20;EUR;');
    expect(lines[2]).toContain(';1000000,00;EUR;"a;""b""";\'=1+1;');
    expect(lines.slice(-2)).toEqual(['ENDE;3;1000009,50', '']);
  });
  it('the sum is money in less money out; claims do not count', () => {
    expect(controlSum([record({ type: 'SOLL', kind: 'due', cents: 9 }), record({ cents: 5 }), record({ type: 'ERST', kind: 'refund_due', cents: 2 }), record({ type: 'ERST', kind: 'refunded', cents: 2 })])).toBe(3);
  });
});
