import { createHash } from 'node:crypto';
import type { Tx } from '../../../kernel/db/db.ts';
import { addDays, type PlainDate } from '../../../kernel/time/index.ts';
import type { Desk } from '../desk.ts';
import { controlSum, writeBatch, type PostingRecord } from '../domain/posting-record.ts';
import type { PostingKind } from '../domain/ledger.ts';
import { claimsByIds } from '../store/claims.ts';
import { attemptsByIds } from '../store/attempts.ts';
import { insertBatch, lockBatches, type Batch } from '../store/batches.ts';
import { unbatched, type BookedLine } from '../store/ledger.ts';
import { refundsByIds } from '../store/refunds.ts';

const types: Record<PostingKind, PostingRecord['type']> = { due: 'SOLL', cancelled: 'SOLL', paid: 'IST', transferred: 'IST', late: 'IST', refund_due: 'ERST', refunded: 'ERST', refund_dropped: 'ERST' };

/**
 * Closes a day: everything booked up to it and handed over in no batch yet becomes the next numbered batch, whose bytes are
 * kept and never change. A day without bookings closes without records, so that a gap is seen. Undefined: the day is not
 * over, or closed already.
 */
export async function closeDay(desk: Pick<Desk, 'kernel'>, day: PlainDate, closedBy: string | null): Promise<Batch | undefined> {
  const { kernel } = desk;
  if (day >= kernel.clock.today()) return undefined;
  return kernel.db.transaction().execute(async (tx) => {
    const { next, lastDay } = await lockBatches(tx);
    if (lastDay !== null && day <= lastDay) return undefined;
    const lines = await unbatched(tx, day);
    const records = await recordsOf(tx, lines, next);
    const content = writeBatch(records);
    const batch: Batch = { number: next, closedDay: day, records: records.length, sumCents: controlSum(records), sha256: createHash('sha256').update(content).digest('hex'), totals: totals(lines), closedBy, at: kernel.clock.now() };
    await insertBatch(tx, { ...batch, content }, lines.map(({ id }) => id));
    await kernel.evidence.append(tx, { kind: 'payment.day_closed', content: { batch: next, day, records: batch.records, cents: batch.sumCents, sha256: batch.sha256 } });
    return batch;
  });
}

/** The job of the night: yesterday, with all that was left open before it. */
export function closeYesterday(desk: Pick<Desk, 'kernel'>): Promise<Batch | undefined> {
  return closeDay(desk, addDays(desk.kernel.clock.today(), -1), null);
}

async function recordsOf(tx: Tx, lines: readonly BookedLine[], batch: number): Promise<PostingRecord[]> {
  const claims = await claimsByIds(tx, [...new Set(lines.map(({ claimId }) => claimId))]);
  const refunds = await refundsByIds(tx, lines.filter(({ kind }) => kind.startsWith('refund')).map(({ subject }) => subject));
  const attempts = await attemptsByIds(tx, [...lines.filter(({ kind }) => kind === 'paid' || kind === 'late').map(({ subject }) => subject), ...[...refunds.values()].flatMap(({ attemptId }) => attemptId ?? [])]);
  return lines.map((line, index) => {
    const claim = claims.get(line.claimId)!;
    const refund = refunds.get(line.subject);
    const attempt = attempts.get(refund?.attemptId ?? line.subject);
    return {
      batch, line: index + 1, reference: claim.reference, type: types[line.kind], kind: line.kind, bookedOn: line.day, dueOn: line.kind === 'due' ? claim.dueOn : null, debit: line.debit, credit: line.credit, cents: line.cents,
      psp: claim.assignment.psp ?? '', account: claim.assignment.account ?? '', way: attempt?.provider ?? (line.kind === 'transferred' || line.kind === 'refunded' ? 'transfer' : ''),
      providerReference: refund?.reference ?? attempt?.reference ?? '', caseId: claim.caseId,
    };
  });
}

function totals(lines: readonly BookedLine[]): Batch['totals'] {
  const sums = new Map<string, { count: number; cents: number }>();
  for (const { kind, cents } of lines) {
    const sum = sums.get(kind) ?? { count: 0, cents: 0 };
    sums.set(kind, { count: sum.count + 1, cents: sum.cents + cents });
  }
  return [...sums].map(([kind, sum]) => ({ kind, ...sum })).sort((a, b) => a.kind.localeCompare(b.kind));
}
