import { defineConfig } from 'vitest/config';
import { slowFirst } from './test/slow-first.ts';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
    exclude: ['test/journeys/**', 'test/peers/**', 'test/long/**', 'node_modules/**'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 90_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    // a process is many kernels' home, as in the tests themselves: the modules are loaded once and not for each file
    isolate: false,
    sequence: { sequencer: slowFirst(['test/start/payments-kill', 'test/start/start', 'test/payments/schedules', 'test/start/kill', 'test/routes', 'kernel/evidence/verify/tamper', 'kernel/ui/gallery', 'test/start/records-kill', 'permits/daily', 'kernel/documents/documents', 'test/hostile']) },
  },
});
