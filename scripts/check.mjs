// npm run check: types, lint, borders, dead code, generated files. Each step names itself; the last line tells what failed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, fail, node24, root } from './bootstrap.mjs';

const bin = (...parts) => join(root, 'node_modules', ...parts);
const steps = [
  ['lint', [bin('eslint', 'bin', 'eslint.js'), 'src', 'test', 'bench', '--max-warnings', '0']],
  ['types', [bin('typescript7', 'bin', 'tsc'), '--noEmit', '-p', '.']],
  ['borders', [bin('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'), 'src', '--config', '.dependency-cruiser.cjs']],
  ['dead code', [bin('knip', 'bin', 'knip.js'), '--no-progress']],
  ['house rules', [join(root, 'scripts', 'house-rules.mjs')]],
  ['database types', [join(root, 'scripts', 'db-types.mjs'), '--check']],
];

/** One step to its end; what it says is said in one piece. */
function run([name, args]) {
  const started = Date.now();
  return new Promise((done) => {
    const child = spawn(node24(), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
      done(code === 0 ? undefined : name);
    });
  });
}

try {
  ensureInstalled();
  const failed = [];
  const waiting = [...steps];
  // two at a time, as many as the smallest machine has cores; lint takes as long as all others together
  await Promise.all([1, 2].map(async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const name = await run(step);
      if (name) failed.push(name);
    }
  }));
  if (failed.length > 0) console.error(`npm run check: ${failed.join(', ')} failed.`);
  process.exit(failed.length === 0 ? 0 : 1);
} catch (error) {
  fail(error);
}
