import { readFileSync } from 'node:fs';
import { startApp, temporaryDataDir } from '../test/support/app.ts';
import { median, round, type Result } from './_result.ts';

/** From the command to the ready line on an existing data folder, and what the process then holds. */
export async function bench(): Promise<Result[]> {
  const dataDir = temporaryDataDir();
  await (await startApp({ STADTTOR_DATA: dataDir })).stop();
  const seconds: number[] = [];
  let megabytes = 0;
  for (let i = 0; i < 5; i += 1) {
    const started = performance.now();
    const app = await startApp({ STADTTOR_DATA: dataDir });
    seconds.push((performance.now() - started) / 1000);
    for (let n = 0; n < 300; n += 1) await (await fetch(`${app.url}/`)).text();
    megabytes = Math.max(megabytes, residentMegabytes(app.process.pid!));
    await app.stop();
  }
  const warm = median(seconds);
  return [
    { id: 'start', what: 'warm start, 5 runs, median', value: round(warm), unit: 's', against: 'limit', goal: '≤ 2', holds: warm <= 2 },
    { id: 'start', what: 'web process after 300 pages', value: round(megabytes, 0), unit: 'MB', against: 'limit', goal: '≤ 200', holds: megabytes <= 200 },
  ];
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}
