import { methods } from './orders.ts';
import type { Attempt, Payment, State } from './state.ts';
import { addQuery, sign } from './wire.ts';

type Fields = [name: string, value: string][];

const halfAnHour = 1_800_000;
const repeats = 10;

/** What notify and redirect say of an attempt, in the order in which it is hashed; gcHash last. */
export function messageOf(payment: Payment, attempt: Attempt, result = attempt.result, password = payment.project.passwords[0]): Fields {
  const { project, reference, merchantTxId, type } = payment;
  const page: Fields = project.method === 'paypage' ? [['gcPaymethod', methods[attempt.project.method].code], ['gcType', type], ['gcProjectId', attempt.project.projectId]] : [];
  const fields: Fields = [
    ...page, ['gcReference', reference], ['gcMerchantTxId', merchantTxId], ['gcBackendTxId', attempt.backendTxId],
    ['gcAmount', String(attempt.amount)], ['gcCurrency', attempt.currency], ['gcResultPayment', result],
  ];
  return seal(fields, password);
}

function seal(fields: Fields, password: string): Fields {
  return [...fields, ['gcHash', sign(password, fields.map(([, value]) => value).join(''))]];
}

/** Messages held back until another one has gone. */
const held = new WeakMap<State, (() => void)[]>();

/**
 * Tells the merchant a result by GET: 200 and 400 end it, everything else is repeated at most 10 times, every 30 minutes. The
 * message says what held when it was written; a repeat says it again.
 */
export function notify(state: State, payment: Payment, attempt: Attempt): void {
  const { world, faults } = state;
  if (payment.urls.notify === '') return;
  const strikes = (kind: 'lost' | 'late' | 'doubled' | 'reordered' | 'forged' | 'old_password') => faults.strikes(kind, { names: [payment.merchantTxId, payment.reference] });
  const password = strikes('old_password') ? payment.project.passwords.at(-1) : undefined;
  const url = addQuery(payment.urls.notify, messageOf(payment, attempt, attempt.result, password));
  const [from, to] = state.notifyDelay;
  const delay = from + Math.floor(world.random() * (to - from + 1));
  if (strikes('forged')) {
    state.untold += 1;
    world.after(delay + Math.floor(world.random() * 1000), () => deliver(state, addQuery(payment.urls.notify, forge(state, payment, attempt)), 0));
  }
  if (strikes('lost')) return;
  const copies = strikes('doubled');
  const late = strikes('late');
  const behind = strikes('reordered');
  for (let copy = 0; copy < (copies ? (copies.count ?? 2) : 1); copy++) {
    state.untold += 1;
    world.after(delay + (late?.waits ?? 0), () => (behind ? hold(state, url, behind.waits) : send(state, url)));
  }
}

async function send(state: State, url: string): Promise<void> {
  await deliver(state, url, repeats);
  for (const waiting of held.get(state)?.splice(0) ?? []) waiting();
}

function hold(state: State, url: string, longest: number): void {
  let gone = false;
  const go = () => {
    if (!gone) state.world.after(0, () => deliver(state, url, repeats));
    gone = true;
  };
  held.set(state, [...(held.get(state) ?? []), go]);
  state.world.after(longest, go);
}

async function deliver(state: State, url: string, left: number): Promise<void> {
  let status = 0;
  try {
    status = await state.world.get(url);
  } catch {
    // nobody there
  }
  if (status === 200 || status === 400 || left === 0) state.untold -= 1;
  else state.world.after(halfAnHour, () => deliver(state, url, left - 1));
}

/** A message somebody else wrote, in one of the ways they are written. */
function forge(state: State, payment: Payment, attempt: Attempt): Fields {
  const genuine = messageOf(payment, attempt);
  const change = (changes: Record<string, string>): Fields => genuine.map(([name, value]) => [name, changes[name] ?? value]);
  const body = (fields: Fields): Fields => fields.filter(([name]) => name !== 'gcHash');
  const amount = String(attempt.amount);
  switch (Math.floor(state.world.random() * 5)) {
    // The result turned into success under the old hash.
    case 0:
      return change({ gcResultPayment: '4000', gcHash: attempt.result === '4000' ? '0'.repeat(32) : genuine.at(-1)![1] });
    // Signed with a password that is not ours.
    case 1:
      return seal(body(change({ gcResultPayment: '4000' })), 'guess');
    // Digits moved from the bank's id to the amount: the hash is right.
    case 2:
      return change({ gcBackendTxId: attempt.backendTxId.slice(0, 4), gcAmount: attempt.backendTxId.slice(4) + amount });
    // A character moved from the merchant's id to the bank's: the hash is right.
    case 3:
      return change({ gcMerchantTxId: payment.merchantTxId.slice(0, -1), gcBackendTxId: payment.merchantTxId.slice(-1) + attempt.backendTxId });
    // Another payment of nobody, without any right.
    default:
      return change({ gcReference: '00000000-0000-4000-8000-000000000000', gcResultPayment: '4000' });
  }
}
