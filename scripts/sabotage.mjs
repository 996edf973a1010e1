// npm run test:sabotage [-- module …]: breaks one thing at a time (test/sabotage/<module>.json) and expects the module's
// tests to notice. A fault that nobody notices is a hole in the tests and fails the run.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, fail, node24, root } from './bootstrap.mjs';

/** @typedef {{what: string, file: string, find: string, replace: string, tests: string[]}} Fault */

let undo = () => undefined;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    undo();
    process.exit(1);
  });
}

try {
  ensureInstalled();
  ensureBuilt();
  const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
  const modules = readdirSync(join(root, 'test', 'sabotage')).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5)).filter((name) => wanted.length === 0 || wanted.includes(name));
  let caught = 0;
  const missed = [];
  for (const module of modules) {
    /** @type {Fault[]} */
    const faults = JSON.parse(readFileSync(join(root, 'test', 'sabotage', `${module}.json`), 'utf8'));
    if (faults.length < 10) missed.push(`${module}: only ${faults.length} faults are planned, ten are asked`);
    for (const fault of faults) {
      const path = join(root, fault.file);
      const original = readFileSync(path, 'utf8');
      if (original.split(fault.find).length !== 2) {
        missed.push(`${module}: ${fault.what}: the place is gone or not unique in ${fault.file}`);
        continue;
      }
      undo = () => writeFileSync(path, original);
      writeFileSync(path, original.replace(fault.find, () => fault.replace));
      let status;
      try {
        ({ status } = spawnSync(node24(), [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--bail=1', '--reporter=dot', ...fault.tests], { cwd: root, stdio: 'ignore', timeout: 180_000 }));
      } finally {
        undo();
      }
      if (status === 0) missed.push(`${module}: ${fault.what} (${fault.file})`);
      else caught += 1;
      console.log(`${status === 0 ? 'MISSED' : 'caught'} ${module}: ${fault.what}`);
    }
  }
  for (const line of missed) console.error(`not caught: ${line}`);
  console.log(`\n${caught} passed, ${missed.length} failed`);
  process.exit(missed.length === 0 ? 0 : 1);
} catch (error) {
  undo();
  fail(error);
}
