import { seededRandom, type World } from '../../src/simulators/girocheckout/index.ts';
import type { Traffic } from './process.ts';

export interface SimulatedTime extends World {
  /** Runs what falls due until `until`, each task as far as it can go before the next begins. */
  run(until: number): Promise<void>;
  /** Time of the next task; undefined: nothing is to come. */
  next(): number | undefined;
}

/** A clock that moves from task to task and waits for real work (the database) in between: the same seed, the same order. */
export function simulatedTime(options: { seed: number; start: number; traffic: Traffic; get: (url: string) => Promise<number> }): SimulatedTime {
  const random = seededRandom(options.seed);
  const tasks: { at: number; order: number; task: () => void | Promise<void> }[] = [];
  let now = options.start;
  let order = 0;

  /** Until nothing but the clock can move anything. */
  async function quiet(): Promise<void> {
    for (let calm = 0; calm < 3; ) {
      await new Promise((resolve) => setImmediate(resolve));
      calm = options.traffic.open === 0 ? calm + 1 : 0;
    }
  }

  return {
    now: () => now,
    random,
    get: options.get,
    after(ms, task) {
      tasks.push({ at: now + Math.max(0, ms), order: order++, task });
      tasks.sort((a, b) => a.at - b.at || a.order - b.order);
    },
    next: () => tasks[0]?.at,
    async run(until) {
      await quiet();
      for (let next = tasks[0]; next && next.at <= until; next = tasks[0]) {
        tasks.shift();
        now = Math.max(now, next.at);
        void Promise.resolve(next.task()).catch(() => undefined);
        await quiet();
      }
      now = Math.max(now, until);
    },
  };
}
