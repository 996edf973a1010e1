import { defineConfig } from 'vitest/config';
import { slowFirst } from '../slow-first.ts';

/** Journeys of people in a real browser, against the built program. Two at a time, which is what the smallest machine carries. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/journeys/**/*.test.ts'],
    globalSetup: ['test/journeys/global-setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    isolate: false,
    sequence: { sequencer: slowFirst(['plan', 'records', 'resident', 'paying', 'clerk', 'council'].map((name) => `journeys/${name}`)) },
  },
});
