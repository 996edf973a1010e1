import * as z from 'zod';
import { executeLater, statement, type Db, type Tx } from '../db/db.ts';
import { CodedError } from '../errors/errors.ts';
import { uuidv7 } from '../ids/index.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../time/index.ts';

/**
 * What travels up or sideways between modules: a row in the same transaction as the fact (outbox), then one job per
 * subscriber. Subscribers may see an event twice and must be idempotent; `id` tells them.
 */
export interface Events {
  define<S extends z.ZodType>(name: string, payload: S): void;
  on<T = unknown>(name: string, subscriber: string, handler: (payload: T, event: { id: string; at: Date }) => Promise<void>): void;
  emit(tx: Tx, name: string, payload: Record<string, unknown>): Promise<void>;
  names(): string[];
}

export function createEvents(deps: { db: Db; jobs: Jobs; clock: Clock }): Events {
  const schemas = new Map<string, z.ZodType>();
  const subscribers = new Map<string, Map<string, (payload: never, event: { id: string; at: Date }) => Promise<void>>>();

  deps.jobs.define('kernel.event', z.object({ id: z.uuid(), name: z.string(), subscriber: z.string() }), async ({ id, name, subscriber }) => {
    const row = await deps.db.selectFrom('kernel.event').selectAll().where('id', '=', id).executeTakeFirst();
    const handler = subscribers.get(name)?.get(subscriber);
    if (!row || !handler) throw new CodedError('EVENT_SUBSCRIBER', `Nobody takes the event ${name} as ${subscriber}`);
    await handler(row.payload as never, { id, at: row.at });
  });

  return {
    define(name, payload) {
      if (schemas.has(name)) throw new CodedError('EVENT_TWICE', `Event ${name} is defined twice`);
      schemas.set(name, payload);
    },
    on(name, subscriber, handler) {
      const known = subscribers.get(name) ?? new Map();
      known.set(subscriber, handler);
      subscribers.set(name, known);
    },
    async emit(tx, name, payload) {
      const schema = schemas.get(name);
      if (!schema) throw new CodedError('EVENT_UNKNOWN', `No module defines the event ${name}`);
      schema.parse(payload);
      const id = uuidv7();
      await executeLater(tx, statement`insert into kernel.event (id, name, payload, at) values (${id}, ${name}, ${JSON.stringify(payload)}::jsonb, ${deps.clock.now()})`);
      for (const subscriber of subscribers.get(name)?.keys() ?? []) await deps.jobs.enqueue(tx, 'kernel.event', { id, name, subscriber });
    },
    names: () => [...schemas.keys()],
  };
}
