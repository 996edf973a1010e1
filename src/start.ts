import { mkdirSync } from 'node:fs';
import pg from 'pg';
import { startDemoPayments, startDemoRegisters } from './demo.ts';
import { readConfig, type Config } from './kernel/config/config.ts';
import { checkDatabase } from './kernel/db/db.ts';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from './kernel/db/embedded.ts';
import { lockDataFolder } from './kernel/db/instance-lock.ts';
import { OperatorError } from './kernel/errors/errors.ts';
import { createKernel, type KernelHandle } from './kernel/kernel.ts';
import { migrate } from './kernel/migrate/migrate.ts';
import { errorFields } from './kernel/log/log.ts';
import { modules } from './modules/index.ts';

type Say = (line: string) => void;

/** Reaches a migrated database: the configured one, or Stadttor's own. `beside`: where a Stadttor runs already, its database. */
export async function openDatabase(config: Config, say: Say, { beside = false } = {}): Promise<{ url: string; close(): Promise<void> }> {
  try {
    mkdirSync(config.dataDir, { recursive: true });
  } catch (error) {
    throw new OperatorError(`The data folder ${config.dataDir} cannot be written: ${(error as Error).message}.`);
  }
  if (config.databaseUrl) {
    await checkDatabase(config.databaseUrl);
    await migrate(config.databaseUrl, say);
    return { url: config.databaseUrl, close: async () => undefined };
  }
  const running = beside ? runningEmbeddedPostgres(config.dataDir) : undefined;
  if (running !== undefined) return { url: running, close: async () => undefined };
  const unlock = lockDataFolder(config.dataDir);
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, say });
    await migrate(postgres.url, say);
    await releaseJobs(postgres.url);
    postgres.onLost(() => {
      console.error('The embedded PostgreSQL ended unexpectedly; Stadttor stops too. Start it again: all data is kept.');
      unlock();
      process.exit(1);
    });
    return {
      url: postgres.url,
      async close() {
        await postgres.stop();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Jobs a killed worker held would wait four hours (graphile-worker's rule). With an own database no other worker can be
 * alive: the instance lock says so. What a kill interrupted has not failed: it gets its attempt back, or the oldest jobs of a
 * house that is killed again and again would use up theirs, and a letter would never be written.
 */
async function releaseJobs(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('update graphile_worker._private_jobs set attempts = greatest(attempts - 1, 0) where locked_by is not null');
    await client.query(`select graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker.jobs where locked_by is not null))`);
  } finally {
    await client.end();
  }
}

/** The kernel with every module registered, not yet listening. */
export async function assemble(config: Config, databaseUrl: string): Promise<KernelHandle> {
  const handle = await createKernel({ config, databaseUrl });
  for (const module of modules) await module.register(handle.kernel);
  return handle;
}

/** Composition root: config → database → kernel → modules → jobs → HTTP, and back in reverse on SIGTERM. */
export async function startStadttor(env: Record<string, string | undefined>, say: Say): Promise<void> {
  const config = readConfig(env);
  const database = await openDatabase(config, say);
  const closeDemoRegisters = await startDemoRegisters(config);
  const closeDemoPayments = await startDemoPayments(config);
  const handle = await assemble(config, database.url);
  const { kernel } = handle;
  const workerPool = new pg.Pool({ connectionString: database.url, max: 6, application_name: 'stadttor-jobs' });
  workerPool.on('error', () => undefined);
  workerPool.on('connect', (client) => void client.on('error', () => undefined));
  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    // open requests are finished, then jobs, then connections, PostgreSQL last
    await handle.close().catch((error: unknown) => kernel.log.error('stopping', errorFields(error)));
    await workerPool.end().catch(() => undefined);
    await closeDemoRegisters();
    await closeDemoPayments();
    await database.close();
    process.exit(code);
  };
  process.on('SIGTERM', () => void stop(0));
  process.on('SIGINT', () => void stop(0));
  try {
    for (const task of handle.startTasks) await task(say);
    if (config.role !== 'web') await kernel.jobs.start(workerPool, 4);
    if (config.role !== 'worker') await listen(kernel.http.app, config);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    console.error(error.message);
    await stop(1);
    return;
  }
  for (const line of handle.greetings) say(line);
  say(config.role === 'worker' ? 'Stadttor is ready: worker' : `Stadttor is ready: ${config.publicUrl}`);
}

async function listen(app: KernelHandle['kernel']['http']['app'], config: Config): Promise<void> {
  try {
    await app.listen({ port: config.port, host: config.host === 'localhost' ? '127.0.0.1' : config.host });
    // browsers may try ::1 first for localhost; where there is no IPv6, 127.0.0.1 is enough
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') throw new OperatorError(`Port ${config.port} is taken by another program. Choose another one: PORT=8081 npm start`);
    if (code === 'EACCES') throw new OperatorError(`Port ${config.port} may not be opened by this user. Choose one above 1023: PORT=8080 npm start`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new OperatorError(`This machine has no address ${config.host} (HOST).`);
    throw error;
  }
}
