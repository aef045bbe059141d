import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSensor, nodeFlags } from '../../sensor/build.ts';
import { readServiceLimits } from '../limits.ts';
import type { BenchContext, Benchmark, BenchResult } from './benchmark.ts';
import { dropCaches } from './process/cold-cache.ts';
import { createMemoryCgroup } from './process/memory-cgroup.ts';
import { readProcessUsage } from './process/process-usage.ts';
import { startPushSink } from './process/push-sink.ts';
import { sensorEnvironment } from './process/sensor-environment.ts';
import { startServer } from './process/server-process.ts';
import { waitReady } from './process/wait-ready.ts';
import { reportStarts, type Start, type StartCase } from './sensor-start-report.ts';
import { rounded } from './statistics.ts';

/** A start is worth waiting for until 5 s; six times that tells slow from never. */
const timeoutMillis = 30_000;
/** After this long a start is over, and major faults that still come are thrashing. */
const settleMillis = 10_000;

export const sensorStart: Benchmark = {
  name: 'sensor-start',
  answers:
    'Bundle or type stripping: time from spawn to ready, memory and major faults, from a cold cache, within the limit of docker-compose.yml and without?',
  takes: '9 minutes: 7 runs of each (--runs)',
  needs: 'Linux; root for the cold cache and the limit, without which it runs warm or unlimited and says so',
  options: { runs: 7 },
  run: runSensorStart,
};

async function runSensorStart({ root, workDir, progress, number }: BenchContext): Promise<BenchResult> {
  const node = join(workDir, 'node');
  await copyFile(process.execPath, node); // one that nothing else has mapped, see dropCaches
  await mkdir(join(workDir, 'bundle'));
  const bundle = join(workDir, 'bundle/sensor.mjs');
  await buildSensor(bundle);
  const files = { bundle, 'type stripping': join(root, 'sensor/src/main.ts') };
  const { memoryBytes: limitBytes } = await readServiceLimits(root, 'sensor');
  const cases: StartCase[] = (await canLimit(limitBytes))
    ? [false, true].flatMap((limited) => [
        { variant: 'bundle', limited } as const,
        { variant: 'type stripping', limited } as const,
      ])
    : [
        { variant: 'bundle', limited: false },
        { variant: 'type stripping', limited: false },
      ];
  const sink = await startPushSink();
  const env = sensorEnvironment({ root, pushUrl: sink.url });
  const starts: Start[] = [];
  const step = progress.step(`sensor-start: ${number('runs')} starts of each of ${cases.length} cases`);
  try {
    for (let run = 1; run <= number('runs'); run += 1) {
      for (const { variant, limited } of cases) {
        const cgroup = limited ? await createMemoryCgroup(limitBytes) : undefined;
        const cold = await dropCaches();
        const measured = await startOnce([...(cgroup?.enter ?? []), node, ...nodeFlags, files[variant]], env);
        await cgroup?.remove();
        starts.push({ run, variant, limited, cold, ...measured });
        step.detail(`run ${run}, ${variant}: ${measured.readyMillis ?? 'not ready in'} ms`);
      }
    }
  } finally {
    sink.close();
  }
  step.done();
  return {
    ...reportStarts(starts, cases, { timeoutMillis, limitBytes }),
    settings: {
      cache: starts.every(({ cold }) => cold) ? 'cold' : 'warm: the page cache could not be dropped (root only)',
      memoryLimitBytes: cases.some(({ limited }) => limited) ? limitBytes : 'no cgroup could be made (root only)',
      swap: 'off within the limit',
      nodeBinary: 'a copy, mapped by nothing else',
      nodeFlags,
      timeoutMillis,
      settleMillis,
    },
  };
}

async function canLimit(limitBytes: number): Promise<boolean> {
  const cgroup = await createMemoryCgroup(limitBytes);
  await cgroup?.remove();
  return cgroup !== undefined;
}

async function startOnce(
  command: readonly string[],
  env: Record<string, string>,
): Promise<Omit<Start, keyof StartCase | 'run' | 'cold'>> {
  const [file = '', ...args] = command;
  const server = startServer({ command: [file, ...args], env, timeoutMillis });
  const passed = (): number => performance.now() - server.spawnedAt;
  try {
    const readyMillis = await server.url
      .then((url) => waitReady(url, Math.max(1, timeoutMillis - passed())))
      .then(passed, (error: unknown) => (passed() < timeoutMillis - 100 ? Promise.reject(error) : null));
    const ready = await readProcessUsage(server.pid);
    await sleep(settleMillis);
    const settled = await readProcessUsage(server.pid);
    return {
      readyMillis: readyMillis === null ? null : rounded(readyMillis, 1),
      anonymousBytes: settled.anonymousBytes,
      fileBytes: settled.fileBytes,
      majorFaults: ready.majorFaults,
      majorFaultsPerSecondAfter: rounded(((settled.majorFaults - ready.majorFaults) / settleMillis) * 1000, 2),
    };
  } finally {
    await server.kill();
  }
}
