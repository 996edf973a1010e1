import { expect, it } from 'vitest';
import { createPool } from '../../src/kernel/db/db.ts';
import { naiveCourse } from './naive.ts';
import { runSchedules } from './schedules.ts';

it('300 seeded courses with faults and kills at every await: booked = paid at the provider, exactly once, and certain in the end', async () => {
  const summary = await runSchedules(1, Number(process.env['STADTTOR_COURSES'] ?? 300));
  expect(summary.faults).toEqual([]);
  expect(summary.kills).toBeGreaterThan(summary.courses / 2);
  expect(summary.paid).toBeGreaterThan(summary.courses / 2);
}, 600_000);

it('the same courses find out a handler that believes messages: they can fail', async () => {
  const pool = createPool(process.env['STADTTOR_TEST_DATABASE']!, 1);
  let wrong = 0;
  for (let seed = 1; seed <= 100; seed += 1) if ((await naiveCourse(pool, seed)).length > 0) wrong += 1;
  await pool.end();
  expect(wrong).toBeGreaterThan(30);
}, 120_000);
