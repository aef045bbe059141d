import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { freePorts } from '../native/free-ports.ts';

export interface ComposeStack {
  readonly project: string;
  /** On loopback. */
  readonly ports: {
    readonly victoriaMetrics: number;
    readonly otlpHttp: number;
    readonly sensor: number;
    readonly grafana: number;
    readonly devicesHttp: number;
    readonly devicesGrpc: number;
  };
  compose(...args: readonly string[]): Promise<string>;
  /** Containers, networks and volumes. */
  remove(): Promise<void>;
}

export interface ComposeStackOptions {
  readonly root: string;
  readonly files: readonly string[];
  readonly deviceName: string;
  /** What .env would say beside. */
  readonly env?: Readonly<Record<string, string>>;
}

// A stop takes 30 s at most per service (stop_grace_period); pulling is never part of it.
const timeoutMillis = 180_000;

let made = 0;

/** The repository's own compose files under a project name, ports and volumes of their own; no .env is read. */
export async function createComposeStack(options: ComposeStackOptions): Promise<ComposeStack> {
  const { root, files, deviceName } = options;
  const project = `otel-edge-cold-fit-${process.pid}-${made++}`;
  const [victoriaMetrics, otlpHttp, otlpGrpc, sensor, grafana, devicesHttp, devicesGrpc] = await freePorts(7);
  const env: NodeJS.ProcessEnv = {
    ...inherited(),
    STACK_VICTORIAMETRICS_PORT: String(victoriaMetrics),
    STACK_OTLP_HTTP_PORT: String(otlpHttp),
    STACK_OTLP_GRPC_PORT: String(otlpGrpc),
    STACK_SENSOR_PORT: String(sensor),
    STACK_GRAFANA_PORT: String(grafana),
    STACK_DEVICES_HTTP_PORT: String(devicesHttp),
    STACK_DEVICES_GRPC_PORT: String(devicesGrpc),
    DEVICE_NAME: deviceName,
    // The same on every machine, whatever hardware it has: an hour per push, so that every push carries new values.
    SENSOR_SOURCE: 'replay:/app/recordings/jfk.csv',
    SENSOR_REPLAY_SPEED: '240',
    ...options.env,
  };
  const running = { env, cwd: root, timeout: timeoutMillis, maxBuffer: 16_000_000 };
  const prefix = ['compose', '--env-file', '/dev/null', '-p', project, ...files.flatMap((file) => ['-f', file])];
  const down = [...prefix, '--profile', '*', 'down', '--volumes', '--remove-orphans'];
  const removeNow = (): void => void spawnSync('docker', [...down, '--timeout', '0'], running);
  process.once('exit', removeNow);
  return {
    project,
    ports: {
      victoriaMetrics: victoriaMetrics ?? 0,
      otlpHttp: otlpHttp ?? 0,
      sensor: sensor ?? 0,
      grafana: grafana ?? 0,
      devicesHttp: devicesHttp ?? 0,
      devicesGrpc: devicesGrpc ?? 0,
    },
    async compose(...args) {
      return (await promisify(execFile)('docker', [...prefix, ...args], running)).stdout;
    },
    async remove() {
      process.off('exit', removeNow);
      await promisify(execFile)('docker', down, running);
    },
  };
}

/** What docker itself needs, and which images are meant: nothing else of the caller's settings changes a measurement. */
function inherited(): NodeJS.ProcessEnv {
  const wanted = /^(PATH|HOME|DOCKER_.*|(SENSOR|OTELCOL|VICTORIAMETRICS|HEALTH|GRAFANA)_IMAGE)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => wanted.test(name)));
}
