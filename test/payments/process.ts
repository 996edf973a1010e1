import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Database, Db } from '../../src/kernel/db/db.ts';

/** Thrown wherever the killed process would have gone on. */
export class Killed extends Error {
  override name = 'Killed';
}

/** How much real work is under way: the simulated clock waits until there is none. */
export interface Traffic {
  open: number;
}

/**
 * One life of a merchant's process. Every await on the outside (a query, a commit, a call to the provider) is a step; at step
 * `dieAt` the process is gone: before the step is done, or after it was done and before anybody learnt of it. Transactions
 * that were open are rolled back by the database, as after a real kill -9.
 */
export class Life {
  dead = false;
  steps = 0;
  readonly db: Db;
  private readonly dieAt: number;
  private readonly afterwards: boolean;
  private readonly traffic: Traffic;
  private readonly clients = new Set<pg.PoolClient>();

  constructor(pool: pg.Pool, traffic: Traffic, dieAt: number, afterwards: boolean) {
    this.dieAt = dieAt;
    this.afterwards = afterwards;
    this.traffic = traffic;
    this.db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: this.wrap(pool) as never }) });
  }

  /** Runs one outside effect as a step of this life. */
  async step<T>(effect: () => Promise<T>): Promise<T> {
    if (this.dead) throw new Killed();
    this.steps += 1;
    const last = this.steps === this.dieAt;
    if (last && !this.afterwards) {
      this.die();
      throw new Killed();
    }
    const result = await effect();
    if (last) this.die();
    if (this.dead) throw new Killed();
    return result;
  }

  private die(): void {
    this.dead = true;
    for (const client of this.clients) client.release(true);
    this.clients.clear();
  }

  private wrap(pool: pg.Pool) {
    return {
      connect: async () => {
        const client = await this.counted(() => pool.connect());
        if (this.dead) {
          client.release();
          throw new Killed();
        }
        this.clients.add(client);
        return {
          query: (...args: unknown[]) => this.step(() => this.counted(() => (client.query as (...all: unknown[]) => Promise<unknown>).apply(client, args))),
          release: () => {
            if (this.clients.delete(client)) client.release();
          },
        };
      },
      end: async () => undefined,
    };
  }

  private async counted<T>(work: () => Promise<T>): Promise<T> {
    this.traffic.open += 1;
    try {
      return await work();
    } finally {
      this.traffic.open -= 1;
    }
  }
}
