import { defineConfig } from 'vitest/config';

/** What takes minutes, against the built program: npm run test:long. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/long/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 7_200_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
