import type pg from 'pg';
import type { Course } from './schedule.ts';

/** What must hold after every course, in words; empty when all is well. The provider's books are the truth. */
export async function violations(course: Course, owner: pg.Pool): Promise<string[]> {
  const found: string[] = [];
  const say = (text: string) => void found.push(`seed ${course.seed}: ${text}`);
  const { provider, claimId } = course;
  const attempts = (await owner.query(`select id, state, merchant_tx_id, reference, amount_cents::int as cents from payments.attempt where claim_id = $1`, [claimId])).rows;
  const entries = (await owner.query(`select p.kind, p.subject, e.account, e.amount_cents::int as cents from payments.posting p join payments.entry e on e.posting_id = p.id where p.claim_id = $1`, [claimId])).rows;
  const events = (await owner.query(`select kind from payments.claim_event where claim_id = $1 order by seq`, [claimId])).rows.map(({ kind }) => kind as string);
  const receipts = (await owner.query(`select attempt_id from payments.receipt where claim_id = $1`, [claimId])).rows;
  const refunds = (await owner.query(`select state, attempt_id, amount_cents::int as cents from payments.refund where claim_id = $1`, [claimId])).rows;
  const open = (await owner.query(`select kind, subject from payments.discrepancy where claim_id = $1`, [claimId])).rows;
  const told = Number((await owner.query(`select count(*) as n from kernel.event where name = 'payments.settled' and payload ->> 'claimId' = $1`, [claimId])).rows[0].n);

  for (const payment of provider.payments()) if (!attempts.some(({ merchant_tx_id }) => merchant_tx_id === payment.merchantTxId)) say(`the provider has ${payment.merchantTxId}, we know nothing of it`);
  for (const attempt of attempts) {
    const taken = provider.books.taken(attempt.merchant_tx_id);
    const booked = entries.filter(({ subject, account, cents }) => subject === attempt.id && account === 'clearing' && cents > 0);
    const payment = provider.payments().find(({ merchantTxId }) => merchantTxId === attempt.merchant_tx_id);
    const odd = payment?.attempts.some(({ captured, amount, currency }) => captured > 0 && (amount !== attempt.cents || currency !== 'EUR')) ?? false;
    if (['created', 'open', 'lost'].includes(attempt.state)) say(`attempt ${attempt.id} is still ${attempt.state}`);
    if (odd) {
      if (booked.length > 0) say('odd money was booked');
      if (attempt.state !== 'review' || !open.some(({ kind, subject }) => kind === 'mismatch' && subject === attempt.id)) say(`odd money is not seen (${attempt.state})`);
      continue;
    }
    if (attempt.reference === null && taken > 0) {
      // paid before we heard of it, and nothing ever told us its name: nobody can ask, so a person must have been told to look
      if (!open.some(({ kind, subject }) => kind === 'never_heard' && subject === attempt.id)) say('money nobody can ask about is not seen');
      continue;
    }
    if (taken > 1) say(`the provider took money ${taken} times for one attempt`);
    if (booked.length !== taken) say(`the provider took ${taken}, booked ${booked.length} (${attempt.state}${attempt.reference === null ? ", the provider's reference never known" : ""})`);
    if ((attempt.state === 'paid') !== (taken > 0)) say(`attempt ${attempt.state}, provider took ${taken}`);
    if (booked.some(({ cents }) => cents !== attempt.cents)) say('another amount was booked');
  }
  const sum = entries.reduce((all, { cents }) => all + cents, 0);
  if (sum !== 0) say(`the ledger is off by ${sum}`);
  const settled = events.filter((kind) => kind === 'settled').length;
  if (settled > 1) say('settled twice');
  if (receipts.length !== Math.min(1, settled)) say(`${receipts.length} receipts for ${settled} settlements`);
  if (told !== Math.min(1, settled)) say(`settled was told ${told} times`);
  const paid = attempts.filter(({ state }) => state === 'paid').length + entries.filter(({ kind, cents }) => kind === 'transferred' && cents > 0).length;
  if (paid > 0 && !events.includes('settled') && !events.includes('cancelled')) say('paid, but the claim is open');
  if (settled === 1 && paid === 0) say('settled without money');
  const extra = paid - (settled === 1 && !events.includes('refund_due') ? 1 : 0);
  if (refunds.filter(({ state }) => state !== 'declined').length !== extra) say(`${extra} payments too many, ${refunds.length} refunds`);
  for (const { state } of refunds) if (state !== 'done' && state !== 'declined') say(`a refund is still ${state}`);
  const held = attempts.reduce((all, attempt) => all + (attempt.state === 'review' || attempt.reference === null ? 0 : provider.books.held(attempt.merchant_tx_id)), 0);
  const clearing = entries.filter(({ account }) => account === 'clearing').reduce((all, { cents }) => all + cents, 0);
  if (held !== clearing) say(`the provider holds ${held}, the ledger says ${clearing}`);
  return found;
}
