// Writes src/kernel/db/schema.generated.ts from a freshly migrated database: types are read, never written by hand.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, fail, node24, root } from './bootstrap.mjs';

try {
  ensureInstalled();
  const own = fileURLToPath(import.meta.url);
  if (!process.argv.includes('--inner')) {
    const result = spawnSync(node24(), [own, '--inner', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
    process.exit(result.status ?? 1);
  }
  const { writeSchemaTypes } = await import(join(root, 'src', 'kernel', 'testing', 'schema-types.ts'));
  process.exit(await writeSchemaTypes({ check: process.argv.includes('--check') }));
} catch (error) {
  fail(error);
}
