import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryDataDir } from '../support/app.ts';
import { killAgainAndAgain } from '../support/kill.ts';

it('loses and doubles nothing over 50 × kill -9 under 16 requests in flight, half of them hitting PostgreSQL too', async () => {
  const dataDir = temporaryDataDir();
  const seed = Number(process.env['KILL_SEED'] ?? 20261124);
  const report = await killAgainAndAgain({ dataDir, kills: 50, seed, perRound: 24, say: (line) => console.log(line) });
  console.log(JSON.stringify({ seed, ...report, faults: report.faults.slice(0, 40) }));
  expect(report.faults).toEqual([]);
  // a run that hits nothing proves nothing
  expect(report.acknowledged).toBeGreaterThan(500);
  expect(report.cut).toBeGreaterThan(200);
  expect(report.granted).toBe(report.cases);
  rmSync(dataDir, { recursive: true, force: true });
});
