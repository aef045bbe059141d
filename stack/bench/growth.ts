import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSensor, nodeFlags } from '../../sensor/build.ts';
import type { BenchContext, Benchmark, BenchResult, Row } from './benchmark.ts';
import { lineChart } from './chart/line-chart.ts';
import { readProcessUsage } from './process/process-usage.ts';
import { startPushSink } from './process/push-sink.ts';
import { sensorEnvironment } from './process/sensor-environment.ts';
import { startServer } from './process/server-process.ts';
import { median, rounded } from './statistics.ts';

/** The shortest interval that the service takes: 1,000 pushes in 17 minutes. */
const pushIntervalMillis = 1_000;
const requestsPerPush = 10;
const warmUp = { pushes: 60, requests: 2_000 } as const;
/** The collector of garbage makes a saw-tooth; a median over this long sees past it. */
const windowPushes = 30;

export const growth: Benchmark = {
  name: 'growth',
  answers: 'Does the memory of the sensor grow over 10,000 requests and 1,000 pushes?',
  takes: '19 minutes: 1,000 pushes at one a second (--pushes), warm-up and two windows',
  needs: 'Linux',
  options: { pushes: 1_000 },
  run: runGrowth,
};

type Phase = 'warm-up' | 'before' | 'load' | 'after';
interface Sample {
  readonly phase: Phase;
  readonly seconds: number;
  readonly pushes: number;
  readonly requests: number;
  readonly anonymousBytes: number;
}

async function runGrowth({ root, workDir, progress, number }: BenchContext): Promise<BenchResult> {
  const loadPushes = number('pushes');
  const bundle = join(workDir, 'sensor.mjs');
  await buildSensor(bundle);
  const sink = await startPushSink();
  const sensor = startServer({
    command: [process.execPath, ...nodeFlags, bundle],
    env: sensorEnvironment({ root, pushUrl: sink.url, pushIntervalMillis }),
  });
  const step = progress.step(`growth: ${loadPushes} pushes at one a second, ${loadPushes * requestsPerPush} requests`);
  const samples: Sample[] = [];
  const startedAt = performance.now();
  let requests = 0;
  try {
    const url = await sensor.url;
    /** Until the sink has seen `pushes` more; each time around some requests and one sample. */
    const during = async (phase: Phase, pushes: number, requestsInAll: number): Promise<void> => {
      const [firstPush, firstRequest] = [sink.pushes(), requests];
      for (let done = 0; done < pushes; done = sink.pushes() - firstPush) {
        // In step with the pushes, so that both end together.
        const due = Math.round((requestsInAll * Math.min(done + 1, pushes)) / pushes);
        while (requests - firstRequest < due) await get(url, requests++);
        const { anonymousBytes } = await readProcessUsage(sensor.pid);
        const seconds = rounded((performance.now() - startedAt) / 1000, 1);
        samples.push({ phase, seconds, pushes: sink.pushes(), requests, anonymousBytes });
        step.detail(`${phase}: ${done} of ${pushes} pushes, ${(anonymousBytes / 1e6).toFixed(1)} MB anonymous`);
        await sleep(pushIntervalMillis);
      }
    };
    await during('warm-up', warmUp.pushes, warmUp.requests);
    await during('before', windowPushes, 0);
    await during('load', loadPushes, loadPushes * requestsPerPush);
    await during('after', windowPushes, 0);
    step.done();
    return report(samples);
  } finally {
    await sensor.kill();
    sink.close();
  }
}

/** Half of them /sensor, half /metrics. */
async function get(url: string, index: number): Promise<void> {
  const response = await fetch(`${url}${index % 2 === 0 ? '/sensor' : '/metrics'}`);
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`a request was answered ${response.status}`);
}

function report(samples: readonly Sample[]): BenchResult {
  const megabytes = (phase: Phase): number[] =>
    samples.filter((sample) => sample.phase === phase).map(({ anonymousBytes }) => anonymousBytes / 1e6);
  const [before, after] = [median(megabytes('before')), median(megabytes('after'))];
  const lastBefore = samples.findLast(({ phase }) => phase === 'before');
  const firstAfter = samples.find(({ phase }) => phase === 'after');
  const counted = (key: 'pushes' | 'requests'): number => (firstAfter?.[key] ?? 0) - (lastBefore?.[key] ?? 0);
  const startOf = (phase: Phase): number => (samples.find((sample) => sample.phase === phase)?.seconds ?? 0) / 60;
  return {
    tables: { samples: samples.map(row) },
    figures: {
      memory: lineChart({
        title: 'Anonymous memory of the sensor under pushes and requests',
        x: { label: 'time since start', unit: 'min' },
        y: { label: 'anonymous memory', unit: 'MB', from: 0 },
        series: [
          {
            name: 'RssAnon',
            points: samples.map(({ seconds, anonymousBytes }) => [seconds / 60, anonymousBytes / 1e6]),
          },
        ],
        marks: [
          { at: startOf('before'), label: 'before' },
          { at: startOf('load'), label: 'requests' },
          { at: startOf('after'), label: 'after' },
        ],
      }),
    },
    findings: [
      { measure: 'anonymous memory before (median of a window)', value: rounded(before, 2), unit: 'MB' },
      { measure: 'anonymous memory after (median of a window)', value: rounded(after, 2), unit: 'MB' },
      { measure: 'growth', value: rounded(after - before, 2), unit: 'MB', goal: { relation: '<', value: 2 } },
      { measure: 'highest under load', value: rounded(Math.max(...megabytes('load')), 2), unit: 'MB' },
    ],
    settings: {
      pushIntervalMillis,
      warmUp,
      windowPushes,
      pushesUnderLoad: counted('pushes'),
      requestsUnderLoad: counted('requests'),
      requestMix: '/sensor and /metrics in turn',
      nodeFlags,
    },
  };
}

function row({ phase, seconds, pushes, requests, anonymousBytes }: Sample): Row {
  return { phase, seconds, pushes, requests, anonymous_bytes: anonymousBytes };
}
