import type { Db } from '../db/db.ts';
import type { ObjectStore } from './object-store.ts';

/** Every object a module's rows name. Registered by each module that keeps objects, so that what is missing or forgotten can be found. */
export interface ObjectReferences {
  register(module: string, list: (db: Db) => AsyncIterable<string> | Promise<Iterable<string>>): void;
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
  const sources: { module: string; list: (db: Db) => AsyncIterable<string> | Promise<Iterable<string>> }[] = [];
  return {
    register: (module, list) => void sources.push({ module, list }),
    async check(db, store, { deep, now }) {
      const named = new Map<string, string>();
      for (const { module, list } of sources) for await (const sha256 of await list(db)) named.set(sha256, module);
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
