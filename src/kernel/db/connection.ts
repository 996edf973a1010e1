import type { Writable } from 'node:stream';
import { CompiledQuery, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Db, Tx } from './db.ts';

const mark = '/* later */ ';
const laterTexts = new Map<string, string>();
/** More different statements than this house has; whatever comes after is sent unprepared. */
const maxPrepared = 2000;

/**
 * Executes a statement whose result nobody waits for, inside a transaction: it goes out together with the next statement
 * that somebody does wait for, COMMIT at the latest. Its error ends the transaction there, under its own name. Outside a
 * transaction it is an ordinary statement.
 */
export async function executeLater(db: Db | Tx, statement: CompiledQuery): Promise<void> {
  let text = laterTexts.get(statement.sql);
  if (text === undefined) laterTexts.set(statement.sql, (text = mark + statement.sql));
  await db.executeQuery(CompiledQuery.raw(text, statement.parameters as unknown[]));
}

/** The pool as Kysely sees it: its connections prepare what they are asked and spare round trips. `ended` is told when nobody asks any more. */
export function sparing(pool: pg.Pool, ended: () => Promise<void>): PostgresPool {
  const connections = new WeakMap<pg.PoolClient, Connection>();
  return {
    options: pool.options,
    async end() {
      await ended();
      await pool.end();
    },
    async connect() {
      const client = await pool.connect();
      let connection = connections.get(client);
      if (!connection) connections.set(client, (connection = new Connection(client)));
      return connection as unknown as PostgresPoolClient;
    },
  };
}

/**
 * Prepares every statement once; BEGIN and what need not be waited for travel with the statement after them. Needs the
 * driver's pipeline mode, in which statements are written before the earlier ones are answered.
 */
class Connection {
  #inTransaction = false;
  #postponed: Promise<unknown>[] = [];
  #fault: unknown;
  readonly #client: pg.PoolClient;
  readonly #stream: Writable;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    this.#stream = streamOf(client);
  }

  get processID(): number | undefined {
    return (this.#client as unknown as { processID?: number }).processID;
  }

  release(destroy?: boolean): void {
    this.#client.release(destroy);
  }

  async query(text: string, values: unknown[]): Promise<Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows'>> {
    if (text === 'begin') this.#inTransaction = true;
    else if (!this.#inTransaction || !text.startsWith(mark)) return this.#postponed.length > 0 ? this.#settle(text, values) : this.#send(text, values);
    // held back in the socket until the next statement is written: one packet for all of them
    if (this.#postponed.length === 0) this.#stream.cork();
    this.#postponed.push(this.#send(text, values).catch((error: unknown) => (this.#fault ??= error)));
    return nothing;
  }

  /** Sends what was held back and waits for all of it. Of several errors the first is the cause, the others only say that the transaction is over. */
  async #settle(text: string, values: unknown[]): Promise<pg.QueryResult> {
    const answer = this.#send(text, values);
    this.#stream.uncork();
    const [own] = await Promise.allSettled([answer, ...this.#postponed]);
    const fault = this.#fault;
    this.#postponed = [];
    this.#fault = undefined;
    if (fault !== undefined && text !== 'rollback') throw fault;
    if (own.status === 'rejected') throw own.reason;
    return own.value;
  }

  #send(text: string, values: unknown[]): Promise<pg.QueryResult> {
    if (text === 'commit' || text === 'rollback') this.#inTransaction = false;
    return sendPrepared(this.#client, text, values);
  }
}

/** Writes the statement, prepared at the first time when it asks or has values. */
export function sendPrepared(client: pg.ClientBase, text: string, values: unknown[]): Promise<pg.QueryResult> {
  return new Promise((done, fail) => {
    const query = new Query(text, values, (error, result) => {
      // another version of Stadttor changed a table beside us: from now on statements are prepared anew, under other names
      if ((error as pg.DatabaseError | null)?.code === '0A000') forget();
      if (error) fail(error);
      else done(result);
    });
    query.name = values.length > 0 || text.startsWith('select') ? nameOf(text) : undefined;
    client.query(query);
  });
}

/** The socket of a connection: what is written while it is corked leaves in one packet. */
export function streamOf(client: pg.ClientBase): Writable {
  return (client as unknown as { connection: { stream: Writable } }).connection.stream;
}

/** The driver's own, with the callback its types leave out; made directly, because a configuration object is copied at length. */
const Query = pg.Query as unknown as new (text: string, values: unknown[], callback: (error: Error | null, result: pg.QueryResult) => void) => pg.Query & { name: string | undefined };

const nothing = { command: '', rowCount: 0, rows: [] };

const names = new Map<string, string>();
let generation = 0;

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= maxPrepared) return undefined;
  const name = `s${generation}_${names.size}`;
  names.set(text, name);
  return name;
}

function forget(): void {
  generation += 1;
  names.clear();
}
