import { createBreaker } from '../../../kernel/resilience/breaker.ts';
import type { UnavailableReason } from '../domain/types.ts';

export interface RegisterConfig {
  /** Base address, "https://register.example/"; paths are appended. */
  url: string;
  /** Bearer token. */
  token: string;
  /** Identifier of the asking office, for the register's log. */
  office: string;
  /** For one attempt; default 2,000 ms. */
  timeoutMs?: number;
  /** Wait before the one retry lies between this and twice this; default 150 ms. */
  retryWaitMs?: number;
  /** Failures in a row that open the breaker (default 5), and how long it stays open (default 10,000 ms). */
  breaker?: { failures?: number; openMs?: number };
  fetch?: typeof fetch;
  random?: () => number;
  now?: () => number;
  /** Told about every attempt, for logs and figures. Never holds personal data. */
  onAttempt?: (attempt: Attempt) => void;
}

export interface Attempt {
  register: 'population' | 'vehicle';
  outcome: 'answered' | UnavailableReason;
  ms: number;
  attempt: 1 | 2;
}

type Fetched = { ok: true; body: unknown } | { ok: false; reason: UnavailableReason; retry: boolean };

const maxAnswerBytes = 512 * 1024;

/** One question to one register: time limit, one retry with jitter for what may pass, breaker. Never throws. */
export function asker(register: Attempt['register'], config: RegisterConfig) {
  const { timeoutMs = 2000, retryWaitMs = 150, random = Math.random, now = Date.now } = config;
  const breaker = createBreaker({ failures: config.breaker?.failures ?? 5, openMs: config.breaker?.openMs ?? 10_000, now });

  /** `read` turns the parsed JSON into an answer, or null when it has not the agreed shape. */
  return async function ask<A>(path: string, body: object, read: (json: unknown) => A | null): Promise<A | { kind: 'unavailable'; reason: UnavailableReason }> {
    if (!breaker.mayPass()) return { kind: 'unavailable', reason: 'circuit_open' };
    for (const attempt of [1, 2] as const) {
      const started = now();
      const fetched = await post(config, path, body, timeoutMs);
      const answer = fetched.ok ? read(fetched.body) : null;
      const reason = fetched.ok ? 'bad_answer' : fetched.reason;
      config.onAttempt?.({ register, outcome: answer === null ? reason : 'answered', ms: now() - started, attempt });
      if (answer !== null) {
        breaker.succeeded();
        return answer;
      }
      const again = attempt === 1 && !fetched.ok && fetched.retry;
      if (!again) {
        breaker.failed();
        return { kind: 'unavailable', reason };
      }
      await new Promise((resolve) => setTimeout(resolve, retryWaitMs * (1 + random())));
    }
    throw new Error('two attempts always end in an answer');
  };
}

async function post(config: RegisterConfig, path: string, body: object, timeoutMs: number): Promise<Fetched> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await (config.fetch ?? fetch)(new URL(path, config.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${config.token}`, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      // The token and the question go to the configured address only.
      redirect: 'error',
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      return statusFailure(response.status);
    }
    return await readBody(response);
  } catch {
    // The error's text may hold the address with what we sent; it goes nowhere.
    return signal.aborted ? { ok: false, reason: 'timeout', retry: true } : { ok: false, reason: 'unreachable', retry: true };
  }
}

function statusFailure(status: number): Fetched {
  if (status === 401 || status === 403) return { ok: false, reason: 'unauthorised', retry: false };
  if (status === 429) return { ok: false, reason: 'rate_limited', retry: false };
  if (status >= 500) return { ok: false, reason: 'server_error', retry: true };
  return { ok: false, reason: 'refused', retry: false };
}

async function readBody(response: Response): Promise<Fetched> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxAnswerBytes) return { ok: false, reason: 'bad_answer', retry: false };
    chunks.push(chunk);
  }
  try {
    return { ok: true, body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) as unknown };
  } catch {
    return { ok: false, reason: 'bad_answer', retry: false };
  }
}
