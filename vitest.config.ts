import { defineConfig } from 'vitest/config';

// Two projects: `fast` is for every save (npm run check); `pipeline` starts the real collector and VictoriaMetrics.
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
          exclude: ['stack/test/pipeline/**'],
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
    ],
  },
});
