import { defineConfig } from 'vitest/config';

const matrix = 'stack/test/faults/fault-matrix.test.ts';

const compose = 'stack/test/pipeline/compose-*.test.ts';
// Starting and draining real processes takes seconds, several per test, and two cores are shared.
const realTimeouts = { testTimeout: 120_000, hookTimeout: 120_000 };

// Four projects: `fast` is for every save (npm run check); `pipeline` starts the real collector and VictoriaMetrics; `compose` has them in containers; `faults` does
// them harm (npm run test:faults).
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
          exclude: [compose],
          ...realTimeouts,
          // Each has ports and folders of its own, and mostly waits: two at a time take little more than half as long.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'compose',
          include: [compose],
          ...realTimeouts,
          // Where no Docker engine runs, each starts one, and there can be one at a time.
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
