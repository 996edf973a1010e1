import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryDataDir } from '../support/app.ts';
import { killWhilePaying } from '../support/kill-payments.ts';

it('books what the provider took, exactly once, over 200 × kill -9 among payers and messages, half of them hitting PostgreSQL too', async () => {
  const dataDir = temporaryDataDir();
  const seed = Number(process.env['KILL_SEED'] ?? 20261125);
  const kills = Number(process.env['STADTTOR_KILLS'] ?? 200);
  const report = await killWhilePaying({ dataDir, kills, seed, perRound: 16, say: (line) => console.log(line) });
  console.log(JSON.stringify({ seed, ...report, faults: report.faults.slice(0, 40) }));
  expect(report.faults).toEqual([]);
  // a run that hits nothing proves nothing
  expect(report.paid).toBeGreaterThan(kills);
  expect(report.cut).toBeGreaterThan(kills / 2);
  expect(report.acknowledged).toBeGreaterThan(kills / 2);
  rmSync(dataDir, { recursive: true, force: true });
});
