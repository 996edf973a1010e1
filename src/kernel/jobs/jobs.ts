import { setTimeout as pause } from 'node:timers/promises';
import { Logger as WorkerLogger, parseCronItems, run, runOnce, type Runner, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type * as z from 'zod';
import { executeLater, statement, type Db, type Tx } from '../db/db.ts';
import { CodedError } from '../errors/errors.ts';
import { errorFields, type Log } from '../log/log.ts';
import type { Clock } from '../time/index.ts';

export interface JobOptions {
  /** Not before this moment of the injected clock. */
  runAt?: Date;
  /** A second job with the same key while the first waits replaces it. */
  key?: string;
  /** Jobs of one queue run one after the other. */
  queue?: string;
  maxAttempts?: number;
}

export interface Jobs {
  /** Names a job and what it does. The payload is validated when it is enqueued and again when it runs. */
  define<S extends z.ZodType>(name: string, payload: S, handler: (payload: z.output<S>, info: { attempt: number; lastAttempt: boolean }) => Promise<void>): void;
  /** Runs `name` every time the cron pattern (Europe/Berlin has no say: UTC) matches. */
  schedule(name: string, cron: string): void;
  /**
   * Does something small every so many milliseconds in every process that works off jobs, never twice at once in one of
   * them. For what must not wait for the minute of `schedule`; several processes must be able to do it at the same time.
   */
  every(name: string, milliseconds: number, task: () => Promise<void>): void;
  /** Writes the job into the transaction: it exists exactly if the transaction commits. May run more than once. */
  enqueue(tx: Tx | Db, name: string, payload: unknown, options?: JobOptions): Promise<void>;
  start(pool: pg.Pool, concurrency: number): Promise<void>;
  stop(): Promise<void>;
  /** Runs everything that is due now in this process and returns; for tests and the command line. */
  drain(pool: pg.Pool): Promise<void>;
}

interface Definition {
  payload: z.ZodType;
  handler: (payload: never, info: { attempt: number; lastAttempt: boolean }) => Promise<void>;
}

export function createJobs({ log, clock }: { log: Log; clock: Clock }): Jobs {
  const definitions = new Map<string, Definition>();
  const crons: { task: string; match: string }[] = [];
  const tickers: { name: string; milliseconds: number; task: () => Promise<void> }[] = [];
  const stopping: (() => Promise<void>)[] = [];
  let runner: Runner | undefined;

  /** Runs the task again and again, with the pause in between; returns how to end that. */
  function tick({ name, milliseconds, task }: (typeof tickers)[number]): () => Promise<void> {
    const wake = new AbortController();
    const running = (async () => {
      while (!wake.signal.aborted) {
        const started = performance.now();
        await task().catch((error: unknown) => log.error('job failed', { job: name, ...errorFields(error) }));
        // on a busy machine it steps back: never more than a tenth of the time
        await pause(Math.max(milliseconds, 9 * (performance.now() - started)), undefined, { signal: wake.signal }).catch(() => undefined);
      }
    })();
    return () => {
      wake.abort();
      return running;
    };
  }

  function taskList(): TaskList {
    const tasks: TaskList = {};
    for (const [name, { payload: schema, handler }] of definitions) {
      tasks[name] = async (payload, helpers) => {
        const { attempts, max_attempts } = helpers.job;
        const parsed = schema.safeParse(stripCron(payload));
        if (!parsed.success) throw new CodedError('JOB_PAYLOAD', `Job ${name} has a payload that does not fit`);
        try {
          await handler(parsed.data as never, { attempt: attempts, lastAttempt: attempts >= max_attempts });
        } catch (error) {
          log.error('job failed', { job: name, attempt: attempts, ...errorFields(error) });
          throw error;
        }
      };
    }
    return tasks;
  }

  return {
    define(name, payload, handler) {
      if (definitions.has(name)) throw new CodedError('JOB_TWICE', `Job ${name} is defined twice`);
      definitions.set(name, { payload, handler: handler as Definition['handler'] });
    },
    schedule(name, cron) {
      crons.push({ task: name, match: cron });
    },
    every(name, milliseconds, task) {
      tickers.push({ name, milliseconds, task });
    },
    async enqueue(tx, name, payload, options = {}) {
      const definition = definitions.get(name);
      if (!definition) throw new CodedError('JOB_UNKNOWN', `No module defines the job ${name}`);
      definition.payload.parse(payload);
      // the queue goes by the real clock, callers by the injected one: what counts is how far ahead it lies
      const runAt = options.runAt && new Date(Date.now() + options.runAt.getTime() - clock.now().getTime());
      await executeLater(tx, statement`select kernel.enqueue_job(${name}, ${JSON.stringify(payload)}::json, ${runAt ?? null}::timestamptz, ${options.key ?? null}::text, ${options.queue ?? null}::text, ${options.maxAttempts ?? 25}::int)`);
    },
    async start(pool, concurrency) {
      runner = await run({ pgPool: pool, taskList: taskList(), parsedCronItems: parseCronItems(crons), concurrency, noHandleSignals: true, pollInterval: 1000, logger: quietLogger() });
      stopping.push(...tickers.map(tick));
      runner.promise.catch((error: unknown) => log.error('worker stopped', errorFields(error)));
    },
    async stop() {
      await Promise.all(stopping.splice(0).map((end) => end()));
      await runner?.stop();
      runner = undefined;
    },
    async drain(pool) {
      await runOnce({ pgPool: pool, taskList: taskList(), noHandleSignals: true, logger: quietLogger() });
      for (const { task } of tickers) await task();
    },
  };
}

/** graphile-worker adds `_cron` to the payload of scheduled jobs; ours know nothing of it. */
function stripCron(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null || !('_cron' in payload)) return payload;
  const { _cron, ...rest } = payload as Record<string, unknown>;
  return _cron === undefined ? payload : rest;
}

/** graphile-worker's own lines quote payloads; ours come from taskList(). */
function quietLogger(): WorkerLogger {
  return new WorkerLogger(() => () => undefined);
}
