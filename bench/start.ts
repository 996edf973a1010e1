import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { projectRoot } from '../src/kernel/root.ts';
import { databaseUrl, freePort, startApp, temporaryDataDir, type App } from '../test/support/app.ts';
import { copyDrafts, fillInRenewal, logIn, ownPermit, service } from '../test/support/renewals.ts';
import { median, round, type Result } from './_result.ts';

const warmStarts = 5;
const pages = 1000;
const applications = 200;

/** How long people wait until they can use it, and what the processes then hold. */
export async function bench(): Promise<Result[]> {
  const dataDir = temporaryDataDir();
  try {
    await (await startApp({ STADTTOR_DATA: dataDir })).stop();
    const seconds: number[] = [];
    for (let run = 1; run < warmStarts; run += 1) {
      const { app, took } = await timed(dataDir);
      seconds.push(took);
      await app.stop();
    }
    const { app, took } = await timed(dataDir);
    seconds.push(took);
    const { web, worker } = await load(app, dataDir);
    await app.stop();
    const warm = round(median(seconds));
    const fresh = await freshClone();
    return [
      { id: 'start', what: `warm start, ${warmStarts} runs, median`, value: warm, unit: 's', against: 'limit', goal: '≤ 2', holds: warm <= 2 },
      { id: 'start', what: 'fresh clone with an empty npm cache to the ready line', value: fresh, unit: 's', against: 'limit', goal: '≤ 90', holds: fresh <= 90 },
      { id: 'start', what: `web process (with jobs and simulators) after ${pages} pages and ${applications} applications; at most ${web.most} MB`, value: web.now, unit: 'MB', against: 'limit', goal: '≤ 200', holds: web.now <= 200 },
      { id: 'start', what: `document worker after the same; at most ${worker.most} MB`, value: worker.now, unit: 'MB', against: 'limit', goal: '≤ 350', holds: worker.now <= 350 },
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function timed(dataDir: string): Promise<{ app: App; took: number }> {
  const started = performance.now();
  const app = await startApp({ STADTTOR_DATA: dataDir });
  return { app, took: (performance.now() - started) / 1000 };
}

/** Visitors look around, residents send applications and get their letters. */
async function load(app: App, dataDir: string): Promise<{ web: Memory; worker: Memory }> {
  const db = new pg.Client({ connectionString: databaseUrl(dataDir) });
  await db.connect();
  try {
    const client = await logIn(app.url);
    const drafts = await copyDrafts(db, await fillInRenewal(client, await ownPermit(db)), applications);
    await Promise.all(drafts.map(async (draft) => {
      const { status } = await client.post(`/antrag/${service}/${draft}/absenden`);
      if (status !== 303) throw new Error(`An application was answered with ${status}.`);
    }));
    const paths = ['/', '/leistungen', `/leistungen/${service}`, `/antrag/${service}`];
    for (let n = 0; n < pages; n += 1) await (await fetch(app.url + paths[n % paths.length]!)).text();
    for (;;) {
      const { rows } = await db.query<{ n: number }>('select count(*)::int as n from cases.case c where not exists (select from mailbox.message m where m.case_id = c.id)');
      if (rows[0]!.n === 0) break;
      await sleep(100);
    }
    const workers = children(app.process.pid!).map(resident).sort((a, b) => b.most - a.most);
    return { web: resident(app.process.pid!), worker: workers[0]! };
  } finally {
    await db.end();
  }
}

/** The document workers among a process's children. */
function children(pid: number): number[] {
  const all = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  return all.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(join('documents', 'worker.ts')));
}

interface Memory { now: number; most: number }

/** Megabytes; what the process holds and the most it ever held (VmRSS and VmHWM of proc_pid_status(5)). */
function resident(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) => round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1024, 0);
  return { now: read('VmRSS'), most: read('VmHWM') };
}

/** What a newcomer does: clones, types npm start, waits. What is committed counts. Seconds; NaN when it never got ready. */
async function freshClone(): Promise<number> {
  const place = mkdtempSync(join(tmpdir(), 'stadttor-clone-'));
  chmodSync(place, 0o755);
  try {
    const clone = spawnSync('git', ['clone', '--quiet', projectRoot, join(place, 'stadttor')], { encoding: 'utf8' });
    if (clone.status !== 0) throw new Error(`The clone failed: ${clone.stderr}`);
    const began = performance.now();
    // a bare machine's surroundings, except how it reaches the registry
    const reach = Object.fromEntries(['NODE_EXTRA_CA_CERTS', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
    const env = { ...reach, PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', PORT: String(await freePort()), npm_config_cache: join(place, 'cache') };
    const child = spawn('npm', ['start'], { cwd: join(place, 'stadttor'), env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const ended = new Promise<'ended'>((done) => child.once('exit', () => done('ended')));
    let output = '';
    const ready = new Promise<'ready'>((done) => {
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()).includes('Stadttor is ready') && done('ready'));
    });
    const result = await Promise.race([ready, ended, sleep(600_000, 'late' as const, { ref: false })]);
    const seconds = (performance.now() - began) / 1000;
    if (result !== 'ended') process.kill(-child.pid!, 'SIGTERM');
    await ended;
    if (result !== 'ready') console.error(output);
    return result === 'ready' ? round(seconds, 1) : Number.NaN;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
