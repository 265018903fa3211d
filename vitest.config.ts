import { defineConfig } from 'vitest/config';

/** The quick tests: no cluster, no root, any machine with Node. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    testTimeout: 10_000,
  },
});
