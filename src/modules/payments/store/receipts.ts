import { sql } from 'kysely';
import type { Db, Tx } from '../../../kernel/db/db.ts';

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

/** Throws when the claim has one already: money settles a claim once. */
export async function insertReceipt(tx: Tx, receipt: Receipt): Promise<void> {
  await tx.insertInto('payments.receipt').values({ number: receipt.number, claim_id: receipt.claimId, attempt_id: receipt.attemptId, amount_cents: receipt.amountCents, at: receipt.at }).execute();
}

export async function receiptOfClaim(db: Db | Tx, claimId: string): Promise<Receipt | undefined> {
  const row = await db.selectFrom('payments.receipt').selectAll().where('claim_id', '=', claimId).executeTakeFirst();
  return row && { number: row.number, claimId: row.claim_id, attemptId: row.attempt_id, amountCents: Number(row.amount_cents), at: row.at };
}
