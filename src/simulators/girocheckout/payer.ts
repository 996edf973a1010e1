import { messageOf, notify } from './notify.ts';
import { methods } from './orders.ts';
import { backendId, book, isClosed, uuid, type Attempt, type Payment, type SimulatedProject, type State } from './state.ts';
import { addQuery } from './wire.ts';

/**
 * What the payer does on the page: `pay`; `pay_and_leave` (pays, never comes back: the window is closed); `reject` (the bank says no);
 * `cancel`; `unknown` (the bank does not know yet, decides within the hour); `time_out` (stays away until time is up); `back` (leaves by backUrl, which
 * decides nothing).
 */
export const payerActs = ['pay', 'pay_and_leave', 'reject', 'cancel', 'unknown', 'time_out', 'back'] as const;
export type PayerAct = (typeof payerActs)[number];

export type ActAnswer = { ok: true; /** Where the payer is sent; null: nowhere. */ redirect: string | null } | { ok: false; reason: 'unknown_page' | 'closed' | 'method' };

const results: Record<Exclude<PayerAct, 'back'>, string> = { pay: '4000', pay_and_leave: '4000', reject: '4900', cancel: '4502', unknown: '4500', time_out: '4501' };
const hour = 3_600_000;

/** The projects a payer may choose from. */
export function choicesOf(state: State, payment: Payment): SimulatedProject[] {
  const { project, paymethods } = payment;
  if (project.method !== 'paypage') return [project];
  const bundled = state.projects.filter((other) => other.merchantId === project.merchantId && other.method !== 'paypage' && (project.bundles?.includes(other.projectId) ?? true));
  return bundled.filter(({ method }) => paymethods.length === 0 || paymethods.includes(methods[method].code));
}

export function act(state: State, reference: string, doing: PayerAct, projectId?: string): ActAnswer {
  const payment = state.payments.get(reference);
  if (!payment) return { ok: false, reason: 'unknown_page' };
  if (doing === 'back') return { ok: true, redirect: payment.urls.back || null };
  if (isClosed(payment)) return { ok: false, reason: 'closed' };
  const choices = choicesOf(state, payment);
  const project = projectId === undefined ? choices[0] : choices.find((choice) => choice.projectId === projectId);
  if (!project) return { ok: false, reason: 'method' };
  const attempt = attemptWith(state, payment, project, results[doing]);
  if (doing === 'time_out') payment.expired = true;
  notify(state, payment, attempt);
  if (doing === 'unknown') state.world.after(state.world.random() * hour, () => decide(state, payment, attempt, state.world.random() < 0.5 ? '4000' : '4900'));
  if (doing === 'pay_and_leave' || doing === 'time_out') return { ok: true, redirect: null };
  return { ok: true, redirect: addQuery(attempt.result === '4000' ? payment.urls.success : payment.urls.fail, messageOf(payment, attempt)) };
}

/** Records an attempt with its result and books what was paid; tells nobody. */
export function attemptWith(state: State, payment: Payment, project: SimulatedProject, result: string): Attempt {
  const { world } = state;
  const attempt: Attempt = {
    txreference: uuid(world), backendTxId: backendId(world), project, result: '4500', tellsFrom: world.now(), amount: payment.amount, currency: payment.currency, captured: 0, refunded: 0, voided: false,
  };
  payment.attempts.push(attempt);
  settle(state, payment, attempt, result);
  return attempt;
}

function settle(state: State, payment: Payment, attempt: Attempt, result: string): void {
  const { world, faults } = state;
  const about = { names: [payment.merchantTxId, payment.reference] };
  attempt.result = result;
  attempt.tellsFrom = world.now() + (result === '4500' ? 0 : (faults.strikes('status_lags', about)?.waits ?? 0));
  if (result === '4000') {
    if (faults.strikes('odd_amount', about)) attempt.amount += 1;
    if (faults.strikes('odd_currency', about)) attempt.currency = 'CHF';
    if (payment.type === 'SALE') {
      attempt.captured = attempt.amount;
      book(state, payment, attempt, 'sale', attempt.amount);
    }
  }
  const late = ['4501', '4502', '4900'].includes(result) ? faults.strikes('late_success', about) : null;
  if (late) world.after(late.waits, () => decide(state, payment, attempt, '4000'));
}

/** A late decision over an attempt. A page that may be paid only once is not paid twice. */
function decide(state: State, payment: Payment, attempt: Attempt, result: string): void {
  if (attempt.result === '4000' || (result === '4000' && payment.single === 2 && payment.attempts.some((other) => other.result === '4000'))) return;
  settle(state, payment, attempt, result);
  notify(state, payment, attempt);
}

/** After a while nobody waits for the payer any more. */
export function startTimeout(state: State, payment: Payment): void {
  state.world.after(state.pageTimeout, () => {
    if (!isClosed(payment) && !payment.attempts.some(({ result }) => result === '4000')) act(state, payment.reference, 'time_out');
    payment.expired = true;
  });
}
