import type { FaultBook } from './faults.ts';
import type { Method } from './orders.ts';
import type { World } from './world.ts';

/** A project as the merchant sees it in GiroCockpit. */
export interface SimulatedProject {
  merchantId: string;
  projectId: string;
  name: string;
  method: Method;
  /** The first is in force and signs; requests signed with any of them are accepted. */
  passwords: [string, ...string[]];
  /** paypage: the projects behind it; absent: all others of the merchant. */
  bundles?: string[];
}

/** A page or a single transaction, from init or start. */
export interface Payment {
  reference: string;
  project: SimulatedProject;
  merchantTxId: string;
  amount: number;
  currency: string;
  purpose: string;
  description: string;
  kassenzeichen: string;
  type: 'SALE' | 'AUTH';
  /** 0 as often as wanted, 1 one attempt, 2 until one succeeds. */
  single: 0 | 1 | 2;
  /** Codes of methods the merchant allows here; empty: all. */
  paymethods: string[];
  urls: { success: string; fail: string; back: string; notify: string };
  test: boolean;
  openedAt: number;
  /** Time is up. */
  expired: boolean;
  attempts: Attempt[];
  follow: FollowUp[];
}

/** One try of the payer. */
export interface Attempt {
  txreference: string;
  backendTxId: string;
  /** The project that takes the money. */
  project: SimulatedProject;
  result: string;
  /** From when on transaction/status tells the result; before that 4500. */
  tellsFrom: number;
  /** What the provider says it took; another than asked only by the faults odd_amount and odd_currency. */
  amount: number;
  currency: string;
  captured: number;
  refunded: number;
  voided: boolean;
}

/** Capture, refund or void. */
export interface FollowUp {
  reference: string;
  kind: 'capture' | 'refund' | 'void';
  merchantTxId: string;
  backendTxId: string;
  amount: number;
  currency: string;
  result: string;
}

/** One movement of money as the provider's own books have it: the truth every other book is measured by. */
export interface LedgerEntry {
  at: string;
  kind: 'sale' | 'capture' | 'refund' | 'void';
  merchantId: string;
  /** The payment the money belongs to. */
  reference: string;
  merchantTxId: string;
  kassenzeichen: string;
  paymethod: string;
  /** Of the attempt, or of the capture, refund or void. */
  backendTxId: string;
  /** Cents; negative where money goes back. */
  amount: number;
  currency: string;
}

export interface State {
  world: World;
  faults: FaultBook;
  projects: SimulatedProject[];
  payments: Map<string, Payment>;
  follows: Map<string, { payment: Payment; follow: FollowUp }>;
  ledger: LedgerEntry[];
  /** merchantId + merchantTxId that were used. */
  used: Set<string>;
  pageUrl(reference: string): string;
  /** How long an opened page waits for the payer. */
  pageTimeout: number;
  notifyDelay: [from: number, to: number];
  /** Messages that are still to be delivered, or delivered again. */
  untold: number;
}

export const moneyIn = (attempt: Attempt): number => (attempt.voided ? 0 : attempt.captured - attempt.refunded);

export function uuid(world: World): string {
  const digit = () => Math.floor(world.random() * 16).toString(16);
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', digit);
}

/** Digits only, like a bank's: what makes moved borders possible. */
export function backendId(world: World): string {
  return String(1_000_000 + Math.floor(world.random() * 9_000_000));
}

/** The attempt that speaks for a payment: the one that succeeded, else the last. */
export function speaking(payment: Payment): Attempt | undefined {
  return payment.attempts.find(({ result }) => result === '4000') ?? payment.attempts.at(-1);
}

/** A single transaction ends with its first result; a page with what `single` says, or when time is up. */
export function isClosed({ expired, project, single, attempts }: Payment): boolean {
  if (expired) return true;
  if (project.method !== 'paypage' || single === 1) return attempts.length > 0;
  return single === 2 && attempts.some(({ result }) => result === '4000' || result === '4500');
}

export function book(state: State, payment: Payment, attempt: Attempt, kind: LedgerEntry['kind'], amount: number, backendTxId = attempt.backendTxId): void {
  const { project, reference, merchantTxId, kassenzeichen } = payment;
  const { currency } = attempt;
  const entry = { merchantId: project.merchantId, reference, merchantTxId, kassenzeichen, paymethod: attempt.project.method, backendTxId, amount, currency };
  state.ledger.push({ at: new Date(state.world.now()).toISOString(), kind, ...entry });
}
