import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';
import { executeLater } from './connection.ts';
import { firstRow, statement } from './db.ts';

let test: TestKernel;
beforeAll(async () => {
  test = await createTestKernel();
  await test.ownerPool.query('create table kernel.later (n integer primary key); grant all on kernel.later to stadttor_app');
});
afterAll(() => test.close());

const insert = (n: number) => statement`insert into kernel.later (n) values (${n})`;
const numbers = async () => (await sql<{ n: number }>`select n from kernel.later order by n`.execute(test.kernel.db)).rows.map(({ n }) => n);

describe('statements nobody waits for', () => {
  it('are there when the transaction is', async () => {
    await test.kernel.db.transaction().execute(async (tx) => {
      await executeLater(tx, insert(1));
      await executeLater(tx, insert(2));
    });
    expect(await numbers()).toEqual([1, 2]);
  });

  it('are seen by the statement after them', async () => {
    const seen = await test.kernel.db.transaction().execute(async (tx) => {
      await executeLater(tx, insert(3));
      return (await firstRow(tx, statement<{ n: number }>`select max(n) as n from kernel.later where n > ${1} and n < ${100}`))?.n;
    });
    expect(seen).toBe(3);
  });

  it('end the transaction with their own error when they fail: nothing of it stays', async () => {
    const work = test.kernel.db.transaction().execute(async (tx) => {
      await executeLater(tx, insert(4));
      await executeLater(tx, insert(1));
      await executeLater(tx, insert(5));
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(await numbers()).toEqual([1, 2, 3]);
  });

  it('tell their error also to the statement that is waited for', async () => {
    const work = test.kernel.db.transaction().execute(async (tx) => {
      await executeLater(tx, insert(1));
      await sql`select 1`.execute(tx);
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
  });

  it('vanish with a transaction that is given up, and the connection goes on', async () => {
    const work = test.kernel.db.transaction().execute(async (tx) => {
      await executeLater(tx, insert(6));
      throw new Error('given up');
    });
    await expect(work).rejects.toThrow('given up');
    expect(await numbers()).toEqual([1, 2, 3]);
  });

  it('are ordinary statements outside a transaction', async () => {
    await expect(executeLater(test.kernel.db, insert(1))).rejects.toMatchObject({ code: '23505' });
  });
});

describe('prepared statements', () => {
  it('survive a column that another version adds: at most one attempt fails', async () => {
    const read = () => sql`select * from kernel.later where n > ${0}`.execute(test.kernel.db);
    await read();
    await test.ownerPool.query('alter table kernel.later add column note text');
    await read().catch(() => undefined);
    expect((await read()).rows[0]).toEqual({ n: 1, note: null });
  });
});
