import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';
import { firstRow, statement } from './db.ts';
import { Lookups } from './lookups.ts';

let test: TestKernel;
beforeAll(async () => {
  test = await createTestKernel();
});
afterAll(() => test.close());

const whoAnswers = () => firstRow(test.kernel.db, statement<{ pid: number; n: number }>`select pg_backend_pid() as pid, ${0}::int as n`);

describe('questions by key', () => {
  it('share one connection, and each gets its own answer', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => firstRow(test.kernel.db, statement<{ pid: number; n: number }>`select pg_backend_pid() as pid, ${n}::int as n`)));
    expect(answers.map((answer) => answer!.n)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    expect(new Set(answers.map((answer) => answer!.pid)).size).toBe(1);
  });

  it('leave in one packet, however many arrive together', async () => {
    const sent = await packetsDuring(() => Promise.all(Array.from({ length: 50 }, () => whoAnswers())));
    expect(sent).toBe(1);
  });

  it('fail alone', async () => {
    const [good, bad, after] = await Promise.allSettled([whoAnswers(), firstRow(test.kernel.db, statement`select 1 / ${0}::int as n`), whoAnswers()]);
    expect(good.status).toBe('fulfilled');
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
    expect(after.status).toBe('fulfilled');
  });

  it('do not see what a transaction beside them has not finished, and see it when asked within', async () => {
    await test.kernel.db.transaction().execute(async (tx) => {
      await sql`insert into kernel.rate_limit (bucket, hits, resets_at) values ('lookups', 1, now())`.execute(tx);
      const ask = (db: typeof tx | typeof test.kernel.db) => firstRow(db, statement<{ hits: number }>`select hits from kernel.rate_limit where bucket = ${'lookups'}`);
      expect(await ask(test.kernel.db)).toBeUndefined();
      expect(await ask(tx)).toEqual({ hits: 1 });
    });
  });

  it('connect again after the connection was cut; those under way are told', async () => {
    const { pid } = (await whoAnswers())!;
    const slow = firstRow(test.kernel.db, statement`select pg_sleep(${30}) as slept`);
    slow.catch(() => undefined);
    await test.ownerPool.query(`select pg_terminate_backend(${pid})`);
    await expect(slow).rejects.toThrow();
    expect((await whoAnswers())!.pid).not.toBe(pid);
  });

  it('give a line up on which nothing comes back, and take another', async () => {
    const lookups = new Lookups({ connectionString: test.databaseUrl, pipeline: true, query_timeout: 300 } as pg.ClientConfig);
    const [{ pid } = { pid: 0 }] = await lookups.ask<{ pid: number }>('select pg_backend_pid() as pid', []);
    const stuck = lookups.ask('select pg_sleep($1)', [5]);
    await expect(stuck).rejects.toThrow('timeout');
    const [after] = await lookups.ask<{ pid: number }>('select pg_backend_pid() as pid', []);
    expect(after!.pid).not.toBe(pid);
    await lookups.end();
  });

  it('survive a table that another version changes: at most one of them fails', async () => {
    await test.ownerPool.query('create table kernel.looked (n integer); insert into kernel.looked values (1); grant select on kernel.looked to stadttor_app');
    const look = () => firstRow(test.kernel.db, statement`select * from kernel.looked where n > ${0}`);
    await look();
    await test.ownerPool.query('alter table kernel.looked add column note text');
    await look().catch(() => undefined);
    expect(await look()).toEqual({ n: 1, note: null });
  });
});

/** How often a socket is written to meanwhile. */
async function packetsDuring(work: () => Promise<unknown>): Promise<number> {
  const { Socket } = await import('node:net');
  const { _write, _writev } = Socket.prototype;
  let count = 0;
  Socket.prototype._write = function (...args) {
    count += 1;
    return _write.apply(this, args);
  };
  Socket.prototype._writev = function (...args) {
    count += 1;
    return _writev!.apply(this, args);
  };
  try {
    await work();
  } finally {
    Object.assign(Socket.prototype, { _write, _writev });
  }
  return count;
}
