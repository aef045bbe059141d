import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, resolveAll } from '../../binaries/resolve-all.ts';
import { type Command, collectorCommand, sensorCommand, victoriaMetricsCommand } from '../../native/commands.ts';
import { type Ports, reservePorts } from '../../native/ports.ts';
import { bundleSensor } from '../../native/sensor-bundle.ts';
import { type ProcessExit, type RunningProcess, startProcess } from '../../native/start-process.ts';
import { stopProcess } from '../../native/stop-process.ts';
import { waitReady } from '../../native/wait-ready.ts';
import { createVictoriaMetricsClient, type VictoriaMetricsClient } from '../../victoriametrics-client.ts';

export const root = join(import.meta.dirname, '../../..');

/** Set by the test command where collector and VictoriaMetrics cannot be had; in CI it fails instead. */
export const withoutBinaries = process.env['STACK_TESTS_WITHOUT_BINARIES'] === 'true';

const silent = {
  step: () => ({ detail() {}, done() {}, failed() {} }),
  note() {},
};

/** The real ones, by the same rules as `npm start`. */
export function binaries(): Promise<Binaries> {
  return resolveAll(root, { env: process.env, progress: silent, signal: new AbortController().signal });
}

export type ComponentId = 'victoriametrics' | 'collector' | 'sensor';

/** Real processes on free ports of loopback, with their data in a folder of their own. */
export interface Pipeline {
  readonly store: VictoriaMetricsClient;
  readonly ports: Ports;
  readonly folder: string;
  readonly sensorUrl: string;
  /** Starts a component and waits until it says that it is ready. `env` and `moreArgs` are added to what it would get. */
  start(id: ComponentId, env?: Readonly<Record<string, string>>, moreArgs?: readonly string[]): Promise<RunningProcess>;
  /** SIGTERM, and SIGKILL after 20 s, which no test expects. */
  stop(id: ComponentId): Promise<ProcessExit | undefined>;
  /** Stops what runs and removes the data. */
  close(): Promise<void>;
}

export async function createPipeline(): Promise<Pipeline> {
  const { victoriaMetrics, collector } = await binaries();
  const bundle = await bundleSensor(root);
  const folder = await mkdtemp(join(tmpdir(), 'otel-edge-pipeline-'));
  await mkdir(join(folder, 'collector', 'queue'), { recursive: true });
  const ports = await reservePorts({ sensor: 0, otlpHttp: 0, otlpGrpc: 0, health: 0, victoriaMetrics: 0 });
  const options = { root, dataDir: folder, ports, hostName: 'test-device', env: testEnvironment() };
  const commandOf: Record<ComponentId, () => Command | Promise<Command>> = {
    victoriametrics: () => victoriaMetricsCommand(victoriaMetrics.path, options),
    collector: () => collectorCommand(collector.path, options),
    sensor: () => sensorCommand(bundle, options),
  };
  const running = new Map<ComponentId, RunningProcess>();

  const stop = async (id: ComponentId): Promise<ProcessExit | undefined> => {
    const process = running.get(id);
    running.delete(id);
    return process && (await stopProcess(process, 20_000)).exit;
  };
  return {
    folder,
    ports,
    stop,
    store: createVictoriaMetricsClient(`http://127.0.0.1:${ports.victoriaMetrics}`),
    sensorUrl: `http://127.0.0.1:${ports.sensor}`,
    async start(id, env = {}, moreArgs = []) {
      const standard = await commandOf[id]();
      const command = { ...standard, env: { ...standard.env, ...env }, args: [...standard.args, ...moreArgs] };
      const process = await startProcess(command, { logFile: join(folder, `${id}.log`) });
      running.set(id, process);
      await waitReady(command, process, { boundMillis: 30_000, signal: new AbortController().signal });
      return process;
    },
    async close() {
      for (const id of ['sensor', 'collector', 'victoriametrics'] as const) await stop(id);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Only what programs need: variables of the shell that runs the tests must not reach the sensor. */
function testEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    OTEL_RESOURCE_ATTRIBUTES: 'host.name=test-device,service.instance.id=test',
  };
}

/** A recording in which nothing changes, so that stored values can be compared exactly. */
export async function writeSteadyRecording(
  folder: string,
  temperatureCelsius: number,
  humidityPercent: number,
): Promise<string> {
  const file = join(folder, 'steady.csv');
  const row = (time: string) => `${time},${temperatureCelsius},${humidityPercent}`;
  await writeFile(
    file,
    ['time,temperature_celsius,humidity_percent', row('2025-01-01T00:00:00Z'), row('2025-01-01T01:00:00Z'), ''].join(
      '\n',
    ),
  );
  return file;
}

/**
 * Waits until at least `points` points of a metric are stored. For the first look at one: VictoriaMetrics' index remembers "no such
 * series" for ten seconds, so every look here is another one, by a matcher that no label contradicts.
 */
export async function stored(store: VictoriaMetricsClient, name: string, points = 1): Promise<void> {
  let look = 0;
  await eventually(
    () => {
      look += 1;
      return store.export(`${name}{look!="${look}"}`);
    },
    (series) => series.reduce((sum, { values }) => sum + values.length, 0) >= points,
  );
}

/** Asks again until `check` is content; fails with what was seen last. Bounded: a test that waits for ever says nothing. */
export async function eventually<T>(
  ask: () => Promise<T>,
  check: (seen: T) => boolean,
  boundMillis = 30_000,
): Promise<T> {
  const deadline = performance.now() + boundMillis;
  for (;;) {
    const seen = await ask();
    if (check(seen)) return seen;
    if (performance.now() > deadline)
      throw new Error(`not within ${boundMillis} ms; seen last: ${JSON.stringify(seen)}`);
    await sleep(200);
  }
}
