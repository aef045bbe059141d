import { defineConfig } from 'vitest/config';

const matrix = 'stack/test/faults/fault-matrix.test.ts';

// Three projects: `fast` is for every save (npm run check); `pipeline` starts the real collector and VictoriaMetrics; `faults` does them harm (npm run test:faults).
export default defineConfig({
  test: {
    restoreMocks: true,
    unstubEnvs: true,
    coverage: { include: ['sensor/src/**', 'stack/**'], exclude: ['stack/test/**', 'stack/bench/**'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['sensor/test/**/*.test.ts', 'stack/test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['stack/test/pipeline/**', matrix],
        },
      },
      {
        extends: true,
        test: {
          name: 'pipeline',
          include: ['stack/test/pipeline/**/*.test.ts'],
          // Real processes on real ports, several per test: starting and draining takes seconds, and two cores are shared.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: [matrix],
          // The longest, several kills of a store that must have flushed before, takes a minute alone.
          testTimeout: 280_000,
          // Four stacks at a time keep two cores busy; more would disturb each other.
          maxConcurrency: 4,
        },
      },
    ],
  },
});
