import { amountFromWire } from './amount.ts';
import { outcomeOf, type Outcome } from './codes.ts';
import { isSigned, type Project } from './hash.ts';
import type { Call } from './orders.ts';

export interface PageProject {
  id: string;
  name: string;
  /** Code of the payment method: "40" is Wero, "11" card. Which ones a city offers is data. */
  paymethod: string;
  mode: 'TEST' | 'LIVE';
}

/** What the provider says of a transaction. */
export interface TransactionAnswer {
  reference: string;
  /** Of a capture, refund or void: the transaction it belongs to. */
  referenceParent?: string;
  merchantTxId?: string;
  backendTxId?: string;
  /** Cents. */
  amount?: number;
  currency?: string;
  resultPayment: string;
  outcome: Outcome;
  resultAVS?: string;
  obvName?: string;
  mandateReference?: string;
}

/** Of a status everything sameAsStored() compares is present. */
export type StatusAnswer = TransactionAnswer & Required<Pick<TransactionAnswer, 'merchantTxId' | 'amount' | 'currency'>>;

export type Answer<C extends Call> = C extends 'paypage/init'
  ? { reference: string; url: string; qrcode?: string }
  : C extends 'paypage/projects'
    ? { projects: PageProject[] }
    : C extends 'transaction/status'
      ? StatusAnswer
      : C extends `transaction/start:${string}`
        ? { reference: string; redirect: string; mandateReference?: string }
        : TransactionAnswer;

export type ReadAnswer<C extends Call> =
  | { ok: true; answer: Answer<C> }
  /** The provider refused the call. `signed: false` only for rc 5000 and 5001, which it may send without a hash. */
  | { ok: false; key: 'girocheckout.error.refused'; rc: string; msg: string; signed: boolean }
  /** Not an answer to rely on, in neither direction: what the call did is unknown. */
  | { ok: false; key: 'girocheckout.error.hash_missing' | 'girocheckout.error.hash' | 'girocheckout.error.json' | 'girocheckout.error.answer' };

type Json = Record<string, unknown>;

/**
 * Reads the body of an answer as it came, byte for byte, and the header `hash`. The hash is checked over these bytes before
 * anything in them counts; only rc 5000 and 5001 are taken unsigned, and only as a refusal. Numbers and texts are both
 * accepted where the vendor mixes them.
 */
export function readAnswer<C extends Call>(project: Project, call: C, body: Uint8Array, hash: string | null | undefined): ReadAnswer<C> {
  const signed = typeof hash === 'string' && hash !== '' && isSigned(project, body, hash);
  const json = parse(body);
  const rc = json && text(json['rc']);
  if (!signed) {
    if (json && (rc === '5000' || rc === '5001') && !hash) return { ok: false, key: 'girocheckout.error.refused', rc, msg: text(json['msg']) ?? '', signed: false };
    return { ok: false, key: hash ? 'girocheckout.error.hash' : 'girocheckout.error.hash_missing' };
  }
  if (!json) return { ok: false, key: 'girocheckout.error.json' };
  if (rc === null || !/^\d{1,4}$/.test(rc)) return { ok: false, key: 'girocheckout.error.answer' };
  if (rc !== '0') return { ok: false, key: 'girocheckout.error.refused', rc, msg: text(json['msg']) ?? '', signed: true };
  const answer = read(call, json);
  return answer ? { ok: true, answer: answer as Answer<C> } : { ok: false, key: 'girocheckout.error.answer' };
}

function read(call: Call, json: Json): object | null {
  const reference = text(json['reference']);
  if (call === 'paypage/projects') return readProjects(json['projects']);
  if (reference === null || !isReference(reference)) return null;
  if (call === 'paypage/init') return withUrl('url', json, { reference, ...optional(json, ['qrcode']) });
  if (call.startsWith('transaction/start:')) return withUrl('redirect', json, { reference, ...optional(json, ['mandateReference']) });
  const resultPayment = text(json['resultPayment']);
  if (resultPayment === null || !/^\d{4}$/.test(resultPayment)) return null;
  const amountText = text(json['amount']);
  const amount = amountText === null ? null : amountFromWire(amountText);
  if (amountText !== null && amount === null) return null;
  const known = optional(json, ['referenceParent', 'merchantTxId', 'backendTxId', 'currency', 'resultAVS', 'obvName', 'mandateReference']);
  if (call === 'transaction/status' && (amount === null || !known['merchantTxId'] || !known['currency'])) return null;
  return { reference, ...known, ...(amount === null ? {} : { amount }), resultPayment, outcome: outcomeOf(resultPayment) };
}

function readProjects(value: unknown): { projects: PageProject[] } | null {
  if (!Array.isArray(value)) return null;
  const projects = value.map((entry: unknown) => {
    const { id, name, paymethod, mode } = optional(isObject(entry) ? entry : {}, ['id', 'name', 'paymethod', 'mode']);
    return id && paymethod && (mode === 'TEST' || mode === 'LIVE') ? ({ id, name: name ?? '', paymethod, mode } satisfies PageProject) : null;
  });
  return projects.every((project) => project !== null) ? { projects } : null;
}

function withUrl(name: 'url' | 'redirect', json: Json, rest: object): object | null {
  const url = text(json[name]);
  return url !== null && /^https?:\/\//.test(url) && URL.canParse(url) ? { ...rest, [name]: url } : null;
}

function optional(json: Json, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, text(json[name])] as const).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ''));
}

/** Text, or a whole number as its digits; everything else is "not there". */
function text(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;
}

function parse(body: Uint8Array): Json | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** References are UUIDs: 36 characters, so that nothing can be moved over their borders. */
export function isReference(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}
