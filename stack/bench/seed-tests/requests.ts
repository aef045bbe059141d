import { join } from 'node:path';
import { buildSensor, nodeFlags } from '../../../sensor/build.ts';
import type { BenchContext, Benchmark, BenchResult, Finding } from '../benchmark.ts';
import { dotChart } from '../chart/dot-chart.ts';
import { startPushSink } from '../process/push-sink.ts';
import { sensorEnvironment } from '../process/sensor-environment.ts';
import { startServer } from '../process/server-process.ts';
import { mean, median, percentile, rounded } from '../statistics.ts';
import { type Answers, askAtRate, type Rate } from './ask-at-rate.ts';

/** Those that the original design was tested with. */
const loadNames = ['steady', 'quick'] as const;
type LoadName = (typeof loadNames)[number];
const titles: Readonly<Record<LoadName, string>> = { steady: '1 a second', quick: '10 a second' };
const quick: Rate = { count: 100, perSecond: 10 };

/** Of the first requests a client's own compilation is the greater part. */
const warmUp: Rate = { count: 20, perSecond: 20 };

export const requests: Benchmark = {
  name: 'requests',
  answers: 'Are 600 requests of /sensor at one a second and 100 at ten a second all answered, and how fast?',
  takes: '10 minutes: 600 s at one a second (--seconds), 10 s at ten a second',
  needs: 'Linux',
  options: { seconds: 600 },
  choices: loadNames,
  run: runRequests,
};

interface Run extends Rate, Answers {
  readonly name: LoadName;
}

async function runRequests({ root, workDir, progress, number, only }: BenchContext): Promise<BenchResult> {
  const loads: Readonly<Record<LoadName, Rate>> = { steady: { count: number('seconds'), perSecond: 1 }, quick };
  const bundle = join(workDir, 'sensor.mjs');
  await buildSensor(bundle);
  const sink = await startPushSink();
  const sensor = startServer({
    command: [process.execPath, ...nodeFlags, bundle],
    env: sensorEnvironment({ root, pushUrl: sink.url }),
  });
  const runs: Run[] = [];
  try {
    const url = `${await sensor.url}/sensor`;
    await askAtRate(url, warmUp);
    for (const name of loadNames.filter((load) => only === undefined || load === only)) {
      const step = progress.step(`${loads[name].count} requests, ${titles[name]}`);
      runs.push({ name, ...loads[name], ...(await askAtRate(url, loads[name])) });
      step.done();
    }
  } finally {
    await sensor.kill();
    sink.close();
  }
  return requestsReport(runs);
}

/** @param runs one per load. */
export function requestsReport(runs: readonly Run[]): BenchResult {
  return {
    tables: {
      requests: runs.flatMap(({ name, millis }) =>
        millis.map((one, index) => ({ load: name, answer: index + 1, latency_ms: rounded(one, 3) })),
      ),
    },
    figures: {
      latency: dotChart({
        title: 'GET /sensor: how long each answer took, while the service samples and pushes',
        x: { label: 'latency', unit: 'ms', from: 0 },
        groups: runs.map(({ name, count, millis }) => ({
          name: `${count}, ${titles[name]}`,
          values: millis,
          median: millis.length === 0 ? undefined : median(millis),
        })),
        goal: { value: 5, label: 'goal: p99 at most 5 ms' },
      }),
    },
    findings: runs.flatMap(findings),
    settings: { warmUp, sampleIntervalMillis: 1000, pushIntervalMillis: 15_000, nodeFlags, connections: 'kept alive' },
  };
}

function findings({ name, count, millis }: Run): Finding[] {
  const measure = (what: string): string => `${count} requests, ${titles[name]}: ${what}`;
  const answered: Finding = {
    measure: measure('answered'),
    value: millis.length,
    unit: 'requests',
    goal: { relation: '>=', value: count },
  };
  if (millis.length === 0) return [answered];
  const latency = (what: string, value: number, original?: number): Finding => ({
    measure: measure(what),
    value: rounded(value, 2),
    unit: 'ms',
    ...(original !== undefined && { note: `the original design: ${original} ms` }),
  });
  return [
    answered,
    latency('mean', mean(millis), name === 'steady' ? 85 : undefined),
    latency('median', median(millis)),
    { ...latency('99th percentile', percentile(millis, 99)), goal: { relation: '<=', value: 5 } },
    latency('slowest', Math.max(...millis), name === 'steady' ? 120 : undefined),
  ];
}
