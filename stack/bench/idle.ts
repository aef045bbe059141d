import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSensor, nodeFlags } from '../../sensor/build.ts';
import type { BenchContext, Benchmark, BenchResult, Row } from './benchmark.ts';
import { lineChart } from './chart/line-chart.ts';
import { type ProcessUsage, readProcessUsage } from './process/process-usage.ts';
import { startPushSink } from './process/push-sink.ts';
import { sensorEnvironment } from './process/sensor-environment.ts';
import { startServer } from './process/server-process.ts';
import { rounded } from './statistics.ts';

const sampleMillis = 5_000;
/** Start-up, compilation of hot code and the first pushes are not idling. */
const settleSeconds = 60;

export const idle: Benchmark = {
  name: 'idle',
  answers: 'What does the sensor cost while nothing but its own sampling (1 s) and pushing (15 s) happens?',
  takes: '10 minutes (--minutes)',
  needs: 'Linux',
  options: { minutes: 10 },
  run: runIdle,
};

interface Sample extends ProcessUsage {
  readonly seconds: number;
}

async function runIdle({ root, workDir, progress, number }: BenchContext): Promise<BenchResult> {
  const minutes = number('minutes');
  const bundle = join(workDir, 'sensor.mjs');
  await buildSensor(bundle);
  const sink = await startPushSink();
  const sensor = startServer({
    command: [process.execPath, ...nodeFlags, bundle],
    env: sensorEnvironment({ root, pushUrl: sink.url }),
  });
  const step = progress.step(`idle: watching the sensor for ${minutes} min`);
  const samples: Sample[] = [];
  try {
    await sensor.url;
    const startedAt = performance.now();
    while (performance.now() - startedAt < minutes * 60_000) {
      await sleep(sampleMillis);
      const seconds = rounded((performance.now() - startedAt) / 1000, 1);
      const usage = await readProcessUsage(sensor.pid);
      samples.push({ seconds, ...usage });
      step.detail(`${(usage.anonymousBytes / 1e6).toFixed(1)} MB anonymous, ${sink.pushes()} pushes`);
    }
    step.done();
    return report(samples, sink.pushes(), minutes);
  } finally {
    await sensor.kill();
    sink.close();
  }
}

function report(samples: readonly Sample[], pushes: number, minutes: number): BenchResult {
  const settled = samples.filter(({ seconds }) => seconds >= settleSeconds);
  const [from, to] = [settled[0] ?? samples[0], samples.at(-1)];
  if (from === undefined || to === undefined) throw new Error('too short for a single sample');
  const watchedSeconds = to.seconds - from.seconds;
  const cpuPercent = watchedSeconds > 0 ? rounded(((to.cpuSeconds - from.cpuSeconds) / watchedSeconds) * 100, 3) : null;
  const megabytes = samples.map(({ anonymousBytes }) => anonymousBytes / 1e6);
  const goal = { relation: '<', value: 30 } as const;
  return {
    tables: { samples: samples.map(row) },
    figures: {
      memory: lineChart({
        title: `Anonymous memory of the idle sensor over ${minutes} min`,
        x: { label: 'time since start', unit: 'min' },
        y: { label: 'anonymous memory', unit: 'MB', from: 0 },
        series: [
          {
            name: 'RssAnon',
            points: samples.map(({ seconds, anonymousBytes }) => [seconds / 60, anonymousBytes / 1e6]),
          },
        ],
        goal: { value: goal.value, label: 'goal: under 30 MB' },
      }),
    },
    findings: [
      {
        measure: 'CPU after the first minute',
        value: cpuPercent,
        unit: '% of a core',
        goal: { relation: '<', value: 0.5 },
      },
      { measure: 'anonymous memory at the end', value: rounded(to.anonymousBytes / 1e6, 2), unit: 'MB', goal },
      { measure: 'anonymous memory, highest', value: rounded(Math.max(...megabytes), 2), unit: 'MB' },
      { measure: 'major faults after the first minute', value: to.majorFaults - from.majorFaults, unit: 'faults' },
    ],
    settings: {
      minutes,
      sampleIntervalMillis: 1000,
      pushIntervalMillis: 15_000,
      pushes,
      nodeFlags,
      cpuFromSeconds: from.seconds,
    },
  };
}

function row({ seconds, cpuSeconds, anonymousBytes, fileBytes, majorFaults }: Sample): Row {
  return {
    seconds,
    cpu_seconds: cpuSeconds,
    anonymous_bytes: anonymousBytes,
    file_bytes: fileBytes,
    major_faults: majorFaults,
  };
}
