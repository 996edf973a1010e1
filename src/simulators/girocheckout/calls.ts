import { notify } from './notify.ts';
import { methods, neededBy, orderOf } from './orders.ts';
import { attemptWith, choicesOf, startTimeout } from './payer.ts';
import { backendId, book, moneyIn, speaking, uuid, type Attempt, type FollowUp, type Payment, type SimulatedProject, type State } from './state.ts';
import { sign } from './wire.ts';

type Form = ReadonlyMap<string, string>;

/** What a call comes to: fields of the JSON answer, and the password that signs it (null: unsigned). */
export interface CallAnswer {
  json: Record<string, unknown>;
  password: string | null;
}

/** The vendor's messages for people, in its language. */
const messages: Record<number, string> = {
  0: '', 4503: 'Doppelte Transaktion', 5000: 'Authentifizierung fehlgeschlagen', 5001: 'Keine Berechtigung', 5002: 'Hash ungültig', 5003: 'Pflichtfeld fehlt', 5004: 'Aufruf ungültig',
  5022: 'merchantTxId ungültig', 5023: 'Verwendungszweck ungültig', 5027: 'IBAN ungültig', 5030: 'Betrag ungültig', 5033: 'Währung ungültig', 5034: 'Transaktion nicht vorhanden',
  5055: 'urlRedirect ungültig', 5056: 'urlNotify ungültig', 5086: 'Vorgängertransaktion vom falschen Typ', 5097: 'Zahlungsmethoden ungültig', 5117: 'backUrl ungültig',
  5118: 'failUrl ungültig', 5119: 'successUrl ungültig', 5120: 'notifyUrl ungültig', 5504: 'single ungültig', 5505: 'Bezahlseite bereits verwendet',
};

class Refusal extends Error {
  readonly rc: number;
  constructor(rc: number) {
    super(String(rc));
    this.rc = rc;
  }
}

/** Carries out one call. */
export function carryOut(state: State, path: string, form: Form | null): CallAnswer {
  const refuse = (rc: number, password: string | null): CallAnswer => ({ json: { reference: null, rc, msg: messages[rc] ?? 'Fehler' }, password });
  const project = state.projects.find(({ merchantId, projectId }) => merchantId === form?.get('merchantId') && projectId === form.get('projectId'));
  if (!form || !project) return refuse(state.projects.some(({ merchantId }) => merchantId === form?.get('merchantId')) ? 5001 : 5000, null);
  const order = orderOf(path, project.method);
  if (!order) return refuse(5004, project.passwords[0]);
  const text = order.map((name) => form.get(name) ?? '').join('');
  const password = project.passwords.find((candidate) => sign(candidate, text) === form.get('hash'));
  if (password === undefined) return refuse(5002, project.passwords[0]);
  if (neededBy(path, project.method).some((name) => (form.get(name) ?? '') === '')) return refuse(5003, password);
  try {
    return { json: { ...perform(state, path, project, form), rc: 0, msg: '' }, password };
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.rc, password);
    throw error;
  }
}

function perform(state: State, path: string, project: SimulatedProject, form: Form): Record<string, unknown> {
  switch (path) {
    case 'paypage/projects':
      return { projects: choicesOf(state, { project, paymethods: [] as string[] } as Payment).map(({ projectId, name, method }) => ({ id: projectId, name, paymethod: methods[method].code, mode: 'TEST' })) };
    case 'paypage/init': {
      const payment = open(state, project, form);
      return { reference: payment.reference, url: state.pageUrl(payment.reference) };
    }
    case 'transaction/start': {
      const payment = open(state, project, form);
      return { reference: payment.reference, redirect: state.pageUrl(payment.reference) };
    }
    case 'transaction/payment':
      return payAtOnce(state, project, form);
    case 'transaction/status':
      return status(state, project, form);
    default:
      return followUp(state, path.split('/')[1] as FollowUp['kind'], project, form);
  }
}

function open(state: State, project: SimulatedProject, form: Form): Payment {
  const get = (name: string): string => form.get(name) ?? '';
  const page = project.method === 'paypage';
  const pageUrls = page || get('urlRedirect') === '';
  const urls = pageUrls
    ? { success: url(get('successUrl'), 5119), fail: url(get('failUrl'), 5118), back: url(get('backUrl'), 5117), notify: url(get('notifyUrl'), 5120) }
    : { success: url(get('urlRedirect'), 5055), fail: url(get('urlRedirect'), 5055), back: '', notify: url(get('urlNotify'), 5056) };
  if (!['', '0', '1', '2'].includes(get('single'))) throw new Refusal(5504);
  if ([...get('purpose')].length > (project.method === 'directdebit' ? 50 : 27)) throw new Refusal(5023);
  const paymethods = get('paymethods').split(',').filter((code) => code !== '');
  if (paymethods.some((code) => !/^\d{1,3}$/.test(code))) throw new Refusal(5097);
  const payment: Payment = {
    reference: uuid(state.world), project, merchantTxId: ownId(state, project, form), amount: cents(get('amount')), currency: euro(get('currency')), purpose: get('purpose'),
    description: get('description'), kassenzeichen: get('kassenzeichen'), type: get('type') === 'AUTH' ? 'AUTH' : 'SALE', single: Number(get('single') || 0) as 0 | 1 | 2, paymethods, urls,
    test: get('test') !== '0', openedAt: state.world.now(), expired: false, attempts: [], follow: [],
  };
  state.used.add(`${project.merchantId} ${payment.merchantTxId}`);
  state.payments.set(payment.reference, payment);
  startTimeout(state, payment);
  if (state.faults.strikes('early', { names: [payment.merchantTxId, payment.reference] })) {
    notify(state, payment, { txreference: '', backendTxId: '', project: choicesOf(state, payment)[0] ?? project, result: '4500', tellsFrom: 0, amount: payment.amount, currency: payment.currency, captured: 0, refunded: 0, voided: false });
  }
  return payment;
}

/** Direct debit without a page, or a card on file: the answer is the result. IBANs of the vendor's test data. */
function payAtOnce(state: State, project: SimulatedProject, form: Form): Record<string, unknown> {
  if (form.get('iban') === 'DE23690516200012345600') throw new Refusal(5027);
  const payment = open(state, project, form);
  const attempt = attemptWith(state, payment, project, form.get('bankaccount') === '1212121211' ? '4051' : '4000');
  notify(state, payment, attempt);
  return { reference: payment.reference, backendTxId: attempt.backendTxId, mandateReference: form.get('mandateReference') ?? null, resultPayment: attempt.result };
}

function status(state: State, project: SimulatedProject, form: Form): Record<string, unknown> {
  const reference = form.get('reference') ?? '';
  const { payment, follow } = find(state, project, reference);
  if (follow) {
    const { merchantTxId, backendTxId, amount, currency, result } = follow;
    return { reference, merchantTxId, backendTxId, amount: digits(state, amount), currency, resultPayment: digits(state, Number(result)) };
  }
  const wanted = form.get('txreference') ?? '';
  const attempt = wanted === '' ? speaking(payment) : payment.attempts.find(({ txreference }) => txreference === wanted);
  if (wanted !== '' && !attempt) throw new Refusal(5034);
  const result = attempt && attempt.tellsFrom <= state.world.now() ? attempt.result : '4500';
  const { merchantTxId } = payment;
  const [amount, currency] = attempt && result !== '4500' ? [attempt.amount, attempt.currency] : [payment.amount, payment.currency];
  return { reference, merchantTxId, backendTxId: attempt?.backendTxId ?? '', amount: digits(state, amount), currency, resultPayment: digits(state, Number(result)) };
}

function followUp(state: State, kind: FollowUp['kind'], project: SimulatedProject, form: Form): Record<string, unknown> {
  const { payment, follow } = find(state, project, form.get('reference') ?? '');
  const wanted = form.get('txreference') ?? '';
  const attempt = wanted === '' ? speaking(payment) : payment.attempts.find(({ txreference }) => txreference === wanted);
  if (follow || attempt?.result !== '4000' || attempt.voided) throw new Refusal(5086);
  if (attempt.project.method === 'transfer') throw new Refusal(5086);
  const merchantTxId = ownId(state, project, form);
  const amount = kind === 'void' ? attempt.amount : cents(form.get('amount') ?? '');
  if (kind !== 'void' && form.get('currency') !== attempt.currency) throw new Refusal(5033);
  if (kind === 'capture' && (payment.type !== 'AUTH' || attempt.captured > 0)) throw new Refusal(5086);
  if (kind === 'void' && (attempt.refunded > 0 || (payment.type === 'AUTH' && attempt.captured > 0))) throw new Refusal(5086);
  if (amount > (kind === 'refund' ? moneyIn(attempt) : attempt.amount)) throw new Refusal(5030);
  state.used.add(`${project.merchantId} ${merchantTxId}`);
  const rejected = state.faults.strikes('rejects', { call: `transaction/${kind}`, names: [payment.merchantTxId, payment.reference, merchantTxId] });
  const { currency } = attempt;
  const done: FollowUp = { reference: uuid(state.world), kind, merchantTxId, backendTxId: backendId(state.world), amount, currency, result: rejected ? '4900' : '4000' };
  payment.follow.push(done);
  state.follows.set(done.reference, { payment, follow: done });
  if (!rejected) move(state, payment, attempt, done);
  const { reference, backendTxId, result } = done;
  return { reference, referenceParent: payment.reference, merchantTxId, backendTxId, amount: digits(state, amount), currency, resultPayment: digits(state, Number(result)) };
}

function move(state: State, payment: Payment, attempt: Attempt, { kind, amount, backendTxId }: FollowUp): void {
  if (kind === 'capture') attempt.captured = amount;
  if (kind === 'refund') attempt.refunded += amount;
  if (kind !== 'void') return book(state, payment, attempt, kind, kind === 'refund' ? -amount : amount, backendTxId);
  const taken = moneyIn(attempt);
  attempt.voided = true;
  if (taken > 0) book(state, payment, attempt, 'void', -taken, backendTxId);
}

function find(state: State, project: SimulatedProject, reference: string): { payment: Payment; follow?: FollowUp } {
  const payment = state.payments.get(reference);
  const found = payment ? { payment } : state.follows.get(reference);
  if (found?.payment.project !== project) throw new Refusal(5034);
  return found;
}

function ownId(state: State, project: SimulatedProject, form: Form): string {
  const id = form.get('merchantTxId') ?? '';
  if (id.length > 255 || !/^[\p{L}0-9&=+,:;._!?#/|-]+$/u.test(id)) throw new Refusal(5022);
  if (state.used.has(`${project.merchantId} ${id}`)) throw new Refusal(4503);
  return id;
}

function cents(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new Refusal(5030);
  return Number(text);
}

function euro(currency: string): string {
  if (currency !== 'EUR') throw new Refusal(5033);
  return currency;
}

function url(text: string, rc: number): string {
  if (text !== '' && (text.length > 2048 || !/^https?:/.test(text) || !URL.canParse(text))) throw new Refusal(rc);
  return text;
}

/** The vendor sends numbers now as numbers, now as text. */
function digits(state: State, value: number): number | string {
  return state.world.random() < 0.5 ? value : String(value);
}
