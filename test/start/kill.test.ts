import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startApp, temporaryDataDir } from '../support/app.ts';
import { killAgainAndAgain, killHard, withDatabase } from '../support/kill.ts';

it('loses and doubles nothing over 3 × kill -9 (npm run test:long kills 50 times)', { timeout: 120_000 }, async () => {
  const dataDir = temporaryDataDir();
  const report = await killAgainAndAgain({ dataDir, kills: 3, seed: 7, perRound: 16 });
  expect(report.faults).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(5);
  expect(report.cut).toBeGreaterThan(0);
  expect(report.granted).toBe(report.cases);
  rmSync(dataDir, { recursive: true, force: true });
});

it('a job that was interrupted by a kill for the last time is done all the same', { timeout: 60_000 }, async () => {
  const dataDir = temporaryDataDir();
  let app = await startApp({ STADTTOR_DATA: dataDir });
  try {
    // as the oldest job of a house looks that was killed 25 times while it worked on it
    await withDatabase(dataDir, async (db) => {
      await db.query(`select graphile_worker.add_job('records.inbox', '{}', run_at => now() + interval '1 hour', job_key => 'interrupted')`);
      const { rowCount } = await db.query(`update graphile_worker._private_jobs set attempts = max_attempts, locked_by = 'killed', locked_at = now(), run_at = now() where key = 'interrupted'`);
      expect(rowCount).toBe(1);
    });
    await killHard(app, undefined, false);
    app = await startApp({ STADTTOR_DATA: dataDir });
    await expect.poll(() => withDatabase(dataDir, async (db) => (await db.query(`select attempts, locked_by, last_error from graphile_worker.jobs where key = 'interrupted'`)).rows), { timeout: 20_000, interval: 250 }).toEqual([]);
  } finally {
    await app.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
