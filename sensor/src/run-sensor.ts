import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { systemClock } from './clock.ts';
import { type Config, parseConfig } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { helpText } from './config/help.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { createLog, type Log } from './log.ts';
import { createBoundedQueue } from './sampler/bounded-queue.ts';
import { observeReadings } from './sampler/observe-readings.ts';
import { createRecorder } from './sampler/recorder.ts';
import type { Sample } from './sampler/sample.ts';
import { startSampler } from './sampler/sampler.ts';
import { createShutdown } from './shutdown.ts';
import { openSource } from './source/open-source.ts';
import type { SensorSource } from './source/sensor-source.ts';
import { createHeapKeeper } from './telemetry/heap-keeper.ts';
import { createResource } from './telemetry/resource.ts';
import { createTelemetry } from './telemetry/telemetry.ts';
import { version } from './version.ts';

/** sysexits.h: the two ways of being started wrongly. */
const EX_USAGE = 64;
const EX_CONFIG = 78;

/**
 * The first push waits this long for a first reading: slow sensors (a DHT11 with retries) take 2 s. Longer: a device without hardware is silent at first, and
 * `docker compose up --wait` waits with it (28 s instead of 12 at 15 s).
 */
const firstPushMillis = 3_000;

/** Parts of the 10 s within which a stop ends, whatever the collector does. They sum up to 8.5 s. */
const stopMillis = { http: 1_500, lastReading: 1_000, lastPush: 6_000, deadline: 9_500 } as const;

export interface RunSensorOptions {
  /** A source of your own in place of SENSOR_SOURCE's. */
  readonly source?: SensorSource;
}

/**
 * The service: the only place that touches the process (environment, arguments, signals, exit), so that everything else can be tested.
 * Resolves when it runs; ends the process itself.
 */
export async function runSensor(options: RunSensorOptions = {}): Promise<void> {
  answerArguments(process.argv.slice(2));
  const config = configOrExit();
  const log = createLog(config.logLevel, { now: systemClock.now, write: (line) => void process.stdout.write(line) });
  try {
    await start(config, log, options);
  } catch (error) {
    log.error('start failed', { error });
    process.exit(1);
  }
}

/** Starts left to right, stops right to left. */
async function start(config: Config, log: Log, { source }: RunSensorOptions): Promise<void> {
  const clock = systemClock;
  logSdkDiagnostics(log);
  const resource = createResource(config.telemetry.resourceAttributes, {
    hostName: hostname(),
    machineId: firstLine('/etc/machine-id'), // absent in most containers; host.name then stands in
    version,
  });
  const telemetry = await createTelemetry(config.telemetry, { resource, clock, bootId: bootId(), log });
  const { counters, meter, pusher, requestDurations } = telemetry;
  pusher.join(createHeapKeeper({ clock, cpuMillis, collectGarbage: globalThis.gc, defer: setImmediate }));

  const queue = createBoundedQueue<Sample>(config.sampling.queueCapacity);
  const recorder = createRecorder({ queue, counters, clock, log, onFirst: pusher.start });
  pusher.join(recorder);
  observeReadings(meter, { queue, recorder, clock, staleAfterMillis: config.sampling.staleAfterMillis });

  const { token, tls } = config.http;
  const app = createApp(
    { token, scheme: tls ? 'https' : 'http', staleAfterMillis: config.sampling.staleAfterMillis },
    { recorder, prometheusText: telemetry.prometheusText, requestDurations, clock, log },
  );
  const server = await listen(app.callback(), config.http);
  const sampler = startSampler(config.sampling, {
    source: source ?? openSource(config.source, { clock }),
    counters,
    clock,
    log,
    onSample: recorder.accept,
  });
  // Without any reading the errors must be heard of all the same.
  const firstPush = setTimeout(pusher.start, Math.min(firstPushMillis, config.telemetry.intervalMillis));

  const stop = createShutdown(
    [
      ['http', () => server.close(stopMillis.http)], // no new requests,
      ['sampler', () => sampler.stop(stopMillis.lastReading)], // a last reading,
      ['telemetry', () => telemetry.stop(stopMillis.lastPush)], // and the push that reports it
    ],
    { deadlineMillis: stopMillis.deadline },
    {
      log,
      exit: (code) =>
        sampler.mayBeBlocked() || telemetry.mayBeBlocked() ? exitPastBlockedThread(code) : process.exit(code),
    },
  );
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
  firstPush.unref();
  log.info('started', {
    version,
    url: server.url,
    source: source === undefined ? sourceName(config) : 'own',
    push: pushTarget(config),
  });
}

function answerArguments(args: readonly string[]): void {
  if (args.length === 0) return;
  if (args.length === 1 && (args[0] === '--help' || args[0] === '-h')) {
    process.stdout.write(`${helpText()}\n`);
    process.exit(0);
  }
  process.stderr.write(
    `sensor: unknown argument ${JSON.stringify(args.join(' '))}; it is configured by environment variables, see --help\n`,
  );
  process.exit(EX_USAGE);
}

function configOrExit(): Config {
  try {
    return parseConfig(process.env, (path) => readFileSync(path));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(
      `sensor: configuration rejected, nothing was started:\n${error.problems.map((problem) => `  - ${problem}\n`).join('')}`,
    );
    process.stderr.write('See --help for every variable.\n');
    process.exit(EX_CONFIG);
  }
}

/** The SDK's own complaints become log lines like all others; a failed push is said by the pusher, once. */
function logSdkDiagnostics(log: Log): void {
  const say = (message: string, ...details: unknown[]) =>
    log.debug(`opentelemetry: ${message}`, details.length > 0 ? { details } : {});
  diag.setLogger({ error: say, warn: say, info: say, debug: say, verbose: say }, { logLevel: DiagLogLevel.INFO });
}

function firstLine(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Linux tells; elsewhere each process is a boot of its own, and what an earlier one held for its clock's sake has times that nobody knows. */
function bootId(): string {
  return (firstLine('/proc/sys/kernel/random/boot_id') ?? randomUUID()).replaceAll('-', '');
}

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * A read or write that is blocked in the kernel keeps its thread of libuv's pool, and exit() waits for those threads, for ever.
 * Replacing the program ends them; the replacement's only act is to exit.
 */
function exitPastBlockedThread(code: number): void {
  if (process.execve === undefined) process.kill(process.pid, 'SIGKILL');
  else process.execve(process.execPath, [process.execPath, '--eval', `process.exit(${code})`], {});
}

function sourceName({ source }: Config): string {
  return source.kind === 'replay' ? `replay:${source.file}` : source.kind;
}

function pushTarget({ telemetry: { enabled, exporter, intervalMillis } }: Config): object {
  return enabled ? { url: exporter.url, protocol: exporter.protocol, intervalMillis } : { enabled };
}
