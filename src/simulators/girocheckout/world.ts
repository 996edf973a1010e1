import { randomInt } from 'node:crypto';

/** All the provider has of time, chance and network. A seeded simulation gives its own; the real server has real ones. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Runs the task once, `ms` from now. */
  after(ms: number, task: () => void | Promise<void>): void;
  /** GET on a merchant's notify address: the status of the answer. Throws when nobody answers. */
  get(url: string): Promise<number>;
}

export interface RealWorld extends World {
  /** Forgets everything that was to come. */
  stop(): void;
}

/** Real clock, unguessable random, real HTTP. `speed` 60: an hour of waiting passes in a minute. */
export function realWorld({ speed = 1 }: { speed?: number } = {}): RealWorld {
  const timers = new Set<NodeJS.Timeout>();
  const stopped = new AbortController();
  return {
    now: () => Date.now(),
    random: () => randomInt(2 ** 47) / 2 ** 47,
    after(ms, task) {
      // setTimeout turns more than 2^31 - 1 ms into 1 ms.
      const timer = setTimeout(() => {
        timers.delete(timer);
        void Promise.resolve(task()).catch(() => undefined);
      }, Math.min(ms / speed, 2 ** 31 - 1));
      timers.add(timer.unref());
    },
    async get(url) {
      const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.any([AbortSignal.timeout(15_000), stopped.signal]) });
      await response.body?.cancel();
      return response.status;
    },
    stop() {
      stopped.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

export interface VirtualWorld extends World {
  /** Lets time pass and runs what falls due, in order; same seed, same course. */
  advance(ms: number): Promise<void>;
  /** Tasks still to come. */
  waiting(): number;
}

/** A clock that stands still until told, chance from a seed, and a network that is a function. */
export function virtualWorld({ seed = 1, start = Date.UTC(2026, 10, 25, 9), get }: { seed?: number; start?: number; get: (url: string) => Promise<number> }): VirtualWorld {
  const random = seededRandom(seed);
  const tasks: { at: number; order: number; task: () => void | Promise<void> }[] = [];
  let now = start;
  let order = 0;
  return {
    now: () => now,
    random,
    get,
    after(ms, task) {
      tasks.push({ at: now + Math.max(0, ms), order: order++, task });
      tasks.sort((a, b) => a.at - b.at || a.order - b.order);
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = tasks[0];
        if (!next || next.at > end) break;
        tasks.shift();
        now = next.at;
        // Not awaited: a task may itself wait for time to pass. One turn of the event loop lets it come as far as it can.
        void next.task();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = end;
    },
    waiting: () => tasks.length,
  };
}

/** mulberry32: small, fast, the same everywhere. No secret. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
