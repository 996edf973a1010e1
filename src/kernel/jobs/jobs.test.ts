import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Module } from '../kernel.ts';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';

const ran: string[] = [];
const heard: unknown[] = [];
const probe: Module = {
  name: 'probe',
  register({ jobs, events }) {
    jobs.define('probe.note', z.object({ word: z.string() }), async ({ word }) => void ran.push(word));
    jobs.define('probe.fail', z.object({}), async (_payload, info) => {
      ran.push(`attempt ${info.attempt}`);
      throw new Error('no');
    });
    events.define('probe.happened', z.object({ n: z.number() }));
    events.on('probe.happened', 'first', async (payload) => void heard.push(payload));
    events.on('probe.happened', 'second', async (payload) => void heard.push(payload));
  },
};

describe('jobs and events', () => {
  let test: TestKernel;
  beforeAll(async () => {
    test = await createTestKernel({ modules: [probe] });
  });
  afterAll(() => test.close());

  it('run exactly when their transaction commits', async () => {
    const { kernel } = test;
    await kernel.db.transaction().execute((tx) => kernel.jobs.enqueue(tx, 'probe.note', { word: 'kept' }));
    await kernel.db.transaction().execute(async (tx) => {
      await kernel.jobs.enqueue(tx, 'probe.note', { word: 'lost' });
      throw new Error('rolled back');
    }).catch(() => undefined);
    await test.work();
    expect(ran).toEqual(['kept']);
  });

  it('refuse a payload that does not fit, an unknown name and a second definition', async () => {
    const { kernel } = test;
    await expect(kernel.jobs.enqueue(kernel.db, 'probe.note', { word: 1 })).rejects.toThrow();
    await expect(kernel.jobs.enqueue(kernel.db, 'probe.nobody', {})).rejects.toThrow(/No module/);
    expect(() => kernel.jobs.define('probe.note', z.object({}), async () => undefined)).toThrow(/twice/);
  });

  it('are kept when they fail', async () => {
    ran.length = 0;
    await test.kernel.jobs.enqueue(test.kernel.db, 'probe.fail', {});
    await test.work();
    expect(ran).toEqual(['attempt 1']);
    const { rows } = await test.ownerPool.query(`select count(*)::int as n from graphile_worker.jobs where task_identifier = 'probe.fail'`);
    expect(rows[0].n).toBe(1);
  });

  it('carry an event to every subscriber', async () => {
    await test.kernel.db.transaction().execute((tx) => test.kernel.events.emit(tx, 'probe.happened', { n: 7 }));
    await test.work();
    expect(heard).toEqual([{ n: 7 }, { n: 7 }]);
  });

  it('hide the queue from the application role', async () => {
    await expect(test.kernel.pool.query('select * from graphile_worker.jobs')).rejects.toThrow(/permission denied/);
  });
});
