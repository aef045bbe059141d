import { join } from 'node:path';
import { buildSensor, bundle, nodeFlags } from '../../../sensor/build.ts';
import type { BenchContext, Benchmark, BenchResult, Finding } from '../benchmark.ts';
import { dotChart } from '../chart/dot-chart.ts';
import { cores, onMeasuredCore, pinMyself } from '../process/pin.ts';
import { readProcessUsage } from '../process/process-usage.ts';
import { type PushSink, startPushSink } from '../process/push-sink.ts';
import { sensorEnvironment } from '../process/sensor-environment.ts';
import { type ServerProcess, startServer } from '../process/server-process.ts';
import { median, pairRatios, range, rounded } from '../statistics.ts';
import { connections, load } from './load.ts';

const pushIntervalMillis = 1_000;
/** At the start of each round, not counted: after a pause V8 compiles what is hot anew, and a collection of garbage may fall due. */
const warmUpSeconds = 5;
/** Below this share of its core a server was not what limited the requests: other work had a core of the two. */
const undisturbedCpuShare = 0.9;
/** Disturbed pairs are measured again, up to this many for each that is wanted. */
const attemptsPerPair = 4;
const goal = { relation: '>=', value: 0.85 } as const;

export const httpOverhead: Benchmark = {
  name: 'http-overhead',
  answers:
    'How many requests a second does GET /sensor keep with all instrumentation, against the same Koa app without it?',
  takes: '3 minutes: 5 pairs (--runs) of 2 x 10 s (--seconds); longer where pairs are disturbed and measured again',
  needs: 'Linux, 2 cores, taskset',
  options: { runs: 5, seconds: 10 },
  run: runHttpOverhead,
};

type AppName = 'instrumented' | 'bare';

interface Round {
  readonly pair: number;
  readonly app: AppName;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly cpuMicrosPerRequest: number;
  /** Below 1 the load, not the server, was the limit. */
  readonly cpuShare: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
  readonly pushes: number;
}

async function runHttpOverhead({ root, workDir, progress, number }: BenchContext): Promise<BenchResult> {
  await pinMyself();
  const sink = await startPushSink();
  const bundles = { instrumented: join(workDir, 'sensor.mjs'), bare: join(workDir, 'bare-app.mjs') };
  await Promise.all([
    buildSensor(bundles.instrumented),
    bundle({ file: join(import.meta.dirname, 'bare-app.ts') }, bundles.bare),
  ]);
  const env = sensorEnvironment({ root, pushUrl: sink.url, pushIntervalMillis });
  const start = (bundle: string): ServerProcess =>
    startServer({ command: [...onMeasuredCore, process.execPath, ...nodeFlags, bundle], env });
  const servers: Record<AppName, ServerProcess> = {
    instrumented: start(bundles.instrumented),
    bare: start(bundles.bare),
  };
  const rounds: Round[] = [];
  try {
    for (const app of ['instrumented', 'bare'] as const) {
      await servers[app].url;
      servers[app].pause();
    }
    const step = progress.step(`http-overhead: ${number('runs')} pairs of ${number('seconds')} s`);
    for (let pair = 1; pair <= number('runs') * attemptsPerPair; pair += 1) {
      for (const app of ['instrumented', 'bare'] as const) {
        const round = await runRound(app, pair, servers[app], sink, number('seconds'));
        rounds.push(round);
        step.detail(`pair ${pair}, ${app}: ${Math.round(round.requestsPerSecond)} requests/s`);
      }
      if (undisturbed(rounds).length >= 2 * number('runs')) break;
    }
    step.done();
  } finally {
    await Promise.all([servers.instrumented.kill(), servers.bare.kill()]);
    sink.close();
  }
  return report(rounds, number('seconds'));
}

/** The other server is stopped meanwhile, so that it takes nothing of the core, and stays warm. */
async function runRound(
  app: AppName,
  pair: number,
  server: ServerProcess,
  sink: PushSink,
  seconds: number,
): Promise<Round> {
  server.resume();
  try {
    await load(`${await server.url}/sensor`, warmUpSeconds);
    const [before, pushesBefore] = [await readProcessUsage(server.pid), sink.pushes()];
    const done = await load(`${await server.url}/sensor`, seconds);
    const cpuSeconds = (await readProcessUsage(server.pid)).cpuSeconds - before.cpuSeconds;
    return {
      pair,
      app,
      requests: done.requests,
      requestsPerSecond: done.requests / done.seconds,
      cpuMicrosPerRequest: (cpuSeconds / done.requests) * 1e6,
      cpuShare: cpuSeconds / done.seconds,
      p50Millis: done.p50Millis,
      p99Millis: done.p99Millis,
      pushes: sink.pushes() - pushesBefore,
    };
  } finally {
    server.pause();
  }
}

/** Whole pairs only. The rule looks at the processor, not at the result. */
function undisturbed(rounds: readonly Round[]): readonly Round[] {
  const disturbed = new Set(rounds.filter(({ cpuShare }) => cpuShare < undisturbedCpuShare).map(({ pair }) => pair));
  return rounds.filter(({ pair }) => !disturbed.has(pair));
}

function report(rounds: readonly Round[], seconds: number): BenchResult {
  const clean = undisturbed(rounds);
  const counted = clean.length > 0 ? clean : rounds;
  const note =
    clean.length > 0
      ? `${clean.length / 2} pairs undisturbed of ${rounds.length / 2}`
      : 'every pair was disturbed by other work';
  const column = (app: AppName, key: 'requestsPerSecond' | 'cpuMicrosPerRequest'): number[] =>
    counted.filter((round) => round.app === app).map((round) => round[key]);
  const ratios = pairRatios(column('instrumented', 'requestsPerSecond'), column('bare', 'requestsPerSecond'));
  const cpuRatios = pairRatios(column('bare', 'cpuMicrosPerRequest'), column('instrumented', 'cpuMicrosPerRequest'));
  const spread = (measure: string, values: readonly number[], unit: string, digits: number): Finding => {
    const [lowest, highest] = range(values);
    return {
      measure,
      value: rounded(median(values), digits),
      unit,
      range: [rounded(lowest, digits), rounded(highest, digits)],
    };
  };
  return {
    tables: {
      rounds: rounds.map((round) => ({
        pair: round.pair,
        app: round.app,
        requests: round.requests,
        requests_per_second: rounded(round.requestsPerSecond, 1),
        cpu_microseconds_per_request: rounded(round.cpuMicrosPerRequest, 2),
        cpu_share: rounded(round.cpuShare, 3),
        counted: counted.includes(round) ? 'yes' : 'no',
        latency_p50_ms: round.p50Millis,
        latency_p99_ms: round.p99Millis,
        pushes: round.pushes,
      })),
    },
    figures: {
      ratios: dotChart({
        title: 'GET /sensor: instrumented against bare, pair by pair',
        x: { label: 'instrumented / bare', unit: 'ratio' },
        groups: [
          { name: 'requests per second', values: ratios, median: median(ratios) },
          { name: 'requests per CPU second', values: cpuRatios, median: median(cpuRatios) },
        ],
        goal: { value: goal.value, label: 'goal: at least 0.85' },
      }),
    },
    findings: [
      { ...spread('requests/s, instrumented / bare', ratios, '(ratio)', 3), goal, note },
      spread('the same per CPU second of the server', cpuRatios, '(ratio)', 3),
      spread('instrumented', column('instrumented', 'requestsPerSecond'), 'requests/s', 0),
      spread('bare', column('bare', 'requestsPerSecond'), 'requests/s', 0),
      spread('CPU of a request, instrumented', column('instrumented', 'cpuMicrosPerRequest'), 'µs', 1),
      spread('CPU of a request, bare', column('bare', 'cpuMicrosPerRequest'), 'µs', 1),
    ],
    settings: {
      pairsUndisturbed: clean.length / 2,
      pairsMeasured: rounds.length / 2,
      undisturbedCpuShare,
      seconds,
      connections,
      warmUpSeconds,
      pushIntervalMillis,
      cores,
      nodeFlags,
    },
  };
}
