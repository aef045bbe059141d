import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type ContainerReading, readContainer } from '../../budget/read-container.ts';
import type { DockerEngine } from '../../docker/docker-engine.ts';
import { type Coldness, makeCold } from '../cold-fit/cold-images.ts';
import { rounded } from '../statistics.ts';
import { compileCacheDir, type FlagSet } from './flag-sets.ts';

export interface LimitedStart {
  /** Null: not within the time. */
  readonly readySeconds: number | null;
  readonly coldness: Coldness;
  /** From ready on. */
  readonly majorFaultsPerSecond: number;
  /** In the second half of the watch: what is left when everything was read once. */
  readonly settledFaultsPerSecond: number;
  readonly anonymousBytes: number;
  readonly fileBytes: number;
  readonly cpuPercent: number;
  /** GET /sensor, one after the other, under the CPU limit; null where it was never ready. */
  readonly requestsPerSecond: number | null;
}

export interface LimitedStartOptions {
  readonly set: FlagSet;
  readonly image: string;
  readonly limitMegabytes: number;
  readonly cpus: number;
  /** Holds sensor.mjs, and node where another one is wanted. Mounted as /bench. */
  readonly folder: string;
  readonly port: number;
  readonly pushUrl: string;
}

const readyTimeoutMillis = 20_000;
const watchMillis = 12_000;
const requests = 300;
const pollMillis = 20;

/** One start of the sensor's image from a cold cache, within its limits, and the 12 s after it. */
export async function startLimited(engine: DockerEngine, options: LimitedStartOptions): Promise<LimitedStart> {
  const coldness = await makeCold([options.image]);
  const id = await docker('run', '--detach', ...runArguments(options));
  try {
    const { State: state } = (await engine.get(`/containers/${id}/json`)) as {
      readonly State: { readonly StartedAt: string };
    };
    const startedAt = Date.parse(state.StartedAt);
    const url = `http://127.0.0.1:${options.port}`;
    const isReady = await waitReady(url, startedAt + readyTimeoutMillis);
    const readySeconds = isReady ? rounded((Date.now() - startedAt) / 1000, 3) : null;
    const ready = await read(engine, id);
    await sleep(watchMillis / 2);
    const middle = await read(engine, id);
    await sleep(watchMillis / 2);
    const end = await read(engine, id);
    const perSecond = (of: (reading: ContainerReading) => number, from: ContainerReading, millis: number): number =>
      rounded(((of(end) - of(from)) / millis) * 1000, 3);
    return {
      readySeconds,
      coldness,
      majorFaultsPerSecond: perSecond(({ majorFaults }) => majorFaults, ready, watchMillis),
      settledFaultsPerSecond: perSecond(({ majorFaults }) => majorFaults, middle, watchMillis / 2),
      anonymousBytes: end.anonymousBytes,
      fileBytes: end.fileBytes,
      cpuPercent: perSecond(({ cpuSeconds }) => cpuSeconds * 100, ready, watchMillis),
      requestsPerSecond: isReady ? await requestRate(url) : null,
    };
  } finally {
    await docker('rm', '--force', id);
  }
}

/** A start without a limit and without a measurement, for what is made by a first start. */
export async function prepare(options: LimitedStartOptions): Promise<void> {
  const id = await docker('run', '--detach', ...runArguments({ ...options, limitMegabytes: 512, cpus: 2 }));
  await waitReady(`http://127.0.0.1:${options.port}`, Date.now() + readyTimeoutMillis);
  await docker('stop', id); // the cache is written at an orderly end
  await docker('rm', id);
}

function runArguments({ set, image, limitMegabytes, cpus, folder, port, pushUrl }: LimitedStartOptions): string[] {
  const env = {
    SENSOR_SOURCE: 'replay:/app/recordings/jfk.csv',
    SENSOR_REPLAY_SPEED: '240',
    SENSOR_HTTP_PORT: String(port),
    OTEL_EXPORTER_OTLP_ENDPOINT: pushUrl,
    ...set.env,
  };
  return [
    // The host's network, so that the sink of the pushes can be reached on loopback.
    ...['--network', 'host', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges:true'],
    ...['--memory', `${limitMegabytes}m`, '--memory-swap', `${limitMegabytes}m`, '--cpus', String(cpus)],
    ...['--volume', `${folder}:/bench:${set.env?.['NODE_COMPILE_CACHE'] === compileCacheDir ? 'rw' : 'ro'}`],
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...['--entrypoint', set.isOtherNode === true ? '/bench/node' : '/usr/local/bin/node'],
    image,
    ...set.flags,
    '/bench/sensor.mjs',
  ];
}

async function waitReady(url: string, untilMillis: number): Promise<boolean> {
  while (Date.now() < untilMillis) {
    const isReady = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (isReady) return true;
    await sleep(pollMillis);
  }
  return false;
}

async function requestRate(url: string): Promise<number | null> {
  const startedAt = performance.now();
  try {
    const signal = AbortSignal.timeout(30_000);
    for (let request = 0; request < requests; request += 1) {
      await (await fetch(`${url}/sensor`, { signal })).arrayBuffer();
    }
  } catch {
    return null;
  }
  return rounded((requests / (performance.now() - startedAt)) * 1000, 1);
}

async function read(engine: DockerEngine, id: string): Promise<ContainerReading> {
  const reading = await readContainer(engine, id);
  if (reading === undefined) throw new Error(`the sensor ended: ${await docker('logs', '--tail', '3', id)}`);
  return reading;
}

async function docker(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('docker', args, { timeout: 60_000 });
  return (args[0] === 'logs' ? `${stdout}${stderr}` : stdout).trim();
}
