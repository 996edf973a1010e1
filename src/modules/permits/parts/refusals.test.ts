import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestKernel, type TestKernel } from '../../../kernel/testing/test-kernel.ts';
import { directoryModule } from '../../directory/index.ts';
import { permitsModule } from '../index.ts';

let world: TestKernel;
beforeAll(async () => {
  world = await createTestKernel({ modules: [directoryModule, permitsModule], env: { STADTTOR_DEMO: 'off' } });
});
afterAll(() => world.close());

describe('what has changed since the checks', () => {
  it.each([
    ['permit.extend', ['PERMIT_TERM_TAKEN', 'PERMIT_UNKNOWN', 'PERMIT_REVOKED']],
    ['permit.issue', ['PERMIT_PLATE', 'PERMIT_AREA']],
    ['permit.replace', ['PERMIT_NOT_IN_FORCE', 'PERMIT_UNKNOWN', 'PERMIT_REVOKED']],
  ])('%s announces, and staff read it in words', (name, codes) => {
    expect(world.kernel.parts.getEffect(name).refusals).toEqual(codes);
    for (const code of codes) for (const lang of ['de', 'en'] as const) expect(world.kernel.i18n.has(lang, `permits.reason.${code.toLowerCase()}`), code).toBe(true);
  });
});
