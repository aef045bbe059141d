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
  /** Of a GET /sensor once its code is compiled; null where it was never ready, or too slow to be asked that often. */
  readonly requestCpuMicros: number | null;
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
// V8 has compiled what a request runs after some thousand of them; before that there is little to tell between flags.
const warmUpRequests = 4_000;
const requests = 4_000;
const askers = 4;
const requestsTimeoutMillis = 30_000;
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
      requestCpuMicros: isReady ? await requestCpu(url, async () => (await read(engine, id)).cpuSeconds) : null,
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

/** By the container's own counter: how fast the asker is, and what the limit of CPU leaves, does not matter. */
async function requestCpu(url: string, cpuSeconds: () => Promise<number>): Promise<number | null> {
  const signal = AbortSignal.timeout(requestsTimeoutMillis);
  try {
    await ask(url, warmUpRequests, signal);
    const before = await cpuSeconds();
    await ask(url, requests, signal);
    return rounded((((await cpuSeconds()) - before) / requests) * 1e6, 1);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

async function ask(url: string, count: number, signal: AbortSignal): Promise<void> {
  const one = async (): Promise<void> => {
    for (let request = 0; request < count / askers; request += 1) {
      await (await fetch(`${url}/sensor`, { signal })).arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: askers }, one));
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
