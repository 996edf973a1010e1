import { readConfig } from '../../src/kernel/config/config.ts';
import { installationSecrets } from '../../src/kernel/keys/keys.ts';
import { damageOf, openObjectStore } from '../../src/kernel/objects/index.ts';

/** The objects of a stopped Stadttor's data folder that are missing or damaged, opened with its own key. */
export async function damagedObjects(dataDir: string, hashes: readonly string[]): Promise<string[]> {
  const config = readConfig({ NODE_ENV: 'test', STADTTOR_DATA: dataDir });
  const store = await openObjectStore(config, installationSecrets(config));
  const damaged: string[] = [];
  for (const sha256 of hashes) if ((await damageOf(store, sha256)) !== undefined) damaged.push(sha256);
  return damaged;
}
