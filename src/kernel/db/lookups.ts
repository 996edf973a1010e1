import pg from 'pg';
import { sendPrepared, streamOf } from './connection.ts';

/**
 * One connection over which all requests ask for rows by key. The questions of everything that arrived together leave in
 * one packet and their answers come back in one, which is most of what a small question costs. Each is a transaction of
 * its own. A question that takes long would keep all others waiting and belongs into the pool.
 */
export class Lookups {
  readonly #config: pg.ClientConfig;
  #client: pg.Client | undefined;
  #ready: Promise<pg.Client> | undefined;
  #held = false;

  constructor(config: pg.ClientConfig) {
    this.#config = config;
  }

  async ask<R>(text: string, values: unknown[]): Promise<R[]> {
    const client = this.#client ?? (await (this.#ready ??= this.#connect()));
    if (!this.#held) this.#hold(client);
    try {
      return (await sendPrepared(client, text, values)).rows as R[];
    } catch (error) {
      // the line has ended with it (57P: the server shuts down); that is told to everybody a moment later only
      if (streamOf(client).destroyed || /^(08|57P)/.test((error as Partial<pg.DatabaseError>).code ?? '')) this.#forget(client);
      throw error;
    }
  }

  async end(): Promise<void> {
    const client = await this.#ready?.catch(() => undefined);
    await client?.end();
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    // told to every question that is under way; the next one connects again
    client.on('error', () => this.#forget(client));
    client.on('end', () => this.#forget(client));
    try {
      await client.connect();
    } catch (error) {
      this.#forget(undefined);
      throw error;
    }
    return (this.#client = client);
  }

  #forget(client: pg.Client | undefined): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    this.#ready = undefined;
    this.#held = false;
  }

  /** Keeps what is written until everything that has arrived by now was looked at. */
  #hold(client: pg.Client): void {
    const stream = streamOf(client);
    this.#held = true;
    stream.cork();
    setImmediate(() => {
      if (client === this.#client) this.#held = false;
      stream.uncork();
    });
  }
}
