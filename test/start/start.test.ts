import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/kernel/root.ts';
import { databaseUrl, freePort, run, startApp, temporaryDataDir } from '../support/app.ts';

const folders: string[] = [];
const folder = () => {
  const dir = temporaryDataDir();
  folders.push(dir);
  return dir;
};
afterAll(() => folders.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

/** One clear sentence, code 1, no stack trace. */
async function refusal(env: Record<string, string>): Promise<string> {
  const started = run(env);
  const code = await started.exited;
  expect(code).toBe(1);
  expect(started.output()).not.toMatch(/\n\s+at |Error:/);
  expect(started.output().trim().split('\n').filter((line) => !/^(Setting up|Updating|Published|Plan:|Council:) /.test(line))).toHaveLength(1);
  return started.output();
}

/** Whether everybody may walk down to the folder. */
const isOpen = (path: string): boolean => (statSync(path).mode & 0o005) === 0o005 && (path === dirname(path) || isOpen(dirname(path)));

/** So much of PostgreSQL's protocol that a client learns its version (protocol 3.0: authentication ok, ready, one row of two texts). */
async function oldPostgres(version: string, number: string): Promise<{ port: number; close(): void }> {
  const message = (kind: string, body: Buffer) => {
    const head = Buffer.alloc(5);
    head.write(kind);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const int16 = (value: number) => Buffer.from([value >> 8, value & 255]);
  const int32 = (value: number) => Buffer.from([value >> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
  const column = (name: string) => Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]);
  const ready = message('Z', Buffer.from('I'));
  const row = [number, version].map((value) => Buffer.concat([int32(value.length), Buffer.from(value)]));
  const answer = Buffer.concat([message('T', Buffer.concat([int16(2), column('server_version_num'), column('server_version')])), message('D', Buffer.concat([int16(2), ...row])), message('C', Buffer.from('SELECT 1\0')), ready]);
  const port = await freePort();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', int32(0)), ready]));
      socket.on('data', (data) => void (data.toString('latin1', 0, 1) === 'Q' && socket.write(answer)));
    });
  }).listen(port, '127.0.0.1');
  return { port, close: () => void server.close() };
}

describe('starting', { timeout: 120_000 }, () => {
  it('starts on an empty folder, keeps its data over a restart, and ends cleanly on SIGTERM', async () => {
    const dataDir = folder();
    const first = await startApp({ STADTTOR_DATA: dataDir });
    expect(await (await fetch(`${first.url}/healthz`)).text()).toBe('ok\n');
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    const secret = await (await fetch(`${first.url}/`)).text();
    expect(secret).toContain('<!doctype html>');
    expect(await first.stop()).toBe(0);
    expect(existsSync(join(dataDir, 'instance.lock'))).toBe(false);
    const second = await startApp({ STADTTOR_DATA: dataDir });
    expect(second.output()).not.toContain('Setting up');
    expect(await second.stop()).toBe(0);
  });

  it('takes over after a hard kill that left PostgreSQL running', async () => {
    const dataDir = folder();
    const first = await startApp({ STADTTOR_DATA: dataDir });
    first.process.kill('SIGKILL');
    await new Promise((done) => first.process.once('exit', done));
    const second = await startApp({ STADTTOR_DATA: dataDir });
    expect(await second.stop()).toBe(0);
  });

  it('says that the port is taken', async () => {
    const port = await freePort();
    const blocker = createServer().listen(port, '127.0.0.1');
    expect(await refusal({ PORT: String(port), STADTTOR_DATA: folder() })).toContain(`Port ${port} is taken`);
    blocker.close();
  });

  it('says that the data folder is in use', async () => {
    const dataDir = folder();
    const first = await startApp({ STADTTOR_DATA: dataDir });
    expect(await refusal({ PORT: String(await freePort()), STADTTOR_DATA: dataDir })).toContain('is in use by another Stadttor');
    // a command works beside it, on its database
    const command = (...args: string[]) => spawnSync(process.execPath, [join(projectRoot, 'dist', 'cli.js'), ...args], { encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: process.env['HOME'], STADTTOR_DATA: dataDir } });
    for (const args of [['verify'], ['objects', 'check']]) {
      const { status, stdout, stderr } = command(...args);
      expect([status, stderr], args.join(' ') + stdout).toEqual([0, '']);
    }
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    await first.stop();
    // and when it has ended, on its own
    expect(command('verify').status).toBe(0);
  });

  it('says that the database cannot be reached, without user and password', async () => {
    const text = await refusal({ DATABASE_URL: 'postgres://anna:geheim@127.0.0.1:1/stadt', STADTTOR_DATA: folder() });
    expect(text).toContain('cannot be reached');
    expect(text).not.toMatch(/geheim|anna/);
  });

  it('says that the database is too old', async () => {
    const { port, close } = await oldPostgres('14.13', '140013');
    const text = await refusal({ DATABASE_URL: `postgres://anna:geheim@127.0.0.1:${port}/stadt`, STADTTOR_DATA: folder() });
    expect(text).toContain('is PostgreSQL 14.13; Stadttor needs 15 or newer.');
    expect(text).not.toMatch(/geheim|anna/);
    close();
  });

  it('starts below a folder that nobody else may enter, such as the home of root', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'stadttor-closed-'));
    folders.push(closed);
    expect(statSync(closed).mode & 0o077).toBe(0);
    const app = await startApp({ STADTTOR_DATA: join(closed, 'var') });
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    const elsewhere = /its data lies in (\S+)\.\n/.exec(app.output())?.[1];
    if (elsewhere) folders.push(elsewhere);
    expect(await app.stop()).toBe(0);
  });

  it('starts as an ordinary user', async () => {
    const dataDir = folder();
    // root becomes somebody else where that user can read the program at all
    const user = process.getuid?.() === 0 && isOpen(projectRoot) ? { uid: 65534, gid: 65534 } : undefined;
    if (user) chownSync(dataDir, user.uid, user.gid);
    const app = await startApp({ STADTTOR_DATA: dataDir }, { user });
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    expect(await app.stop()).toBe(0);
  });

  it('says that the folder cannot be written', async () => {
    const file = join(folder(), 'a-file');
    writeFileSync(file, '');
    expect(await refusal({ STADTTOR_DATA: join(file, 'below') })).toContain('cannot be written');
  });

  it('refuses production without secrets, and names every wrong setting at once', async () => {
    expect(await refusal({ NODE_ENV: 'production' })).toMatch(/DATABASE_URL is missing.*STADTTOR_SECRET is missing/);
    expect(await refusal({ PORT: 'x', ROLE: 'y' })).toMatch(/PORT.*ROLE/);
  });

  it('migrates once when two replicas start at the same time', async () => {
    const dataDir = folder();
    const seed = await startApp({ STADTTOR_DATA: dataDir });
    const url = databaseUrl(dataDir);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('create database replicas');
    const replicas = url.replace('/stadttor?', '/replicas?');
    mkdirSync(join(dataDir, 'shared'), { recursive: true });
    const both = await Promise.all([1, 2].map(() => startApp({ DATABASE_URL: replicas, STADTTOR_DATA: join(dataDir, 'shared') })));
    const check = new pg.Client({ connectionString: replicas });
    await check.connect();
    const { rows } = await check.query('select count(*)::int as n, count(distinct owner || name)::int as d from kernel.migration');
    expect(rows[0].n).toBe(rows[0].d);
    expect(rows[0].n).toBeGreaterThan(0);
    await check.end();
    await client.end();
    for (const app of both) expect(await app.stop()).toBe(0);
    await seed.stop();
  });

  it('finishes an open request before it ends', async () => {
    const app = await startApp({ STADTTOR_DATA: folder() });
    const body = 'sprache=de&zurueck=%2F';
    const open = request({ host: '127.0.0.1', port: app.port, path: '/sprache', method: 'POST', headers: { host: `localhost:${app.port}`, 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length } });
    const status = new Promise<number | undefined>((done, fail) => open.on('response', (response) => done(response.resume().statusCode)).on('error', fail));
    open.write(body.slice(0, 5));
    await new Promise((done) => setTimeout(done, 500)); // the server has the head of the request and waits for the rest
    const stopped = app.stop();
    await new Promise((done) => setTimeout(done, 300));
    open.end(body.slice(5));
    expect(await status).toBe(303);
    expect(await stopped).toBe(0);
  });
});
