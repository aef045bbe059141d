import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSensor } from '../../sensor/build.ts';
import { readServiceLimits } from '../limits.ts';
import type { BenchContext, Benchmark, BenchResult } from './benchmark.ts';
import { dotChart } from './chart/dot-chart.ts';
import { createMemoryCgroup } from './process/memory-cgroup.ts';
import { readProcessUsage } from './process/process-usage.ts';
import { startPushSink } from './process/push-sink.ts';
import { sensorEnvironment } from './process/sensor-environment.ts';
import { startServer } from './process/server-process.ts';
import { median, range, rounded } from './statistics.ts';

const pushIntervalMillis = 1_000;
const watchMillis = 30_000;

const flagSets: Readonly<Record<string, readonly string[]>> = {
  'no flags': [],
  'semi-space 1 MB': ['--max-semi-space-size=1'],
  'semi-space 1, old space 32': ['--max-semi-space-size=1', '--max-old-space-size=32'],
};

export const sensorFlags: Benchmark = {
  name: 'sensor-flags',
  answers:
    "What do V8's flags save in anonymous memory after 30 s of a push every second, within the limit of docker-compose.yml and without?",
  takes: '6 minutes: 5 rounds (--runs) of 2 x 35 s, the flags side by side',
  needs: 'Linux; root for the limit, without which only the unlimited half runs',
  options: { runs: 5 },
  run: runSensorFlags,
};

interface Run {
  readonly round: number;
  readonly flags: string;
  /** Null: none. */
  readonly limitBytes: number | null;
  readonly anonymousBytes: number;
  readonly cpuSeconds: number;
}

async function runSensorFlags({ root, workDir, progress, number }: BenchContext): Promise<BenchResult> {
  const bundle = join(workDir, 'sensor.mjs');
  await buildSensor(bundle);
  // V8 sizes its heap by it.
  const { memoryBytes: limitBytes } = await readServiceLimits(root, 'sensor');
  const sink = await startPushSink();
  const env = sensorEnvironment({ root, pushUrl: sink.url, pushIntervalMillis });
  const step = progress.step(`sensor-flags: ${number('runs')} rounds`);
  const runs: Run[] = [];
  try {
    for (let round = 1; round <= number('runs'); round += 1) {
      for (const limited of [false, true]) {
        // Side by side, not in turn: what else the machine does meanwhile hits all of them.
        const measured = Object.keys(flagSets).map((flags) =>
          measure({ round, flags, limitBytes: limited ? limitBytes : null }, bundle, env),
        );
        runs.push(...(await Promise.all(measured)).filter((run) => run !== undefined));
        step.detail(`round ${round} of ${number('runs')}`);
      }
    }
  } finally {
    sink.close();
  }
  step.done();
  return report(runs);
}

async function measure(
  { round, flags, limitBytes }: Pick<Run, 'round' | 'flags' | 'limitBytes'>,
  bundle: string,
  env: Record<string, string>,
): Promise<Run | undefined> {
  const cgroup = limitBytes === null ? undefined : await createMemoryCgroup(limitBytes);
  if (limitBytes !== null && cgroup === undefined) return undefined;
  const [file = '', ...args] = [...(cgroup?.enter ?? []), process.execPath, ...(flagSets[flags] ?? []), bundle];
  const server = startServer({ command: [file, ...args], env });
  try {
    await server.url;
    await sleep(watchMillis);
    const { anonymousBytes, cpuSeconds } = await readProcessUsage(server.pid);
    return { round, flags, limitBytes, anonymousBytes, cpuSeconds };
  } finally {
    await server.kill();
    await cgroup?.remove();
  }
}

function limitText(runs: readonly Run[]): string {
  return `${(runs.find(({ limitBytes }) => limitBytes !== null)?.limitBytes ?? 0) / 1024 ** 2} MiB`;
}

function report(runs: readonly Run[]): BenchResult {
  const groups = [false, true].flatMap((limited) =>
    Object.keys(flagSets).flatMap((flags) => {
      const values = runs
        .filter((run) => run.flags === flags && (run.limitBytes !== null) === limited)
        .map(({ anonymousBytes }) => anonymousBytes / 1e6);
      return values.length === 0
        ? []
        : [{ name: `${flags}${limited ? ` (${limitText(runs)})` : ''}`, values, median: median(values) }];
    }),
  );
  return {
    tables: {
      runs: runs.map(({ round, flags, limitBytes, anonymousBytes, cpuSeconds }) => ({
        round,
        flags,
        memory_limit_bytes: limitBytes,
        anonymous_bytes: anonymousBytes,
        cpu_seconds: cpuSeconds,
      })),
    },
    figures: {
      memory: dotChart({
        title: 'Anonymous memory after 30 s of a push every second',
        x: { label: 'anonymous memory', unit: 'MB' },
        groups,
      }),
    },
    findings: groups.map(({ name, values, median: middle }) => {
      const [lowest, highest] = range(values);
      return { measure: name, value: rounded(middle, 1), unit: 'MB', range: [rounded(lowest, 1), rounded(highest, 1)] };
    }),
    settings: {
      pushIntervalMillis,
      watchMillis,
      flagSets,
      limitMeasured: runs.some(({ limitBytes }) => limitBytes !== null),
    },
  };
}
