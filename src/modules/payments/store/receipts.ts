import { sql } from 'kysely';
import { executeLater, statement, type Db, type Tx } from '../../../kernel/db/db.ts';

export interface Receipt {
  number: string;
  claimId: string;
  attemptId: string | null;
  amountCents: number;
  at: Date;
}

export async function nextReceiptSerial(tx: Tx): Promise<number> {
  const { rows } = await sql<{ serial: number }>`select nextval('payments.receipt_serial') as serial`.execute(tx);
  return Number(rows[0]!.serial);
}

/** The claim's last event and its receipt, in one statement. Throws when the claim has a receipt already: money settles a claim once. */
export async function insertSettlement(tx: Tx, settled: { claimId: string; seq: number; actorId: string | null; at: Date; receipt: { number: string; attemptId: string | null; amountCents: number } }): Promise<void> {
  const { claimId, seq, actorId, at, receipt } = settled;
  await executeLater(tx, statement`with event as (
      insert into payments.claim_event (claim_id, seq, kind, actor_id, at) values (${claimId}, ${seq}, 'settled', ${actorId}, ${at})
    )
    insert into payments.receipt (number, claim_id, attempt_id, amount_cents, at) values (${receipt.number}, ${claimId}, ${receipt.attemptId}, ${receipt.amountCents}, ${at})`);
}

export async function receiptOfClaim(db: Db | Tx, claimId: string): Promise<Receipt | undefined> {
  const row = await db.selectFrom('payments.receipt').selectAll().where('claim_id', '=', claimId).executeTakeFirst();
  return row && { number: row.number, claimId: row.claim_id, attemptId: row.attempt_id, amountCents: Number(row.amount_cents), at: row.at };
}
