import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/e2e/longest-first.ts';

/** The end-to-end tests: the built program against the lab, which is started where it is not running. */
export default defineConfig({
  test: {
    globalSetup: ['test/e2e/start-lab.ts'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 420_000,
    // After a restart of the API server VolSync may take a minute to see a new app.
    hookTimeout: 420_000,
    teardownTimeout: 60_000,
    // The lab is one machine of two cores: a few files side by side, and those that switch on a fault of the
    // whole cluster in a run of their own, one after the other.
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/**/*.alone.test.ts'],
          maxWorkers: 4,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/e2e/**/*.alone.test.ts'],
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
