import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryDataDir } from '../support/app.ts';
import { killWhilePaying } from '../support/kill-payments.ts';

it('books what the provider took, exactly once, over 3 × kill -9 (npm run test:long kills 200 times)', { timeout: 180_000 }, async () => {
  const dataDir = temporaryDataDir();
  const report = await killWhilePaying({ dataDir, kills: 3, seed: 11, perRound: 12 });
  expect(report.faults).toEqual([]);
  expect(report.paid).toBeGreaterThan(5);
  expect(report.cut).toBeGreaterThan(0);
  rmSync(dataDir, { recursive: true, force: true });
});
