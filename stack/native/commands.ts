import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { nodeFlags } from '../../sensor/build.ts';
import { readServiceLimits } from '../limits.ts';
import { type DevicesPort, devicesArguments } from './devices-port.ts';
import { type Forward, forwardEnvironment } from './forward.ts';
import { loopback } from './loopback.ts';
import type { Ports } from './ports.ts';
import { sensorAddress } from './sensor-address.ts';

export type ComponentId = 'victoriametrics' | 'collector' | 'sensor';

/** All that it takes to start a component, and the address at which it says that it is ready. */
export interface Command {
  readonly id: ComponentId;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What a person connects to. */
  readonly address: string;
  readonly readyUrl: string;
  /** PEM of the certificate that it shows there; undefined: plain HTTP. */
  readonly certificateFile?: string | undefined;
  /** A last line that says nothing bad when it was told to stop, whatever the exit code. */
  readonly harmlessLastLine?: RegExp;
  /** A folder that is removed before each start. */
  readonly discard?: string;
}

export interface CommandOptions {
  /** The repository: configuration is read from it, and relative paths in variables start there. */
  readonly root: string;
  readonly dataDir: string;
  readonly ports: Ports;
  /** The device's name: label and identity of what VictoriaMetrics and the collector tell of themselves. */
  readonly hostName: string;
  /** The user's environment; a component gets only what is its own. */
  readonly env: NodeJS.ProcessEnv;
  /** Path of otelcol-start, which looks at the queue first and then becomes the collector; undefined: the collector alone. */
  readonly collectorStart?: string | undefined;
  /** Undefined: closed. */
  readonly devices?: DevicesPort | undefined;
  /** Undefined: to nobody but the local store. */
  readonly forward?: Forward | undefined;
}

// An hour of readings per 15 s push: the fortnight of the recording goes by in an hour and a half.
const replaySpeed = '240';
export const defaultRecording = 'sensor/recordings/jfk.csv';

export async function victoriaMetricsCommand(
  binary: string,
  { root, dataDir, ports, env, hostName }: CommandOptions,
): Promise<Command> {
  const flags = parseEnv(await readFile(join(root, 'victoriametrics', 'flags.env'), 'utf8'));
  const url = `http://${loopback}:${ports.victoriaMetrics}`;
  // The same at each start, or every restart would make its series new ones; relabel.yaml knows them by service_name.
  const labels = { service_name: 'victoriametrics', host_name: hostName, service_instance_id: hostName };
  return {
    id: 'victoriametrics',
    file: binary,
    args: [
      '-envflag.enable',
      '-envflag.prefix=VM_',
      `-httpListenAddr=${loopback}:${ports.victoriaMetrics}`,
      `-storageDataPath=${join(dataDir, 'victoriametrics')}`,
      `-relabelConfig=${join(root, 'victoriametrics', 'relabel.yaml')}`,
      `-vmui.customDashboardsPath=${join(root, 'victoriametrics', 'dashboards')}`,
      `-pushmetrics.url=${url}/api/v1/import/prometheus`,
      ...Object.entries(labels).map(([name, value]) => `-pushmetrics.extraLabel=${name}=${JSON.stringify(value)}`),
    ],
    env: { ...ownEnvironment(env, ['VM_']), ...definedOnly({ ...flags, ...pick(env, ['VM_']) }) },
    cwd: root,
    address: url,
    readyUrl: `${url}/health`,
    // What an orderly stop leaves of its caches for the next start, which then takes 55 MB instead of 6: each cache is read back into the largest shape that it can have.
    discard: join(dataDir, 'victoriametrics', 'cache'),
  };
}

export async function collectorCommand(
  binary: string,
  { root, dataDir, ports, env, hostName, collectorStart, devices, forward }: CommandOptions,
): Promise<Command> {
  // Started as a plain process, nothing is limited by the kernel: the runtime keeps to what compose would give it.
  const { goMemoryLimit } = await readServiceLimits(root, 'otel-collector');
  const forDevices = devices && devicesArguments(root, devices);
  const health = `${loopback}:${ports.health}`;
  return {
    id: 'collector',
    file: collectorStart ?? binary,
    args: [
      ...(collectorStart === undefined ? [] : [binary]),
      '--config',
      join(root, 'otel-collector', 'config.yaml'),
      ...(forDevices?.args ?? []),
    ],
    env: {
      ...definedOnly({ GOMEMLIMIT: goMemoryLimit }),
      // The user's own COLLECTOR_ variables win, for example over the split of the two queues.
      ...(forward && forwardEnvironment(forward)),
      ...ownEnvironment(env, ['COLLECTOR_', 'GOMEMLIMIT']),
      COLLECTOR_OTLP_HTTP_ENDPOINT: `${loopback}:${ports.otlpHttp}`,
      COLLECTOR_OTLP_GRPC_ENDPOINT: `${loopback}:${ports.otlpGrpc}`,
      COLLECTOR_HEALTH_ENDPOINT: health,
      COLLECTOR_QUEUE_DIR: join(dataDir, 'collector', 'queue'),
      COLLECTOR_VICTORIAMETRICS_URL: `http://${loopback}:${ports.victoriaMetrics}`,
      COLLECTOR_SELF_URL: `http://${loopback}:${ports.otlpHttp}`,
      COLLECTOR_HOST_NAME: hostName,
      // The same at each start: a new one would make every series of the collector a new series.
      COLLECTOR_INSTANCE_ID: hostName,
      ...forDevices?.env,
    },
    cwd: root,
    address: `http://${loopback}:${ports.otlpHttp} (OTLP)`,
    readyUrl: `http://${health}/`,
    // It closes its receiver before it pushes its own last metrics into it: each stop ends with exit 1 (0.159).
    harmlessLastLine: /failed to shutdown meter provider/,
  };
}

export function sensorCommand(
  bundle: string,
  { root, ports, env }: Pick<CommandOptions, 'root' | 'ports' | 'env'>,
): Command {
  const { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: _elsewhere, ...own } = ownEnvironment(env, [
    'SENSOR_',
    'OTEL_',
    'NODE_',
  ]);
  const source = own['SENSOR_SOURCE']?.trim()
    ? {}
    : { SENSOR_SOURCE: `replay:${defaultRecording}`, SENSOR_REPLAY_SPEED: own['SENSOR_REPLAY_SPEED'] ?? replaySpeed };
  const { url, certificateFile } = sensorAddress({ root, env, port: ports.sensor });
  return {
    id: 'sensor',
    file: process.execPath,
    args: [...nodeFlags, bundle],
    env: {
      ...own,
      ...source,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${loopback}:${ports.otlpHttp}`,
      SENSOR_HTTP_PORT: `${ports.sensor}`,
    },
    cwd: root,
    address: `${url}/sensor`,
    readyUrl: `${url}/livez`,
    certificateFile,
  };
}

/** Variables of the user that this runner replaces, by name only: a header or an address may hold a secret. */
export function replacedVariables(env: NodeJS.ProcessEnv): readonly string[] {
  const replaced = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', 'SENSOR_HTTP_PORT'];
  return replaced.filter((name) => (env[name] ?? '').trim() !== '');
}

// What any program may need of its surroundings; everything else of the user's shell is none of its business.
const commonVariables = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'LD_LIBRARY_PATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

function ownEnvironment(env: NodeJS.ProcessEnv, prefixes: readonly string[]): Record<string, string> {
  const common = Object.fromEntries(commonVariables.map((name) => [name, env[name]]));
  return { ...definedOnly(common), ...pick(env, prefixes) };
}

function pick(env: NodeJS.ProcessEnv, prefixes: readonly string[]): Record<string, string> {
  const entries = Object.entries(env).filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix)));
  return definedOnly(Object.fromEntries(entries));
}

function definedOnly(record: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
