import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { startApp, freePort } from './app.ts';
import { dueClaims, startProvider, type DueClaim, type ProviderProcess } from './girocheckout.ts';
import { isOurs, jobsDone, killHard, postmaster, randomFrom, withDatabase, type KillPlan } from './kill.ts';
import { createClient } from './renewals.ts';

export interface PaymentsKillReport {
  claims: number;
  /** Payments the provider took money for. */
  paid: number;
  /** Of them such that nobody owed any more: to be paid back. */
  tooMany: number;
  /** Of them such that no message ever named: left to a person, who was told. */
  unheard: number;
  /** Claims whose payer was told "paid". */
  acknowledged: number;
  /** Requests whose answer the kills cut off. */
  cut: number;
  /** Attempts by their state at the end. */
  states: Record<string, number>;
  /** Everything that is not as promised, in words; empty when all is well. */
  faults: string[];
}

const inFlight = 8;

/**
 * Payers come over HTTP, pay at a provider in another process and come back, its messages fly, while Stadttor is killed again and again,
 * every second time together with its PostgreSQL. Afterwards the provider's books are compared with our ledger.
 */
export async function killWhilePaying(plan: KillPlan): Promise<PaymentsKillReport> {
  const random = randomFrom(plan.seed);
  const say = plan.say ?? (() => undefined);
  const provider = await startProvider({
    // half an hour between two repeats of a message passes in a minute
    speed: 30,
    faults: [{ kind: 'lost', chance: 0.25 }, { kind: 'doubled', chance: 0.3, count: 3 }, { kind: 'late', chance: 0.2, ms: [1_000, 120_000] }, { kind: 'early', chance: 0.2 }, { kind: 'reset_after', call: 'paypage/init', chance: 0.05 }, { kind: 'late_success', chance: 0.2, ms: [1_000, 60_000] }],
  });
  // the provider's messages go to this address, before and after a kill
  const env = { ...provider.env, STADTTOR_DATA: plan.dataDir, PORT: String(await freePort()), TRUST_PROXY: 'on' };
  const state: State = { waiting: [], begun: [], acknowledged: new Set(), cut: 0, faults: [], visitors: 0 };
  let app = await startApp(env);
  try {
    for (let kill = 0; kill < plan.kills; kill += 1) {
      state.waiting.push(...(await withDatabase(plan.dataDir, (db) => dueClaims(db, plan.perRound))));
      const load = underLoad(app.url, provider, state, random);
      // half of the kills come when somebody has just been told "paid", the others whenever they come
      const enough = state.acknowledged.size + 1 + Math.floor(random() * 3);
      const among = random() < 0.5;
      const earliest = performance.now() + 200 + random() * 1_000;
      while (performance.now() < earliest || (among && state.acknowledged.size < enough && performance.now() < earliest + 5_000)) await sleep(2);
      const withPostgres = kill % 2 === 1;
      await killHard(app, withPostgres ? postmaster(plan.dataDir) : undefined, random() < 0.5);
      load.stop = true;
      await load.ended;
      const began = performance.now();
      app = await startApp(env);
      say(`kill ${kill + 1}${withPostgres ? ' with PostgreSQL' : ''}: ${state.begun.length} begun, ${state.acknowledged.size} told, up again after ${Math.round(performance.now() - began)} ms`);
    }
    const last = underLoad(app.url, provider, state, random);
    await sleep(1_000);
    last.stop = true;
    await last.ended;
    await provider.clearFaults();
    await strangers(provider, random, say);
    // what would come within two weeks comes now: everything is asked about, as the job does; what nobody ever named is given up after a day
    for (let round = 0; round < 3; round += 1) {
      await withDatabase(plan.dataDir, async (db) => {
        await db.query(`update payments.attempt set next_poll_at = now(), created_at = created_at - interval '1 day' where reference is null and state in ('created', 'lost')`);
        await db.query('update payments.attempt set next_poll_at = now() where next_poll_at is not null and reference is not null');
        await db.query(`select graphile_worker.add_job('payments.sweep', '{}'::json)`);
        await jobsDone(db, say);
      });
    }
    const report = await examine(plan.dataDir, provider, state);
    const code = await app.stop();
    if (code !== 0) report.faults.push(`the last stop ended with code ${code}`);
    return report;
  } finally {
    app.process.kill('SIGKILL');
    provider.stop();
    const pid = postmaster(plan.dataDir);
    if (pid !== undefined && isOurs(pid, plan.dataDir)) process.kill(pid, 'SIGINT');
  }
}

interface State {
  /** Nobody has begun to pay them. */
  waiting: DueClaim[];
  begun: DueClaim[];
  acknowledged: Set<string>;
  cut: number;
  faults: string[];
  visitors: number;
}

/** 8 payers at a time: new ones, such that come back, and two tabs at once. */
function underLoad(url: string, provider: ProviderProcess, state: State, random: () => number): { stop: boolean; ended: Promise<void> } {
  const load = { stop: false, ended: Promise.resolve() };
  const loop = async () => {
    while (!load.stop) {
      const again = state.begun.length > 0 && random() < 0.3;
      const claim = again ? state.begun[Math.floor(random() * state.begun.length)]! : state.waiting.pop();
      if (!claim) {
        await sleep(5);
        continue;
      }
      if (!again) state.begun.push(claim);
      await Promise.all(Array.from({ length: random() < 0.15 ? 2 : 1 }, () => pay(url, provider, state, claim, random).catch(() => sleep(5).then(() => void (state.cut += 1)))));
    }
  };
  load.ended = Promise.all(Array.from({ length: inFlight }, loop)).then(() => undefined);
  return load;
}

/** One payer: the page, the choice, the provider's page, and back, or never back. */
async function pay(url: string, provider: ProviderProcess, state: State, claim: DueClaim, random: () => number): Promise<void> {
  state.visitors += 1;
  const client = createClient(url, `10.${(state.visitors >> 8) % 256}.${state.visitors % 256}.1`);
  const path = `/bezahlen/${claim.token}`;
  // while PostgreSQL goes down, 500 is an honest answer; what a payer is refused otherwise is not
  const known = (what: string, { status }: { status: number }, ...good: number[]) => {
    if (good.includes(status)) return true;
    if (status < 500) state.faults.push(`${what} was answered with ${status}`);
    return false;
  };
  const seen = async () => {
    const stand = await client.get(`${path}/stand`);
    if (known('the page after paying', stand, 200) && stand.body.includes('Vielen Dank, die Zahlung ist da')) state.acknowledged.add(claim.id);
  };
  const page = await client.get(path);
  if (!known('the payment page', page, 200, 303)) return;
  if (page.status === 303) return seen();
  const key = /name="schluessel" value="([^"]+)"/.exec(page.body)![1]!;
  const methods = [...page.body.matchAll(/name="methode"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="methode"/g)].map((match) => (match[1] ?? match[2])!);
  // the provider was not asked in time: the transfer is offered
  if (methods.length === 0) return;
  const sent = await client.post(path, { methode: methods[random() < 0.8 ? 0 : methods.length - 1]!, schluessel: key });
  if (!known('the start of a payment', sent, 303, 503)) return;
  const reference = /\/bezahlseite\/([0-9a-f-]{36})$/.exec(sent.location)?.[1];
  if (!reference) return;
  const dice = random();
  const back = await provider.act(reference, dice < 0.6 ? 'pay' : dice < 0.75 ? 'pay_and_leave' : dice < 0.85 ? 'cancel' : dice < 0.92 ? 'reject' : 'back');
  if (back === null || random() < 0.15) return;
  const { pathname, search } = new URL(back);
  const returned = await client.get(pathname + search);
  if (!known('the way back', returned, 200, 303)) return;
  if (returned.location.includes('gc')) state.faults.push('the clean address after coming back carries data');
  await seen();
}

/** Somebody pays pages whose address our answer never reached: only the provider's messages can tell of them. Waits until all are delivered. */
async function strangers(provider: ProviderProcess, random: () => number, say: (line: string) => void): Promise<void> {
  for (const { reference, result } of await provider.payments()) if (result === null && random() < 0.3) await provider.act(reference, 'pay');
  for (let seconds = 0; ; seconds += 1) {
    const untold = await provider.untold();
    if (untold === 0) return;
    if (seconds > 600) throw new Error(`The provider cannot get rid of ${untold} messages.`);
    if (seconds % 10 === 0) say(`${untold} messages of the provider are on their way`);
    await sleep(1_000);
  }
}

async function examine(dataDir: string, provider: ProviderProcess, state: State): Promise<PaymentsKillReport> {
  const faults = [...state.faults];
  const book = await provider.book();
  return withDatabase(dataDir, async (db: pg.Client) => {
    const attempts = (await db.query<{ id: string; claim_id: string; state: string; reference: string | null; merchant_tx_id: string }>('select id, claim_id, state, reference, merchant_tx_id from payments.attempt')).rows;
    const booked = (await db.query<{ kind: string; subject: string; claim_id: string; cents: number }>(`select p.kind, p.subject, p.claim_id, e.amount_cents::int as cents from payments.posting p join payments.entry e on e.posting_id = p.id and e.account = 'clearing'`)).rows;
    const events = (await db.query<{ claim_id: string; kind: string }>('select claim_id, kind from payments.claim_event')).rows;
    const receipts = (await db.query<{ claim_id: string; number: string; amount_cents: number }>('select claim_id, number, amount_cents::int from payments.receipt')).rows;
    const refunds = (await db.query<{ attempt_id: string; kind: string; state: string }>('select attempt_id, kind, state from payments.refund')).rows;
    const told = (await db.query<{ id: string; n: number }>(`select payload ->> 'claimId' as id, count(*)::int as n from kernel.event where name = 'payments.settled' group by 1`)).rows;
    const proofs = (await db.query<{ id: string; n: number }>(`select o.content ->> 'attempt' as id, count(*)::int as n from evidence.entry e join kernel.evidence_opening o on o.entry_id = e.id where e.kind = 'payment.received' group by 1`)).rows;
    const unheard = new Set((await db.query<{ subject: string }>(`select subject from payments.discrepancy where kind = 'never_heard'`)).rows.map(({ subject }) => subject));
    const off = (await db.query<{ posting_id: string }>('select posting_id from payments.entry group by posting_id having sum(amount_cents) <> 0')).rows;

    const byName = new Map(attempts.map((attempt) => [attempt.merchant_tx_id, attempt]));
    for (const { merchantTxId } of book) if (!byName.has(merchantTxId)) faults.push(`the provider took money for ${merchantTxId}, of which we know nothing`);
    let unseen = 0;
    for (const { id, state: at, reference, merchant_tx_id: name } of attempts) {
      const taken = book.filter(({ merchantTxId }) => merchantTxId === name);
      const ours = booked.filter(({ subject }) => subject === id);
      if (at === 'created' || at === 'lost') faults.push(`attempt ${id} is still ${at}`);
      if (reference === null && taken.length > 0) {
        // no message ever named it: nobody can ask, so a person must have been told to look
        if (!unheard.has(id)) faults.push(`attempt ${id}: money nobody can ask about is not seen`);
        unseen += taken[0]!.amount;
        continue;
      }
      if (taken.length > 1) faults.push(`the provider took money ${taken.length} times for ${name}`);
      if (ours.length !== taken.length || ours[0]?.cents !== taken[0]?.amount) faults.push(`attempt ${id} (${at}): the provider took ${taken.map(({ amount }) => amount).join(', ') || 'nothing'}, booked ${ours.map(({ cents }) => cents).join(', ') || 'nothing'}`);
      if ((at === 'paid') !== taken.length > 0) faults.push(`attempt ${id} is ${at}, the provider took money ${taken.length} times`);
      if ((proofs.find((proof) => proof.id === id)?.n ?? 0) !== taken.length) faults.push(`attempt ${id}: not one proof`);
    }
    for (const { id } of state.begun) {
      const paid = attempts.filter((attempt) => attempt.claim_id === id && attempt.state === 'paid');
      const settled = events.filter((event) => event.claim_id === id && event.kind === 'settled').length;
      const [once, extra] = [Math.min(1, paid.length), Math.max(0, paid.length - 1)];
      if (settled !== once) faults.push(`claim ${id}: paid ${paid.length} times, settled ${settled} times`);
      if (receipts.filter((receipt) => receipt.claim_id === id && receipt.amount_cents === 3070).length !== once) faults.push(`claim ${id}: not one receipt`);
      if ((told.find((event) => event.id === id)?.n ?? 0) !== once) faults.push(`claim ${id}: told ${told.find((event) => event.id === id)?.n ?? 0} times`);
      if (refunds.filter(({ attempt_id }) => paid.some((attempt) => attempt.id === attempt_id)).length !== extra) faults.push(`claim ${id}: ${extra} payments too many, another number of refunds`);
      if (state.acknowledged.has(id) && settled === 0) faults.push(`claim ${id}: its payer was told "paid"`);
    }
    if (new Set(receipts.map(({ number }) => number)).size !== receipts.length) faults.push('two receipts share a number');
    for (const { posting_id } of off) faults.push(`booking ${posting_id} does not balance`);
    const [held, clearing] = [book.reduce((sum, { amount }) => sum + amount, 0) - unseen, booked.reduce((sum, { cents }) => sum + cents, 0)];
    if (held !== clearing) faults.push(`the provider holds ${held} cents, the ledger says ${clearing}`);
    const states: Record<string, number> = {};
    for (const { state: at } of attempts) states[at] = (states[at] ?? 0) + 1;
    return { claims: state.begun.length, paid: book.length, tooMany: refunds.length, unheard: book.filter(({ merchantTxId }) => byName.get(merchantTxId)?.reference === null).length, acknowledged: state.acknowledged.size, cut: state.cut, states, faults };
  });
}
