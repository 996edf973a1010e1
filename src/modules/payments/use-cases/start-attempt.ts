import { CodedError } from '../../../kernel/errors/errors.ts';
import { uuidv7 } from '../../../kernel/ids/index.ts';
import type { Desk } from '../desk.ts';
import { pageMinutes, type Attempt } from '../domain/attempt.ts';
import type { Claim } from '../domain/claim.ts';
import { newMerchantTxId } from '../domain/merchant-tx-id.ts';
import type { Order, StartResult } from '../providers/provider.ts';
import { attemptByKey, attemptsOfClaim, insertAttempt, lockAttempt, recordAttempt, supersede } from '../store/attempts.ts';
import { claimById } from '../store/claims.ts';
import { settle } from './settle.ts';

export type Started =
  | { go: 'page'; attempt: Attempt }
  /** Nothing to start: paid meanwhile, not due, or gone. */
  | { go: 'nothing' }
  /** The provider said no or cannot be reached. Nothing was charged. */
  | { go: 'unavailable' }
  /** The call may or may not have arrived; it is watched. Nothing can be charged without the page. */
  | { go: 'unknown' };

/**
 * Starts to pay a claim, or goes on where the payer was. The attempt is written before the provider is called, so whatever
 * happens in between is seen later. The same form twice, two tabs, a day later: one payment, or the provider is asked first.
 */
export async function startAttempt(desk: Desk, input: { claim: Claim; method: string | null; idempotencyKey: string; lang: 'de' | 'en' }): Promise<Started> {
  const { kernel, provider } = desk;
  if (!provider) return { go: 'unavailable' };
  const same = await attemptByKey(kernel.db, input.idempotencyKey);
  if (same) return same.claimId === input.claim.id ? whereTo(same) : { go: 'nothing' };
  for (const earlier of await attemptsOfClaim(kernel.db, input.claim.id)) {
    // the provider is asked about everything that may still be paid, before a second payment is begun
    if (earlier.reference === null || earlier.state === 'paid') continue;
    const known = await settle(desk, earlier, 'poll');
    if (known?.state === 'paid') return { go: 'nothing' };
    if (known && mayGoOn(known, input.method, kernel.clock.now())) return { go: 'page', attempt: known };
  }
  const attempt = await create(desk, input);
  if (attempt === undefined) {
    const other = (await attemptByKey(kernel.db, input.idempotencyKey)) ?? (await attemptsOfClaim(kernel.db, input.claim.id)).find(({ state, superseded }) => state === 'open' && !superseded);
    return other ? whereTo(other) : { go: 'nothing' };
  }
  return whereTo(await call(desk, attempt, await provider.start(orderOf(desk, attempt, input.claim, input.lang))));
}

function mayGoOn(attempt: Attempt, method: string | null, now: Date): boolean {
  return attempt.state === 'open' && !attempt.superseded && attempt.method === method && attempt.pageUntil > now;
}

function whereTo(attempt: Attempt): Started {
  if (attempt.state === 'open' && attempt.pageUrl !== null) return { go: 'page', attempt };
  if (attempt.state === 'paid') return { go: 'nothing' };
  if (attempt.state === 'created' || attempt.state === 'lost') return { go: 'unknown' };
  return { go: 'unavailable' };
}

/** Undefined: another one was faster. */
async function create({ kernel, provider }: Desk, input: { claim: Claim; method: string | null; idempotencyKey: string }): Promise<Attempt | undefined> {
  const now = kernel.clock.now();
  return kernel.db.transaction().execute(async (tx) => {
    const claim = await claimById(tx, input.claim.id, true);
    if (claim?.state !== 'due') return undefined;
    for (const earlier of await attemptsOfClaim(tx, claim.id)) {
      if (earlier.superseded || (earlier.state !== 'open' && earlier.state !== 'created')) continue;
      // somebody is on the way to the same page right now: theirs is the one
      if (earlier.state === 'created' || mayGoOn(earlier, input.method, now)) return undefined;
      await supersede(tx, earlier.id);
    }
    const attempt: Attempt = {
      id: uuidv7(), claimId: claim.id, provider: provider!.key, project: provider!.project, method: input.method, merchantTxId: newMerchantTxId(), amountCents: claim.amountCents,
      state: 'created', revision: 1, reference: null, pageUrl: null, superseded: false, result: null, createdAt: now, pageUntil: new Date(now.getTime() + pageMinutes * 60_000),
      nextPollAt: new Date(now.getTime() + 120_000), polls: 0, paidAt: null,
    };
    return insertAttempt(tx, attempt, input.idempotencyKey);
  });
}

/** What the call has led to; a message may have overtaken its answer. */
async function call({ kernel }: Desk, created: Attempt, started: StartResult): Promise<Attempt> {
  const at = kernel.clock.now();
  return kernel.db.transaction().execute(async (tx) => {
    const attempt = await lockAttempt(tx, created.id);
    if (!attempt) throw new CodedError('ATTEMPT_MISSING', 'The attempt just written is gone');
    if (attempt.state !== 'created') return attempt;
    if (started.result === 'refused') return recordAttempt(tx, attempt, { kind: 'refused', source: 'init', data: { result: started.code }, at });
    if (started.result === 'lost') return recordAttempt(tx, attempt, { kind: 'init_lost', source: 'init', data: {}, at });
    const nextPollAt = new Date(at.getTime() + 20_000);
    const open = await recordAttempt(tx, { ...attempt, nextPollAt }, { kind: 'opened', source: 'init', data: { reference: started.reference, pageUrl: started.pageUrl }, at });
    await kernel.jobs.enqueue(tx, 'payments.sweep', {}, { runAt: nextPollAt, key: 'payments.sweep' });
    return open;
  });
}

function orderOf({ kernel }: Desk, attempt: Attempt, claim: Claim, lang: 'de' | 'en'): Order {
  const page = `${kernel.config.publicUrl}/bezahlen/${claim.token}`;
  return {
    project: attempt.project,
    merchantTxId: attempt.merchantTxId,
    amountCents: attempt.amountCents,
    purpose: claim.reference.slice(0, 20),
    reference: claim.reference,
    method: attempt.method,
    lang,
    successUrl: `${page}/zurueck`,
    failUrl: `${page}/zurueck`,
    backUrl: page,
    notifyUrl: `${kernel.config.publicUrl}/api/v1/payments/${attempt.provider}/notify`,
  };
}
