import { describe, expect, test } from 'vitest';
import { runBudget } from '../../budget/run-budget.ts';
import { createDockerEngine } from '../../docker/docker-engine.ts';
import { cgroupTree, containerId, version2Files } from '../cgroup/cgroup-tree.ts';
import { type FakeContainer, projectAnswers, startFakeEngine } from '../fake-engine.ts';

const mebibyte = 1024 * 1024;
const options = { help: false, json: true, watch: false, project: 'edge', seconds: 0.05 };

/** What cgroup v1 says by way of the engine, with ten major faults more at each question. */
function thrashingStats(): () => unknown {
  let majorFaults = 0;
  return () => {
    majorFaults += 10;
    return {
      cpu_stats: { cpu_usage: { total_usage: 1e9 } },
      memory_stats: {
        usage: 79 * mebibyte,
        max_usage: 80 * mebibyte,
        limit: 80 * mebibyte,
        stats: { total_rss: 20 * mebibyte, total_cache: 59 * mebibyte, total_pgmajfault: majorFaults },
      },
    };
  };
}

async function run(
  containers: readonly FakeContainer[],
  changes: Partial<typeof options> = {},
  cgroupRoot = '/nowhere',
) {
  const written: string[] = [];
  const code = await runBudget(
    { ...options, ...changes },
    {
      engine: createDockerEngine({
        DOCKER_HOST: await startFakeEngine({
          '/info': () => ({ DockerRootDir: '/nowhere' }),
          ...projectAnswers('edge', containers),
        }),
      }),
      output: { write: (text) => written.push(text) },
      errorOutput: { write: () => {} },
      env: {},
      cgroupRoot,
      sysRoot: '/nowhere',
      signal: new AbortController().signal,
    },
  );
  return { code, text: written.join('') };
}

describe('runBudget', () => {
  test('reads cgroups where they can be seen, and names what was killed', async () => {
    const root = await cgroupTree(version2Files(`docker/${containerId}`));
    const { code, text } = await run([{ id: containerId, service: 'victoriametrics' }], {}, root);
    const reading = JSON.parse(text);
    expect(code).toBe(1);
    expect(reading).toMatchObject({ project: 'edge', limitBytes: 48 * mebibyte, fits: false });
    expect(reading.services).toEqual([
      expect.objectContaining({
        verdict: 'killed',
        anonymousBytes: 21 * mebibyte,
        oomKills: 2,
        majorFaultsPerSecond: 0,
        source: 'cgroup',
      }),
    ]);
  });

  test('asks the engine where they cannot, and finds thrashing', async () => {
    const { code, text } = await run([{ id: containerId, service: 'sensor', stats: thrashingStats() }]);
    const [service] = JSON.parse(text).services;
    expect(code).toBe(1);
    expect(service).toMatchObject({ verdict: 'thrashing', fileBytes: 59 * mebibyte, oomKills: null, source: 'engine' });
    expect(service.majorFaultsPerSecond).toBeGreaterThan(1);
  });

  test('ends with 0 and a table where all fits', async () => {
    const files = {
      ...version2Files(`docker/${containerId}`),
      [`docker/${containerId}/memory.events`]: 'oom_kill 0\n',
    };
    const { code, text } = await run(
      [{ id: containerId, service: 'sensor' }],
      { json: false },
      await cgroupTree(files),
    );
    expect(text).toMatch(/sensor .*fits/);
    expect(text).toContain('Everything fits.');
    expect(code).toBe(0);
  });

  test('tells a stopped service, and leaves out what is run for a moment', async () => {
    const { code, text } = await run([
      { id: 'b'.repeat(64), service: 'grafana', isRunning: false },
      { id: 'c'.repeat(64), service: 'budget', isOneOff: true },
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(text).services).toEqual([
      expect.objectContaining({ service: 'grafana', verdict: 'not running', limitBytes: null }),
    ]);
  });

  test('says what to do where no stack is running', async () => {
    await expect(run([])).rejects.toMatchObject({
      code: 'ERR_UNAVAILABLE',
      message: expect.stringContaining('docker compose up -d --wait'),
    });
  });
});
