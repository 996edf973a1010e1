import { Kysely, PostgresDialect, type CompiledQuery, type Transaction } from 'kysely';
import pg from 'pg';
import { OperatorError } from '../errors/errors.ts';
import { sparing } from './connection.ts';
import { Lookups } from './lookups.ts';
import type { Database } from './schema.generated.ts';

export { executeLater } from './connection.ts';
export { statement } from './statement.ts';
export type { Database } from './schema.generated.ts';
export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;

/** The role the running application uses: it owns nothing and may only do what migrate.ts grants it. */
export const appRole = 'stadttor_app';

// bigint counters stay within 2^53; dates travel as ISO strings, never through a time zone
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** Connections of the application. Every connection drops to the app role before its first query. */
export function createPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, options: `-c role=${appRole} -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000`, application_name: 'stadttor', pipeline: true } as pg.PoolConfig);
  // an idle connection that breaks (database restart) must not end the process; the next query reports it
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

export function createDb(pool: pg.Pool): Db {
  const lookups = new Lookups({ ...pool.options, query_timeout: lookupTimeout });
  const db: Db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: sparing(pool, () => lookups.end()) }) });
  lookupsOf.set(db, lookups);
  return db;
}

/** Longer than the database's own limit: who has not heard of that by then sits at a dead line, and all others with them. */
const lookupTimeout = 35_000;

const lookupsOf = new WeakMap<object, Lookups>();

/** The one row of a key, or undefined. Outside a transaction it is asked over the connection that all requests share (lookups.ts). */
export async function firstRow<R>(db: Db | Tx, query: CompiledQuery<R>): Promise<R | undefined> {
  const lookups = lookupsOf.get(db);
  return (lookups ? await lookups.ask<R>(query.sql, query.parameters as unknown[]) : (await db.executeQuery(query)).rows)[0];
}

/** Reaches the database as its owner and checks the version, or says in one sentence what is wrong. */
export async function checkDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
  } catch (error) {
    throw new OperatorError(`The database at ${describeAddress(url)} cannot be reached: ${(error as Error).message || (error as NodeJS.ErrnoException).code}.`);
  }
  try {
    const result = await client.query<{ server_version_num: string; server_version: string }>(`select current_setting('server_version_num') server_version_num, current_setting('server_version') server_version`);
    const row = result.rows[0]!;
    if (Number(row.server_version_num) < 150000) throw new OperatorError(`The database at ${describeAddress(url)} is PostgreSQL ${row.server_version}; Stadttor needs 15 or newer.`);
  } finally {
    await client.end();
  }
}

/** Host and database without user and password. */
function describeAddress(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.searchParams.get('host') ?? parsed.host}${parsed.pathname}`;
  } catch {
    return 'the given address';
  }
}
