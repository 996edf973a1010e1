import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryDataDir } from '../support/app.ts';
import { killAgainAndAgain } from '../support/kill.ts';

it('loses and doubles nothing over 3 × kill -9 (npm run test:long kills 50 times)', { timeout: 120_000 }, async () => {
  const dataDir = temporaryDataDir();
  const report = await killAgainAndAgain({ dataDir, kills: 3, seed: 7, perRound: 16 });
  expect(report.faults).toEqual([]);
  expect(report.acknowledged).toBeGreaterThan(5);
  expect(report.cut).toBeGreaterThan(0);
  expect(report.granted).toBe(report.cases);
  rmSync(dataDir, { recursive: true, force: true });
});
