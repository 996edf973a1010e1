import { sql } from 'kysely';
import type { Db, Tx } from '../db/db.ts';
import type { ObjectStore } from './object-store.ts';

/** What a module that keeps objects says about them. */
export interface ObjectHolder {
  module: string;
  /** Every object its rows name. */
  list(db: Db): AsyncIterable<string> | Promise<Iterable<string>>;
  /** Which of these it needs. */
  held(db: Db | Tx, hashes: readonly string[]): Promise<Iterable<string>>;
}

/**
 * Objects are stored once however often they were sent: a letter somebody downloaded and uploaded again is the same object.
 * Every module that keeps objects registers here, so that what is missing or forgotten can be found, and so that letting go
 * of one never takes away somebody else's.
 */
export interface ObjectReferences {
  register(holder: ObjectHolder): void;
  /**
   * Deletes the objects nobody needs any more. Called after the transaction that let go of them. The lock makes it wait for
   * somebody who is just now taking the same content into their own rows.
   */
  deleteUnneeded(db: Db, store: Pick<ObjectStore, 'delete'>, hashes: readonly string[]): Promise<void>;
  /** Compares what is named with what is there. `deep` reads every object and checks it against its hash. */
  check(db: Db, store: ObjectStore, options: { deep: boolean; now: Date }): Promise<ObjectReport>;
}

export interface ObjectReport {
  named: number;
  found: number;
  /** Named by a module, not in the store. */
  missing: { sha256: string; module: string }[];
  /** In the store for longer than a day and named by nobody. */
  orphaned: string[];
  /** Changed, cut off, or under a key that is not known. */
  damaged: { sha256: string; code: string }[];
}

/** Uploads of an unfinished request are named by nobody yet. */
const GRACE_MS = 24 * 60 * 60 * 1000;

export function createObjectReferences(): ObjectReferences {
  const holders: ObjectHolder[] = [];
  return {
    register: (holder) => void holders.push(holder),
    async deleteUnneeded(db, store, hashes) {
      for (const hash of new Set(hashes)) {
        await db.transaction().execute(async (tx) => {
          await lockObject(tx, hash);
          for (const holder of holders) for (const _ of await holder.held(tx, [hash])) return;
          await store.delete(hash);
        });
      }
    },
    async check(db, store, { deep, now }) {
      const named = new Map<string, string>();
      for (const holder of holders) for await (const sha256 of await holder.list(db)) named.set(sha256, holder.module);
      const report: ObjectReport = { named: named.size, found: 0, missing: [], orphaned: [], damaged: [] };
      for await (const { sha256, changed } of store.list()) {
        report.found += 1;
        const isNamed = named.delete(sha256);
        if (!isNamed && now.getTime() - changed.getTime() > GRACE_MS) report.orphaned.push(sha256);
        const code = deep ? await damageOf(store, sha256) : undefined;
        if (code !== undefined) report.damaged.push({ sha256, code });
      }
      // whoever was named after the listing began is looked up once more
      for (const [sha256, module] of named) if (!(await store.has(sha256))) report.missing.push({ sha256, module });
      return report;
    },
  };
}

/** Whoever takes an object into their rows, or deletes one, holds this until the end of the transaction. */
export async function lockObject(tx: Tx, sha256: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${sha256}, 0))`.execute(tx);
}

/** The code of what is wrong with an object, read to its end. */
export async function damageOf(store: ObjectStore, sha256: string): Promise<string | undefined> {
  try {
    for await (const chunk of await store.open(sha256, { verify: true })) void chunk;
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('OBJECT_') || code === 'OBJECT_STORE_AWAY') throw error;
    return code;
  }
}
