import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { createTestKernel, type TestKernel } from '../src/kernel/testing/test-kernel.ts';
import { projectRoot } from '../src/kernel/root.ts';
import { rehearse } from '../src/modules/cases/index.ts';
import { compilePackage, describeProblem, knownKeys, packageFolders, servicesFolder } from '../src/modules/catalogue/index.ts';
import { modules } from '../src/modules/index.ts';
import { readRegisterData, startRegisterSimulator, type RegisterSimulator } from '../src/simulators/registers/index.ts';

let test: TestKernel;
let registers: RegisterSimulator;
beforeAll(async () => {
  registers = await startRegisterSimulator({ data: readRegisterData(join(projectRoot, 'city', 'halle', 'demo')) });
  test = await createTestKernel({ modules, env: { REGISTERS_URL: registers.url, REGISTERS_TOKEN: registers.token } });
});
afterAll(async () => {
  await test.close();
  await registers.close();
});

const folders = packageFolders();

describe('the services of the city', () => {
  it('are at least fourteen, four of them online here', () => {
    expect(folders.length).toBeGreaterThanOrEqual(14);
  });

  it.each(folders)('%s has no mistake, and every example comes out as expected, to the words of its letter', async (name) => {
    const result = compilePackage(join(servicesFolder, name), test.kernel.parts.catalog(), knownKeys('halle'));
    expect(result.problems.filter((problem) => problem.severity === 'error').map((problem) => describeProblem(problem))).toEqual([]);
    if (!result.ok) throw new Error('not compiled');
    if (result.service.service.kind === 'online') expect(result.service.stored.examples.length).toBeGreaterThan(0);
    for (const example of result.service.stored.examples) expect(await rehearse(test.kernel, result.service, example), example.name).toEqual([]);
  });

  it.each(folders)('%s says everything in English too', (name) => {
    const result = compilePackage(join(servicesFolder, name), test.kernel.parts.catalog(), knownKeys('halle'));
    expect(result.problems.filter((problem) => /englische Fassung|Leichte/.test(problem.message.de)).map((problem) => describeProblem(problem))).toEqual([]);
  });

  it('says of every amount where it is from, and marks what is assumed', () => {
    for (const name of folders) {
      const result = compilePackage(join(servicesFolder, name), test.kernel.parts.catalog());
      const fee = result.ok ? result.service.service.fee : undefined;
      if (!fee || !('amounts' in fee)) continue;
      for (const amount of fee.amounts) expect(amount.assumption, `${name} ${amount.label}`).toBe(/Demo-Annahme/.test(amount.source));
    }
  });
});
