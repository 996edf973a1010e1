import { expect, it } from 'vitest';
import { runSchedules } from '../payments/schedules.ts';

it('10,000 seeded courses: booked = paid at the provider, exactly once, and certain in the end', async () => {
  const summary = await runSchedules(1_000, Number(process.env['STADTTOR_COURSES'] ?? 10_000), (line) => console.log(line));
  expect(summary.faults).toEqual([]);
}, 7_200_000);
