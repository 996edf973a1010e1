import { defineConfig } from 'vitest/config';

/** Journeys of people in a real browser, against the built program. One at a time: the machine is small. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/journeys/**/*.test.ts'],
    globalSetup: ['test/journeys/global-setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
