// npm run test:sabotage [-- module … --only=pattern]: breaks one thing at a time (test/sabotage/<module>.json) and expects the tests that
// should notice to fail. Faults are planted in scratch copies, two at a time: the checkout itself is never touched.
// A fault counts as caught only when a test fails because of it. A fault that stops the program from loading, a place that
// is gone and a module with fewer than ten faults fail the run just as an unnoticed fault does. --only=pattern runs the faults
// whose description matches, for whoever is writing one.
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stop, become, ensureBuilt, ensureInstalled, fail, node24, root } from './bootstrap.mjs';

/** @typedef {{what: string, file: string, find: string, replace: string, tests: string[]}} Fault */

const own = fileURLToPath(import.meta.url);
const plans = join(root, 'test', 'sabotage');
const timeLimit = 180_000;
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let scratch;
/** @type {Promise<import('../src/kernel/db/embedded.ts').EmbeddedPostgres> | undefined} */
let starting;
let databaseUrl;
let cleaned;

try {
  const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
  if (process.argv.includes('--inner')) await main(process.argv.slice(2).filter((argument) => !argument.startsWith('-')), only);
  else {
    ensureInstalled();
    ensureBuilt();
    become(node24(), [own, '--inner', ...process.argv.slice(2)]);
  }
} catch (error) {
  await clean();
  fail(error);
}

async function main(wanted, only) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void clean().finally(() => process.exit(1)));
  const folders = (path) => readdirSync(join(root, path), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const named = readdirSync(plans).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));
  const all = [...new Set(['kernel', 'standards', ...folders('src/modules'), ...named])];
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Stop(`There is no module ${unknown.join(', ')}. Known: ${all.join(', ')}.`);
  scratch = mkdtempSync(join(tmpdir(), 'stadttor-sabotage-'));
  chmodSync(scratch, 0o755);
  const { startEmbeddedPostgres } = await import(join(root, 'src', 'kernel', 'db', 'embedded.ts'));
  const { migrate } = await import(join(root, 'src', 'kernel', 'migrate', 'migrate.ts'));
  starting = startEmbeddedPostgres({ dataDir: join(scratch, 'database'), say: () => undefined });
  databaseUrl = (await starting).url;
  await migrate(databaseUrl);

  const tally = { caught: 0, failed: [] };
  const work = [];
  for (const module of all.filter((name) => wanted.length === 0 || wanted.includes(name))) {
    const plan = join(plans, `${module}.json`);
    /** @type {Fault[]} */
    const planned = existsSync(plan) ? JSON.parse(readFileSync(plan, 'utf8')) : [];
    const faults = planned.filter((fault) => only === undefined || new RegExp(only).test(fault.what));
    if (planned.length < 10) tally.failed.push(`${module}: ${planned.length} faults are planned, ten are asked (test/sabotage/${module}.json)`);
    // without a fault these very tests must be green, else their failing would prove nothing
    if (faults.length > 0) work.push({ module, tests: [...new Set(faults.flatMap((fault) => fault.tests))].sort() });
    for (const fault of faults) work.push({ module, fault, tests: fault.tests });
  }
  const started = Date.now();
  const worker = async (name) => {
    const copy = copyTree(join(scratch, name));
    for (let next = work.shift(); next; next = work.shift()) {
      const began = Date.now();
      const { ok, line } = next.fault ? await plant(copy, next.fault) : await unharmed(copy, next.tests);
      if (cleaned) return cleaned; // interrupted: what was just ended says nothing about the tests
      if (!ok) tally.failed.push(`${next.module}: ${line}`);
      else if (next.fault) tally.caught += 1;
      console.log(`${ok ? (next.fault ? 'caught' : 'green ') : 'MISSED'} ${next.module}: ${line} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    }
  };
  await Promise.all([worker('one'), worker('two')]);
  if (cleaned) return;
  await clean();
  for (const line of tally.failed) console.error(`not caught: ${line}`);
  console.log(`\n${tally.caught} passed, ${tally.failed.length} failed (${Math.round((Date.now() - started) / 1000)} s)`);
  process.exit(tally.failed.length === 0 && tally.caught > 0 ? 0 : 1);
}

/** A copy of the checkout; packages and build are shared, because no fault touches them. */
function copyTree(to) {
  const left = new Set(['node_modules', 'dist', 'var', '.git', 'coverage']);
  cpSync(root, to, { recursive: true, filter: (path) => !left.has(relative(root, path).split(/[\\/]/)[0]) });
  for (const name of ['node_modules', 'dist']) if (existsSync(join(root, name))) symlinkSync(join(root, name), join(to, name));
  return to;
}

/** @param {string} copy @param {Fault} fault */
async function plant(copy, fault) {
  const path = join(copy, fault.file);
  const original = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (original.split(fault.find).length !== 2) return { ok: false, line: `${fault.what}: the place is gone or not unique in ${fault.file}` };
  writeFileSync(path, original.replace(fault.find, () => fault.replace));
  try {
    const verdict = await test(copy, fault.tests, { bail: true, ownDatabase: fault.file.endsWith('.sql') });
    if (verdict.failedTest) return { ok: true, line: `${fault.what} ← ${verdict.failedTest}` };
    return { ok: false, line: `${fault.what} (${fault.file}): ${verdict.green ? 'every test stayed green' : `no test got as far as noticing: ${verdict.trouble}`}` };
  } finally {
    writeFileSync(path, original);
  }
}

async function unharmed(copy, tests) {
  const verdict = await test(copy, tests, { bail: false, ownDatabase: false });
  return verdict.green ? { ok: true, line: 'the tests pass as long as nothing is broken' } : { ok: false, line: `the tests fail although nothing is broken: ${verdict.failedTest ?? verdict.trouble}` };
}

/** Runs these tests in a copy. @returns {Promise<{green: boolean, failedTest?: string, trouble?: string}>} */
async function test(copy, tests, { bail, ownDatabase }) {
  const report = join(copy, 'sabotage-report.json');
  rmSync(report, { force: true });
  const child = spawn(node24(), [join(copy, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...(bail ? ['--bail=1'] : []), '--maxWorkers=1', '--reporter=json', `--outputFile.json=${report}`, ...tests], {
    cwd: copy,
    stdio: 'ignore',
    detached: true, // a group of its own, so that it can be ended with all it started
    env: { ...process.env, NODE_ENV: 'test', ...(ownDatabase ? {} : { STADTTOR_TEST_DATABASE: databaseUrl }) },
  });
  running.add(child);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end(child);
  }, bail ? timeLimit : 3 * timeLimit);
  const status = await new Promise((done) => child.once('exit', (code) => done(code)));
  clearTimeout(timer);
  running.delete(child);
  if (late) return { green: false, trouble: `no answer within ${timeLimit / 1000} s` };
  if (!existsSync(report)) return { green: false, trouble: `vitest ended with ${status} and left no report` };
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const failedTest = result.testResults.flatMap((file) => file.assertionResults).find((one) => one.status === 'failed')?.fullName;
  if (failedTest) return { green: false, failedTest };
  if (status === 0 && result.numPassedTests > 0) return { green: true };
  const file = result.testResults.find((one) => one.status === 'failed');
  return { green: false, trouble: file ? `${relative(copy, file.name)}: ${String(file.message).split('\n')[0]}` : `no test matches ${tests.join(' ')}` };
}

function end(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

function clean() {
  cleaned ??= (async () => {
    for (const child of running) end(child);
    await (await starting?.catch(() => undefined))?.stop();
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  })();
  return cleaned;
}
