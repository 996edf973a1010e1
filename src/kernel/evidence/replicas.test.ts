import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../root.ts';
import { createTestKernel, type TestKernel } from '../testing/test-kernel.ts';
import { findings, promise } from './log.testing.ts';

let test: TestKernel;
const replicas: ChildProcess[] = [];
beforeAll(async () => { test = await createTestKernel(); });
afterAll(async () => {
  for (const replica of replicas) replica.kill('SIGKILL');
  await test.close();
});

/** A process of its own that lets the log grow as fast as it can, and says after each time. */
async function replica(): Promise<ChildProcess> {
  const from = (path: string) => JSON.stringify(join(projectRoot, 'src/kernel', path));
  const { dataDir, evidence } = test.kernel.config;
  const child = spawn(process.execPath, ['--input-type=module', '-e', `
    import { createDb, createPool } from ${from('db/db.ts')};
    import { createEvidence } from ${from('evidence/evidence.ts')};
    import { createKeys } from ${from('keys/keys.ts')};
    import { openObjectStore } from ${from('objects/index.ts')};
    import { systemClock } from ${from('time/index.ts')};
    const secrets = [${JSON.stringify('x'.repeat(64))}];
    const objects = await openObjectStore({ dataDir: ${JSON.stringify(dataDir)}, s3: undefined, objectKeys: [] }, secrets);
    const log = createEvidence({ db: createDb(createPool(${JSON.stringify(test.databaseUrl)}, 2)), keys: createKeys(secrets), clock: systemClock, objects, ...${JSON.stringify(evidence)} });
    for (;;) console.log(await log.grow());`], { stdio: ['ignore', 'pipe', 'inherit'] });
  replicas.push(child);
  await once(child.stdout!, 'data');
  return child;
}

it('two replicas, killed again and again in the middle of it: every entry has one place, and what was shown holds', async () => {
  const living = [await replica(), await replica()];
  const shown: string[] = [];
  let appended = 0;
  for (let kill = 0; kill < 10; kill += 1) {
    for (let n = 0; n < 6; n += 1) appended += (await promise(test, 1 + ((kill * 31 + n * 17) % 60))).length;
    const victim = kill % 2;
    living[victim]!.kill('SIGKILL');
    const note = await test.kernel.evidence.checkpoint();
    if (note !== undefined) shown.push(note);
    living[victim] = await replica();
  }
  for (const child of living) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await expect.poll(() => test.kernel.evidence.grow(), { timeout: 20_000 }).toBe('grown');
  expect((await test.ownerPool.query('select count(*)::int as n from evidence.leaf')).rows[0].n).toBe(appended);
  expect(shown.length).toBeGreaterThan(3);
  for (const outside of [...new Set(shown)].slice(-3)) expect(await findings(test, { outside })).toEqual([]);
}, 180_000);
