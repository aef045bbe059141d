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
import { type AppName, appNames, orderOf, overheadReport, type Round, undisturbed } from './overhead-report.ts';

const pushIntervalMillis = 1_000;
/** At the start of each round, not counted: after a pause V8 compiles what is hot anew, and a collection of garbage may fall due. */
const warmUpSeconds = 5;
const connectionCounts = [1, 16, 64] as const;
/** Disturbed pairs are measured again, up to this many for each that is wanted. */
const attemptsPerPair = 4;

export const httpOverhead: Benchmark = {
  name: 'http-overhead',
  answers:
    'How many requests a second does GET /sensor keep with all instrumentation, against the same Koa app without any of it?',
  takes:
    '8 minutes: 5 pairs (--runs) of 2 x 10 s (--seconds) at 1, 16 and 64 connections; longer where pairs are disturbed and measured again',
  needs: 'Linux, 2 cores, taskset',
  options: { runs: 5, seconds: 10 },
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
  const start = (bundle: string): ServerProcess =>
    startServer({ command: [...onMeasuredCore, process.execPath, ...nodeFlags, bundle], env });
  const servers: Record<AppName, ServerProcess> = {
    instrumented: start(bundles.instrumented),
    bare: start(bundles.bare),
  };
  const rounds: Round[] = [];
  try {
    for (const app of appNames) {
      await servers[app].url;
      servers[app].pause();
    }
    for (const connections of connectionCounts) {
      const step = progress.step(`${connections} connections: ${number('runs')} pairs of ${number('seconds')} s`);
      const wanted = { pairs: number('runs'), seconds: number('seconds'), connections };
      rounds.push(...(await runPairs(wanted, servers, sink, step)));
      step.done();
    }
  } finally {
    await Promise.all([servers.instrumented.kill(), servers.bare.kill()]);
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

interface Wanted {
  readonly pairs: number;
  readonly seconds: number;
  readonly connections: number;
}

async function runPairs(
  wanted: Wanted,
  servers: Readonly<Record<AppName, ServerProcess>>,
  sink: PushSink,
  step: Step,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let pair = 1; pair <= wanted.pairs * attemptsPerPair; pair += 1) {
    for (const app of orderOf(pair)) {
      const round = await runRound(app, pair, servers[app], sink, wanted);
      rounds.push(round);
      step.detail(`pair ${pair}, ${app}: ${Math.round(round.requestsPerSecond)} requests/s`);
    }
    if (undisturbed(rounds).length >= 2 * wanted.pairs) break;
  }
  return rounds;
}

/** The other server is stopped meanwhile, so that it takes nothing of the core, and stays warm. */
async function runRound(
  app: AppName,
  pair: number,
  server: ServerProcess,
  sink: PushSink,
  { seconds, connections }: Wanted,
): Promise<Round> {
  server.resume();
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
    server.pause();
  }
}

/** Seconds so far. The load is this process. */
async function readCpu(pid: number): Promise<Readonly<Record<'server' | 'load' | 'machine', number>>> {
  const { user, system } = process.cpuUsage();
  const [{ cpuSeconds }, machine] = await Promise.all([readProcessUsage(pid), readMachineCpuSeconds()]);
  return { server: cpuSeconds, load: (user + system) / 1e6, machine };
}
