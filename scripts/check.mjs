// npm run check: types, lint, borders, dead code, generated files. Each step names itself; the first line tells what failed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, fail, node24, root } from './bootstrap.mjs';

const bin = (...parts) => join(root, 'node_modules', ...parts);
const steps = [
  ['types', [bin('typescript7', 'bin', 'tsc'), '--noEmit', '-p', '.']],
  ['borders', [bin('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'), 'src', '--config', '.dependency-cruiser.cjs']],
  ['lint', [bin('eslint', 'bin', 'eslint.js'), 'src', 'test', 'bench', '--max-warnings', '0']],
  ['dead code', [bin('knip', 'bin', 'knip.js'), '--no-progress']],
  ['house rules', [join(root, 'scripts', 'house-rules.mjs')]],
  ['database types', [join(root, 'scripts', 'db-types.mjs'), '--check']],
];

try {
  ensureInstalled();
  const failed = [];
  for (const [name, args] of steps) {
    const started = Date.now();
    const result = spawnSync(node24(), args, { cwd: root, stdio: 'inherit' });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${result.status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (result.status !== 0) failed.push(name);
  }
  if (failed.length > 0) console.error(`npm run check: ${failed.join(', ')} failed.`);
  process.exit(failed.length === 0 ? 0 : 1);
} catch (error) {
  fail(error);
}
