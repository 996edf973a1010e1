import { readFaults } from './faults.ts';
import { payerActs, type PayerAct } from './payer.ts';
import type { Provider } from './provider.ts';
import { speaking, type Payment } from './state.ts';

/**
 * The control API, for tests and demonstrations: faults, payments, books, what a payer does. Writing wants application/json,
 * which no foreign web page can send here without asking first.
 */
export function controlAnswer(provider: Provider, method: string, path: string, type: string, body: Uint8Array): { status: number; json: unknown } {
  if (method === 'GET' && path === 'zahlungen') return { status: 200, json: provider.payments().map(show) };
  if (method === 'GET' && path === 'buch') return { status: 200, json: provider.books.entries() };
  if (method === 'GET' && path === 'meldungen') return { status: 200, json: { ausstehend: provider.untold() } };
  if (method === 'GET' && path === 'stoerungen') return { status: 200, json: provider.faults.list() };
  if (method !== 'POST' && method !== 'DELETE') return { status: 404, json: { error: 'path' } };
  if (!/^application\/json\b/i.test(type)) return { status: 415, json: { error: 'application/json' } };
  if (method === 'DELETE' && path === 'stoerungen') {
    provider.faults.clear();
    return { status: 200, json: [] };
  }
  const value = parse(body);
  if (method === 'POST' && path === 'stoerungen') {
    const faults = readFaults(value);
    if (!faults) return { status: 422, json: { error: 'fault' } };
    provider.faults.add(...faults);
    return { status: 200, json: provider.faults.list() };
  }
  if (method === 'POST' && path === 'zahler') return payer(provider, value);
  return { status: 404, json: { error: 'path' } };
}

function payer(provider: Provider, value: unknown): { status: number; json: unknown } {
  const { reference, act, projectId } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof reference !== 'string' || !payerActs.includes(act as PayerAct) || (projectId !== undefined && typeof projectId !== 'string')) return { status: 422, json: { error: 'reference, act, projectId?' } };
  const done = provider.act(reference, act as PayerAct, projectId);
  return { status: done.ok ? 200 : 409, json: done };
}

function show(payment: Payment): Record<string, unknown> {
  const { reference, merchantTxId, amount, currency, type, project, openedAt, attempts, follow } = payment;
  const tries = attempts.map(({ result, backendTxId, project: { method } }) => ({ method, backendTxId, result }));
  return { reference, merchantTxId, amount, currency, type, projectId: project.projectId, openedAt: new Date(openedAt).toISOString(), result: speaking(payment)?.result ?? null, attempts: tries, follow };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
