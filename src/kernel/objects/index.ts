import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { createCipher } from './cipher.ts';
import { createFolderStore } from './folder.ts';
import type { ObjectStore } from './object-store.ts';
import { createS3Store } from './s3.ts';

export type { NamedObjects, ObjectStore, StoredObject } from './object-store.ts';
export { createCipher } from './cipher.ts';
export { createFolderStore } from './folder.ts';
export { createObjectReferences, damageOf, lockObject, type ObjectHolder, type ObjectReferences } from './references.ts';

/** The store this installation is set up for: S3 where `S3_*` says so, else the data folder. Always encrypted. */
export async function openObjectStore(config: Pick<Config, 's3' | 'dataDir' | 'objectKeys'>, secrets: readonly string[]): Promise<ObjectStore> {
  const dir = join(config.dataDir, 'objects');
  const cipher = createCipher(config.objectKeys.length > 0 ? config.objectKeys : secrets);
  return config.s3 ? createS3Store(config.s3, dir, cipher) : createFolderStore(dir, cipher);
}
