import type { Db } from '../../kernel/db/db.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { lockObject, neededObjects } from './store.ts';

/** Says which of these objects a module above us still needs. */
export type ObjectHolder = (db: Db, hashes: readonly string[]) => Promise<readonly string[]>;

const holders = new WeakMap<Kernel, ObjectHolder[]>();

/**
 * Objects are stored once however often they were sent: a letter somebody downloaded and uploaded again is the same
 * object. Modules that keep objects of their own register here, so that deleting a draft never takes theirs away.
 */
export function registerObjectHolder(kernel: Kernel, holder: ObjectHolder): void {
  holders.set(kernel, [...(holders.get(kernel) ?? []), holder]);
}

/**
 * Deletes the objects nobody needs any more. Called after the transaction that let go of them. The lock makes it wait for
 * somebody who is just now taking the same content into their own draft.
 */
export async function deleteUnneeded(kernel: Kernel, hashes: readonly string[]): Promise<void> {
  for (const hash of new Set(hashes)) {
    await kernel.db.transaction().execute(async (tx) => {
      await lockObject(tx, hash);
      if ((await neededObjects(tx, [hash])).has(hash)) return;
      for (const holder of holders.get(kernel) ?? []) if ((await holder(tx, [hash])).length > 0) return;
      await kernel.objects.delete(hash);
    });
  }
}
