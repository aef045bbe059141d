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
import {
  type AppName,
  appNames,
  byTurns,
  overheadReport,
  type Round,
  roundOf,
  type Turn,
  undisturbed,
} from './overhead-report.ts';

const pushIntervalMillis = 1_000;
/** At the start of each process, not counted: V8 compiles what is hot. */
const warmUpSeconds = 5;
const connectionCounts = [1, 16, 64] as const;
/** A server answers this long at most before it is the other's turn. */
const turnSeconds = 2;
/** Disturbed pairs are measured again, up to this many for each that is wanted. */
const attemptsPerPair = 4;

export const httpOverhead: Benchmark = {
  name: 'http-overhead',
  answers:
    'How many requests a second does GET /sensor keep with all instrumentation, against the same Koa app without any of it?',
  takes:
    '11 minutes: 9 pairs (--runs) of 2 x 6 s (--seconds) by turns at 1, 16 and 64 connections; longer where pairs are disturbed and measured again',
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
    turnSeconds,
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
    const both = await runPair(pair, wanted, start, sink);
    rounds.push(...both);
    step.detail(
      `pair ${pair}: ${both.map((one) => `${one.app} ${Math.round(one.requestsPerSecond)}`).join(', ')} requests/s`,
    );
    if (undisturbed(rounds).length >= 2 * wanted.pairs) break;
  }
  return rounds;
}

/**
 * Two new processes that answer by turns; the one whose turn it is not is stopped. New, because what V8 compiles how is drawn anew by
 * every process: two of the same program differ by up to a fifth, and a pair used again and again would tell of its own draw. By turns,
 * because a shared machine is slower at one time than at another, by more than what is measured here.
 */
async function runPair(pair: number, wanted: Wanted, start: Start, sink: PushSink): Promise<readonly Round[]> {
  const { connections, seconds } = wanted;
  const running: { readonly app: AppName; readonly server: ServerProcess; readonly turns: Turn[] }[] = [];
  try {
    for (const app of byTurns(appNames, pair)) {
      const server = start(app);
      running.push({ app, server, turns: [] });
      await load(`${await server.url}/sensor`, { seconds: warmUpSeconds, connections });
      server.pause();
    }
    for (let turn = 1, left = seconds; left > 0; turn += 1, left -= turnSeconds) {
      const now = { connections, seconds: Math.min(turnSeconds, left) };
      for (const { server, turns } of byTurns(running, turn)) {
        server.resume();
        turns.push(await runTurn(server, sink, now));
        server.pause();
      }
    }
  } finally {
    await Promise.all(running.map(({ server }) => server.kill()));
  }
  return running.map(({ app, turns }) => roundOf({ pair, connections, app }, turns));
}

async function runTurn(server: ServerProcess, sink: PushSink, now: Omit<Wanted, 'pairs'>): Promise<Turn> {
  const [before, pushesBefore] = [await readCpu(server.pid), sink.pushes()];
  const done = await load(`${await server.url}/sensor`, now);
  const after = await readCpu(server.pid);
  const cpuSeconds = after.server - before.server;
  const otherSeconds = after.machine - before.machine - cpuSeconds - (after.load - before.load);
  return { ...done, cpuSeconds, otherSeconds, pushes: sink.pushes() - pushesBefore };
}

/** Seconds so far. The load is this process. */
async function readCpu(pid: number): Promise<Readonly<Record<'server' | 'load' | 'machine', number>>> {
  const { user, system } = process.cpuUsage();
  const [{ cpuSeconds }, machine] = await Promise.all([readProcessUsage(pid), readMachineCpuSeconds()]);
  return { server: cpuSeconds, load: (user + system) / 1e6, machine };
}
