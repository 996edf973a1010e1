import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { LightMyRequestResponse } from 'fastify';
import { readConfig } from '../config/config.ts';
import { uuidv7 } from '../ids/index.ts';
import { createKernel, type Kernel, type Module } from '../kernel.ts';
import type { Log } from '../log/log.ts';
import type { Principal } from '../session/sessions.ts';
import type { Assurance } from '../access/access.ts';
import { testClock, type TestClock } from '../time/index.ts';

export interface TestKernel {
  kernel: Kernel;
  clock: TestClock;
  databaseUrl: string;
  /** The owner's connections: for jobs and for looking behind the app role's back. */
  ownerPool: pg.Pool;
  /** Runs all start tasks (seeds, publishing). */
  start(): Promise<void>;
  /** Runs every job that is due. */
  work(): Promise<void>;
  /** A browser without JavaScript: keeps cookies, follows nothing by itself. */
  browser(): TestBrowser;
  close(): Promise<void>;
}

export interface TestBrowser {
  cookies: Map<string, string>;
  get(path: string): Promise<LightMyRequestResponse>;
  /** Posts a form; takes the form token from the last page got, unless one is given. */
  post(path: string, fields?: Record<string, string | string[]>): Promise<LightMyRequestResponse>;
  /** Signs in without the login page. */
  signInAs(principal: Exclude<Principal, { kind: 'anonymous' }>, assurance?: Assurance): Promise<void>;
}

/** A kernel of its own on a fresh copy of the migrated database, with a clock the test moves. */
export async function createTestKernel(options: { modules?: Module[]; now?: string; env?: Record<string, string>; log?: Log } = {}): Promise<TestKernel> {
  const template = process.env['STADTTOR_TEST_DATABASE'];
  if (!template) throw new Error('Run through vitest: test/global-setup.ts starts the database.');
  const name = `t_${uuidv7().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: template.replace('/stadttor?', '/postgres?') });
  await admin.connect();
  await admin.query(`create database ${name} template stadttor`);
  const databaseUrl = template.replace('/stadttor?', `/${name}?`);
  const dataDir = mkdtempSync(join(tmpdir(), 'stadttor-data-'));
  const config = readConfig({ NODE_ENV: 'test', STADTTOR_DATA: dataDir, STADTTOR_SECRET: 'x'.repeat(64), LOG_LEVEL: 'silent', DATABASE_POOL: '8', ...options.env });
  const clock = testClock(options.now ?? '2026-11-24T09:00:00Z');
  const handle = await createKernel({ config, databaseUrl, clock, ...(options.log ? { log: options.log } : {}) });
  const { kernel } = handle;
  for (const module of options.modules ?? []) await module.register(kernel);
  const ownerPool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  ownerPool.on('error', () => undefined);
  ownerPool.on('connect', (client) => void client.on('error', () => undefined));
  return {
    kernel,
    clock,
    databaseUrl,
    ownerPool,
    start: async () => {
      for (const task of handle.startTasks) await task(() => undefined);
    },
    work: () => kernel.jobs.drain(ownerPool),
    browser: () => createBrowser(kernel),
    async close() {
      await handle.close();
      await ownerPool.end();
      await dropWhenFree(admin, name);
      await admin.end();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function createBrowser(kernel: Kernel): TestBrowser {
  const cookies = new Map<string, string>();
  let token = '';
  const headers = () => ({ cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), host: 'localhost:8080' });
  const remember = (response: LightMyRequestResponse) => {
    for (const cookie of response.cookies as { name: string; value: string; maxAge?: number; expires?: Date }[]) {
      if (cookie.value === '' || cookie.maxAge === 0) cookies.delete(cookie.name);
      else cookies.set(cookie.name, cookie.value);
    }
    token = /name="_csrf" value="([^"]+)"/.exec(response.body)?.[1] ?? token;
    return response;
  };
  return {
    cookies,
    get: async (path) => remember(await kernel.http.app.inject({ method: 'GET', url: path, headers: headers() })),
    async post(path, fields = {}) {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries({ _csrf: token, ...fields })) for (const item of Array.isArray(value) ? value : [value]) body.append(name, item);
      return remember(await kernel.http.app.inject({ method: 'POST', url: path, headers: { ...headers(), 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }, payload: body.toString() }));
    },
    async signInAs(principal, assurance = 'basis') {
      const started = await kernel.sessions.start(kernel.db, { principal, assurance, device: 'Test' });
      cookies.set('__Host-stadttor', started.token);
      token = kernel.keys.sign('csrf', started.token);
    },
  };
}

/** Connections that were just closed need a moment; forcing them would surface as errors of the test run. */
async function dropWhenFree(admin: pg.Client, name: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { rows } = await admin.query<{ n: number }>('select count(*)::int as n from pg_stat_activity where datname = $1', [name]);
    if (rows[0]!.n === 0) break;
    await new Promise((done) => setTimeout(done, 20));
  }
  await admin.query(`drop database ${name} with (force)`);
}
