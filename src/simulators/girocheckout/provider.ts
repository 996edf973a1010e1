import { carryOut } from './calls.ts';
import { callFaults, faultBook, type Fault, type Faults, type Struck } from './faults.ts';
import { act, choicesOf, type ActAnswer, type PayerAct } from './payer.ts';
import type { LedgerEntry, Payment, SimulatedProject, State } from './state.ts';
import { readForm, sign } from './wire.ts';
import type { World } from './world.ts';

export interface ProviderOptions {
  world: World;
  projects: SimulatedProject[];
  faults?: Fault[];
  /** Where pages are reached, without the reference. */
  pageUrl?: (reference: string) => string;
  /** How long a page waits for its payer; 30 minutes. */
  pageTimeout?: number;
  /** When a notify goes out after the payer has decided; 0 to 3 seconds. */
  notifyDelay?: [from: number, to: number];
}

/** What comes back over the wire, and when; `null`: the line breaks without an answer. `cut`: after so many bytes. */
export interface CallResult {
  waits: number;
  answer: { status: number; headers: Record<string, string>; body: Buffer; cut?: number } | null;
  /** Never answers at all. */
  silent: boolean;
}

export interface Books {
  /** Every movement of money, oldest first. */
  entries(): LedgerEntry[];
  /** Cents the merchant holds for one of his ids, after refunds. */
  held(merchantTxId: string): number;
  /** How often money was taken for one of his ids. */
  taken(merchantTxId: string): number;
}

/** The provider without sockets: state, notify engine and faults, on the clock, chance and network of `world`. */
export interface Provider {
  /** A call as it arrives: path below the base URL, raw body. Carried out before this returns, unless a fault prevents it. */
  call(path: string, contentType: string, body: Uint8Array): CallResult;
  /** The same as a function like fetch, for a merchant in the same process: answers, delays and broken lines in the world's time. */
  fetch(url: string | URL, init?: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array; signal?: AbortSignal }): Promise<Response>;
  /** The payer does something on the page of this reference. */
  act(reference: string, doing: PayerAct, projectId?: string): ActAnswer;
  payment(reference: string): Payment | undefined;
  payments(): Payment[];
  choices(payment: Payment): SimulatedProject[];
  faults: Faults;
  books: Books;
  projects: readonly SimulatedProject[];
  /** Messages that are still to be delivered, or delivered again. */
  untold(): number;
  /** The merchant sets a new password; the one before stays valid, older ones do not. */
  rotate(projectId: string, password: string): void;
}

export function createProvider(options: ProviderOptions): Provider {
  const { world } = options;
  const faults = faultBook(world, options.faults);
  const state: State = {
    world, faults, projects: options.projects.map((project) => ({ ...project })), payments: new Map(), follows: new Map(), ledger: [], used: new Set(),
    pageUrl: options.pageUrl ?? ((reference) => `https://girocheckout.invalid/bezahlseite/${reference}`),
    pageTimeout: options.pageTimeout ?? 1_800_000, notifyDelay: options.notifyDelay ?? [0, 3_000], untold: 0,
  };

  function call(path: string, contentType: string, body: Uint8Array): CallResult {
    const form = readForm(contentType, body);
    const names = ['merchantTxId', 'reference'].map((name) => form?.get(name) ?? '').filter((name) => name !== '');
    const struck = new Map<string, Struck>();
    for (const kind of callFaults) {
      const found = faults.strikes(kind, { call: path, names });
      if (found) struck.set(kind, found);
    }
    const waits = struck.get('slow')?.waits ?? 0;
    if (struck.has('reset_before')) return { waits, answer: null, silent: false };
    const error = struck.get('status');
    if (error) return { waits, answer: { status: error.status ?? 503, headers: { 'content-type': 'text/html' }, body: Buffer.from('<h1>Service Unavailable</h1>') }, silent: false };
    const { json, password } = carryOut(state, path, form);
    if (struck.has('reset_after') || struck.has('silent')) return { waits, answer: null, silent: struck.has('silent') };
    const bytes = Buffer.from(write(world, json), 'utf8');
    const hash: Record<string, string> = struck.has('no_hash') || password === null ? {} : { hash: struck.has('wrong_hash') ? '0'.repeat(32) : sign(password, bytes) };
    const cut = struck.has('cut_off') ? { cut: Math.floor(bytes.length / 2) } : {};
    return { waits, answer: { status: 200, headers: { 'content-type': 'application/json; charset=utf-8', ...hash }, body: bytes, ...cut }, silent: false };
  }

  return {
    call,
    async fetch(url, { method = 'GET', headers = {}, body = '', signal } = {}) {
      signal?.throwIfAborted();
      const path = apiPath(new URL(url).pathname);
      if (path === null || method !== 'POST') return new Response('', { status: path === null ? 404 : 405 });
      const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
      const { waits, answer, silent } = call(path, type, typeof body === 'string' ? Buffer.from(body) : body);
      await passed(world, silent ? Infinity : waits, signal);
      if (!answer || answer.cut !== undefined) throw new TypeError('fetch failed');
      return new Response(new Uint8Array(answer.body), { status: answer.status, headers: answer.headers });
    },
    act: (reference, doing, projectId) => act(state, reference, doing, projectId),
    payment: (reference) => state.payments.get(reference),
    payments: () => [...state.payments.values()],
    choices: (payment) => choicesOf(state, payment),
    faults,
    untold: () => state.untold,
    books: {
      entries: () => state.ledger.map((entry) => ({ ...entry })),
      held: (merchantTxId) => state.ledger.filter((entry) => entry.merchantTxId === merchantTxId).reduce((sum, { amount }) => sum + amount, 0),
      taken: (merchantTxId) => state.ledger.filter((entry) => entry.merchantTxId === merchantTxId && entry.amount > 0).length,
    },
    projects: state.projects,
    rotate(projectId, password) {
      const project = state.projects.find((candidate) => candidate.projectId === projectId);
      if (project) project.passwords = [password, project.passwords[0]];
    },
  };
}

/** "/girocheckout/api/v2/transaction/status" → "transaction/status"; null for other addresses. */
export function apiPath(pathname: string): string | null {
  return /^\/girocheckout\/api\/v2\/([a-z]+\/[a-z]+)$/.exec(pathname)?.[1] ?? null;
}

/** JSON as the vendor writes it: slashes escaped at times, rc now a number, now text. */
function write(world: World, { rc, msg, ...rest }: Record<string, unknown>): string {
  const text = JSON.stringify({ ...rest, rc: world.random() < 0.5 ? rc : String(rc), msg });
  return world.random() < 0.5 ? text.replaceAll('/', '\\/') : text;
}

/** Waits in the world's time; the merchant's own time-out ends the waiting. */
function passed(world: World, ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason instanceof Error ? signal.reason : new TypeError('fetch failed'));
    signal?.addEventListener('abort', abort, { once: true });
    if (!Number.isFinite(ms)) return;
    world.after(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
  });
}
