import { defineConfig } from 'vitest/config';

/** Against the counterpart software itself, installed from Debian: npm run test:peers. Where it cannot be had, that is said loudly. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/peers/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 900_000,
    fileParallelism: false,
  },
});
