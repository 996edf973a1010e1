// npm test: everything that needs nothing but this machine, journeys in a real browser included. Ends with counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, fail, node24, root } from './bootstrap.mjs';

const suites = {
  '': ['vitest.config.ts', 'test/journeys/vitest.config.ts'],
  '--long': ['test/long/vitest.config.ts'],
  '--peers': ['test/peers/vitest.config.ts'],
};

try {
  ensureInstalled();
  ensureBuilt();
  const flag = process.argv.slice(2).find((argument) => argument in suites) ?? '';
  const rest = process.argv.slice(2).filter((argument) => !(argument in suites));
  const out = mkdtempSync(join(tmpdir(), 'stadttor-results-'));
  const total = { passed: 0, failed: 0 };
  for (const [index, config] of suites[flag].entries()) {
    if (!existsSync(join(root, config))) continue;
    const file = join(out, `${index}.json`);
    const result = spawnSync(node24(), [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', config, '--passWithNoTests', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`, ...rest], { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test' } });
    if (!existsSync(file)) {
      total.failed += 1;
      continue;
    }
    const report = JSON.parse(readFileSync(file, 'utf8'));
    total.passed += report.numPassedTests;
    total.failed += report.numFailedTests + (result.status !== 0 && report.numFailedTests === 0 ? 1 : 0);
  }
  rmSync(out, { recursive: true, force: true });
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
} catch (error) {
  fail(error);
}
