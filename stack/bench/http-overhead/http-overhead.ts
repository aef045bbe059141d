import { join } from 'node:path';
import { buildSensor, bundle, nodeFlags } from '../../../sensor/build.ts';
import type { Step } from '../../progress.ts';
import type { BenchContext, Benchmark, BenchResult } from '../benchmark.ts';
import { readMachineCpuSeconds } from '../process/machine-usage.ts';
import { cores, onMeasuredCore, pinMyself } from '../process/pin.ts';
import { readProcessUsage } from '../process/process-usage.ts';
import { type PushSink, startPushSink } from '../process/push-sink.ts';
import { sensorEnvironment } from '../process/sensor-environment.ts';
import { type ServerProcess, startServer } from '../process/server-process.ts';
import { load } from './load.ts';
import { type AppName, orderOf, overheadReport, type Round, undisturbed } from './overhead-report.ts';

const pushIntervalMillis = 1_000;
/** At the start of each round, not counted: V8 compiles what is hot. */
const warmUpSeconds = 5;
const connectionCounts = [1, 16, 64] as const;
/** Disturbed pairs are measured again, up to this many for each that is wanted. */
const attemptsPerPair = 4;

export const httpOverhead: Benchmark = {
  name: 'http-overhead',
  answers:
    'How many requests a second does GET /sensor keep with all instrumentation, against the same Koa app without any of it?',
  takes:
    '11 minutes: 9 pairs (--runs) of 2 x 6 s (--seconds) at 1, 16 and 64 connections; longer where pairs are disturbed and measured again',
  needs: 'Linux, 2 cores, taskset',
  options: { runs: 9, seconds: 6 },
  run: runHttpOverhead,
};

async function runHttpOverhead({ root, workDir, progress, number }: BenchContext): Promise<BenchResult> {
  await pinMyself();
  const sink = await startPushSink();
  const bundles = { instrumented: join(workDir, 'sensor.mjs'), bare: join(workDir, 'bare-app.mjs') };
  await Promise.all([
    buildSensor(bundles.instrumented),
    bundle({ file: join(import.meta.dirname, 'bare-app.ts') }, bundles.bare),
  ]);
  const env = sensorEnvironment({ root, pushUrl: sink.url, pushIntervalMillis });
  const start: Start = (app) =>
    startServer({ command: [...onMeasuredCore, process.execPath, ...nodeFlags, bundles[app]], env });
  const rounds: Round[] = [];
  try {
    for (const connections of connectionCounts) {
      const step = progress.step(`${connections} connections: ${number('runs')} pairs of ${number('seconds')} s`);
      const wanted = { pairs: number('runs'), seconds: number('seconds'), connections };
      rounds.push(...(await runPairs(wanted, start, sink, step)));
      step.done();
    }
  } finally {
    sink.close();
  }
  return overheadReport(rounds, {
    seconds: number('seconds'),
    connectionCounts,
    bare: 'the same Koa, routes, body, error boundary, listener and sampling; no request metrics, instruments, meter provider or pushes',
    warmUpSeconds,
    pushIntervalMillis,
    cores,
    nodeFlags,
  });
}

type Start = (app: AppName) => ServerProcess;

interface Wanted {
  readonly pairs: number;
  readonly seconds: number;
  readonly connections: number;
}

async function runPairs(wanted: Wanted, start: Start, sink: PushSink, step: Step): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let pair = 1; pair <= wanted.pairs * attemptsPerPair; pair += 1) {
    for (const app of orderOf(pair)) {
      const round = await runRound(app, pair, start, sink, wanted);
      rounds.push(round);
      step.detail(`pair ${pair}, ${app}: ${Math.round(round.requestsPerSecond)} requests/s`);
    }
    if (undisturbed(rounds).length >= 2 * wanted.pairs) break;
  }
  return rounds;
}

/**
 * A process of its own for each round: what V8 compiles how is drawn anew by every process, and two of the same program differ by up to
 * a fifth. A single process measured again and again would give narrow ranges about its own draw.
 */
async function runRound(
  app: AppName,
  pair: number,
  start: Start,
  sink: PushSink,
  { seconds, connections }: Wanted,
): Promise<Round> {
  const server = start(app);
  try {
    await load(`${await server.url}/sensor`, { seconds: warmUpSeconds, connections });
    const [before, pushesBefore] = [await readCpu(server.pid), sink.pushes()];
    const done = await load(`${await server.url}/sensor`, { seconds, connections });
    const after = await readCpu(server.pid);
    const cpuSeconds = after.server - before.server;
    const otherSeconds = after.machine - before.machine - cpuSeconds - (after.load - before.load);
    return {
      pair,
      connections,
      app,
      requests: done.requests,
      requestsPerSecond: done.requests / done.seconds,
      cpuMicrosPerRequest: (cpuSeconds / done.requests) * 1e6,
      cpuShare: cpuSeconds / done.seconds,
      otherShare: otherSeconds / done.seconds,
      p50Millis: done.p50Millis,
      p99Millis: done.p99Millis,
      pushes: sink.pushes() - pushesBefore,
    };
  } finally {
    await server.kill();
  }
}

/** Seconds so far. The load is this process. */
async function readCpu(pid: number): Promise<Readonly<Record<'server' | 'load' | 'machine', number>>> {
  const { user, system } = process.cpuUsage();
  const [{ cpuSeconds }, machine] = await Promise.all([readProcessUsage(pid), readMachineCpuSeconds()]);
  return { server: cpuSeconds, load: (user + system) / 1e6, machine };
}
