import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../src/kernel/db/embedded.ts';
import { migrate } from '../src/kernel/migrate/migrate.ts';

/** One PostgreSQL for the whole run; each test file copies the migrated database (0.1 s). */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env['STADTTOR_TEST_DATABASE']) return async () => undefined; // scripts/sabotage.mjs brings one for all its runs
  const dir = mkdtempSync(join(tmpdir(), 'stadttor-test-'));
  chmodSync(dir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: dir, say: () => undefined });
  await migrate(postgres.url);
  process.env['STADTTOR_TEST_DATABASE'] = postgres.url;
  return async () => {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}
