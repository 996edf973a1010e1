import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { uuidv7 } from '../../src/kernel/ids/index.ts';
import { dateOf, plainDate } from '../../src/kernel/time/index.ts';
import { createClaim, releaseClaim, settleClaim } from '../../src/modules/payments/claims.ts';
import type { Desk } from '../../src/modules/payments/desk.ts';
import { NotSent, type Transport } from '../../src/modules/payments/providers/girocheckout/client.ts';
import { createGirocheckout } from '../../src/modules/payments/providers/girocheckout/index.ts';
import { attemptsOfClaim } from '../../src/modules/payments/store/attempts.ts';
import { claimById } from '../../src/modules/payments/store/claims.ts';
import { refundsOfClaim } from '../../src/modules/payments/store/refunds.ts';
import { approveRefund, settleRefundByHand, retryRefund } from '../../src/modules/payments/use-cases/decide-refund.ts';
import { receiveHint } from '../../src/modules/payments/use-cases/receive-hint.ts';
import { runRefund } from '../../src/modules/payments/use-cases/run-refund.ts';
import { settle } from '../../src/modules/payments/use-cases/settle.ts';
import { startAttempt } from '../../src/modules/payments/use-cases/start-attempt.ts';
import { sweep } from '../../src/modules/payments/use-cases/sweep.ts';
import { createProvider, demoProjects, type Fault, type Provider } from '../../src/simulators/girocheckout/index.ts';
import { simulatedTime, type SimulatedTime } from './clock.ts';
import { Killed, Life, type Traffic } from './process.ts';

/** What both the real merchant and the naive one have to do in a schedule. */
export interface Merchant {
  /** The payer presses "pay"; the page's reference, or undefined. */
  start(life: Life): Promise<string | undefined>;
  notify(life: Life, query: string): Promise<number>;
  back(life: Life, query: string): Promise<void>;
  look(life: Life): Promise<void>;
  sweep(life: Life): Promise<void>;
  release(life: Life): Promise<void>;
  transfer(life: Life): Promise<void>;
}

export interface Setting {
  kernel: Kernel;
  /** The application's connections. */
  pool: pg.Pool;
  amountCents: number;
  serial: number;
}

export interface Course {
  seed: number;
  provider: Provider;
  time: SimulatedTime;
  kills: number;
  claimId: string;
}

const base = 'https://provider.example/girocheckout/api/v2/';
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
export const dueOn = plainDate('2026-12-24');

/** The claim of a schedule, and the real merchant's hands on it. */
export async function realMerchant(setting: Setting, world: { time: () => SimulatedTime; provider: () => Provider }): Promise<{ merchant: Merchant; claimId: string; dueAt(): Promise<number>; deskOf(life: Life): Desk }> {
  const clock = { now: () => new Date(world.time().now()), today: () => dateOf(new Date(world.time().now())) };
  const deskOf = (life: Life): Desk => ({
    kernel: { ...setting.kernel, db: life.db, clock },
    provider: createGirocheckout({ url: base, projects: [{ merchantId: '1000001', projectId: '10032', passwords: ['simulation', 'before'] }], test: true, now: () => world.time().now(), transport: transportOf(life, world) }),
  });
  const made = await setting.kernel.db.transaction().execute((tx) => createClaim(tx, setting.kernel, {
    caseId: uuidv7(), caseNumber: `S26-${String(setting.serial).padStart(8, '0')}-1`, accountId: null, amountCents: setting.amountCents, purpose: 'Simulation', amountLabel: 'normal', legalSource: 'Test', assumption: true, assignment: {}, pricedOn: plainDate('2026-11-24'), dueOn,
  }));
  const claim = (await claimById(setting.kernel.db, made!.id))!;
  const merchant: Merchant = {
    async start(life) {
      const started = await startAttempt(deskOf(life), { claim, method: world.time().random() < 0.7 ? '11' : '40', idempotencyKey: randomUUID(), lang: 'de' });
      return started.go === 'page' ? (started.attempt.reference ?? undefined) : undefined;
    },
    async notify(life, query) {
      return (await receiveHint(deskOf(life), 'notify', query)).result === 'taken' ? 200 : 400;
    },
    back: async (life, query) => void (await receiveHint(deskOf(life), 'redirect', query)),
    async look(life) {
      const [newest] = await attemptsOfClaim(life.db, claim.id);
      if (newest && newest.reference !== null && newest.state !== 'paid') await settle(deskOf(life), newest.id, 'poll');
    },
    sweep: async (life) => void (await sweep(deskOf(life))),
    release: (life) => life.db.transaction().execute(async (tx) => void (await releaseClaim(tx, { ...setting.kernel, clock }, claim.caseId))),
    transfer: (life) => life.db.transaction().execute(async (tx) => void (await settleClaim(tx, { ...setting.kernel, clock }, claim.caseId, null))),
  };
  const dueAt = async () => {
    const row = await setting.kernel.db.selectFrom('payments.attempt').select((eb) => eb.fn.min('next_poll_at').as('at')).where('claim_id', '=', claim.id).executeTakeFirst();
    return row?.at?.getTime() ?? Number.POSITIVE_INFINITY;
  };
  return { merchant, claimId: claim.id, deskOf, dueAt };
}

/** The provider's call as a step of this life; after 10 seconds of silence it is given up. */
function transportOf(life: Life, world: { time: () => SimulatedTime; provider: () => Provider }): Transport {
  return ({ path, body, contentType }) => life.step(async () => {
    const time = world.time();
    if (time.random() < 0.02) throw new NotSent('down');
    const limit = new AbortController();
    time.after(10_000, () => limit.abort(new Error('time is up')));
    const response = await world.provider().fetch(base + path, { method: 'POST', body, headers: { 'content-type': contentType }, signal: limit.signal });
    return { status: response.status, hash: response.headers.get('hash'), body: new Uint8Array(await response.arrayBuffer()) };
  });
}

/**
 * One seeded course: a payer who pays, cancels, doubts, comes back and clicks twice; a provider with faults; a process that is
 * killed between any two awaits and started again. Then faults end and two weeks pass.
 */
export async function runCourse(setting: Setting, seed: number, build: (world: { time: () => SimulatedTime; provider: () => Provider }) => Promise<{ merchant: Merchant; claimId: string; dueAt(): Promise<number> }>): Promise<Course> {
  const traffic: Traffic = { open: 0 };
  const state = { kills: 0, life: undefined as Life | undefined };
  const start = Date.UTC(2026, 10, 25, 9);
  let provider: Provider | undefined;
  let merchant: Merchant | undefined;
  const time: SimulatedTime = simulatedTime({
    seed, start, traffic,
    async get(url) {
      const life = state.life;
      if (!life || life.dead) throw new TypeError('nobody there');
      try {
        return await merchant!.notify(life, new URL(url).search.slice(1));
      } catch (error) {
        if (error instanceof Killed) throw new TypeError('line broke', { cause: error });
        return 500;
      }
    },
  });
  const { random } = time;
  const chance = (p: number) => random() < p;
  provider = createProvider({ world: time, projects: demoProjects(['simulation', 'before']), faults: faultsOf(random) });
  const built = await build({ time: () => time, provider: () => provider! });
  merchant = built.merchant;

  let calm = false;
  const live = () => {
    // in the calm at the end the process lives; before, it dies after some steps, sometimes at once
    const dieAt = calm || chance(0.3) ? Number.POSITIVE_INFINITY : 1 + Math.floor(random() * 60);
    state.life = new Life(setting.pool, traffic, dieAt, chance(0.5));
  };
  live();
  const restart = () => {
    state.kills += 1;
    const waits = chance(0.7) ? random() * 5_000 : random() * 6 * hour;
    state.life = undefined;
    time.after(waits, live);
  };
  const doing = (work: (life: Life) => Promise<unknown>) => async () => {
    const life = state.life;
    if (!life || life.dead) return;
    await work(life).catch(() => undefined);
    if (life.dead && state.life === life) restart();
  };

  const pages: string[] = [];
  const pay = doing(async (life) => {
    const reference = await merchant.start(life);
    if (reference) pages.push(reference);
  });
  const payerActs = () => {
    const reference = pages[Math.floor(random() * pages.length)];
    if (!reference) return;
    const acts = ['pay', 'pay', 'pay', 'pay_and_leave', 'reject', 'cancel', 'unknown', 'time_out', 'back'] as const;
    const done = provider.act(reference, acts[Math.floor(random() * acts.length)]!);
    if (!done.ok || done.redirect === null || chance(0.2)) return;
    const query = new URL(done.redirect).search.slice(1);
    time.after(random() * 4_000, doing((life) => merchant.back(life, query)));
    if (chance(0.1)) time.after(random() * hour, doing((life) => merchant.back(life, query)));
  };
  const clicks = 1 + Math.floor(random() * 4);
  for (let n = 0; n < clicks; n += 1) {
    const at = n === 0 ? 0 : chance(0.4) ? random() * 2_000 : random() * (chance(0.3) ? 30 * hour : hour);
    time.after(at, pay);
    time.after(at + 3_000 + random() * 20 * minute, payerActs);
    if (chance(0.4)) time.after(at + random() * 2 * hour, payerActs);
    if (chance(0.4)) time.after(at + random() * hour, doing((life) => merchant.look(life)));
  }
  if (chance(0.1)) time.after(random() * day, doing((life) => merchant.release(life)));
  if (chance(0.1)) time.after(random() * day, doing((life) => merchant.transfer(life)));
  // the sweep runs every minute; where nothing is due it would only ask the database in vain
  let known = { steps: -1, due: Number.POSITIVE_INFINITY };
  const sweepIfDue = async () => {
    const steps = state.kills * 1e6 + (state.life?.steps ?? 0);
    if (steps !== known.steps) {
      traffic.open += 1;
      known = { steps, due: await built.dueAt().finally(() => void (traffic.open -= 1)) };
    }
    if (known.due <= time.now()) await doing((life) => merchant.sweep(life))();
  };
  for (let at = minute; at < 36 * hour; at += at < 2 * hour ? minute : 15 * minute) time.after(at, sweepIfDue);
  await time.run(start + 36 * hour);

  calm = true;
  provider.faults.clear();
  live();
  for (let n = 0; n < 14 * 8; n += 1) time.after(n * 3 * hour, sweepIfDue);
  await time.run(start + 36 * hour + 15 * day);
  return { seed, provider, time, kills: state.kills, claimId: built.claimId };
}

/** Some of the faults, each with its own likelihood. */
function faultsOf(random: () => number): Fault[] {
  const some: Fault[] = [
    { kind: 'lost', chance: 0.5 }, { kind: 'late', chance: 0.3 }, { kind: 'doubled', count: 3, chance: 0.4 }, { kind: 'reordered', chance: 0.3 }, { kind: 'forged', chance: 0.5 }, { kind: 'old_password', chance: 0.3 },
    { kind: 'reset_before', chance: 0.1 }, { kind: 'reset_after', chance: 0.15 }, { kind: 'status', chance: 0.15 }, { kind: 'silent', chance: 0.05 }, { kind: 'slow', chance: 0.2 }, { kind: 'cut_off', chance: 0.1 }, { kind: 'wrong_hash', chance: 0.1 }, { kind: 'no_hash', chance: 0.05 },
    { kind: 'early', chance: 0.3 }, { kind: 'late_success', chance: 0.3 }, { kind: 'status_lags', chance: 0.3 },
    { kind: 'odd_amount', chance: 0.05 }, { kind: 'odd_currency', chance: 0.05 }, { kind: 'rejects', chance: 0.2, times: 2 },
  ];
  return some.filter(() => random() < 0.35);
}

/** The treasury afterwards: two people approve everything; whatever is unclear they look up at the provider, as people do. */
export async function payBack(course: Course, desk: Desk): Promise<void> {
  const [one] = [randomUUID()];
  for (let round = 0; round < 6; round += 1) {
    for (const refund of await refundsOfClaim(desk.kernel.db, course.claimId)) {
      const went = course.provider.payments().some(({ follow }) => follow.some(({ merchantTxId, result }) => merchantTxId === refund.merchantTxId && result === '4000'));
      if (refund.state === 'proposed') await approveRefund(desk, one, refund.id);
      if (refund.state === 'approved' && refund.attemptId !== null) await untilDone(course, runRefund(desk, refund.id));
      if (refund.state === 'approved' && refund.attemptId === null) await settleRefundByHand(desk, one, refund.id, true);
      if (refund.state === 'unknown') await settleRefundByHand(desk, one, refund.id, went);
      if (refund.state === 'failed') await retryRefund(desk, one, refund.id);
    }
    await untilDone(course, sweep(desk));
  }
}

/** Lets simulated time pass while somebody waits for it. */
export async function untilDone<T>(course: Pick<Course, 'time'>, work: Promise<T>): Promise<T> {
  let done = false;
  const watched = work.finally(() => void (done = true));
  while (!done) await course.time.run(course.time.now() + 5_000);
  return watched;
}
