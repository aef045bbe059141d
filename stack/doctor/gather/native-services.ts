import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComponentId } from '../../native/commands.ts';
import { loopback } from '../../native/loopback.ts';
import type { PortName } from '../../native/ports.ts';
import { sensorAddress } from '../../native/sensor-address.ts';
import type { StackConfig } from '../../native/stack-config.ts';
import { errorText } from '../../stack-error.ts';
import { devicePorts, guardsOf, type PortBinding } from '../port-binding.ts';
import { probe } from '../probe.ts';
import type { ServiceFacts } from './containers.ts';

/** Which component opens which port, and where it says that it works. */
export const nativeComponents: Readonly<
  Record<ComponentId, { readonly ports: readonly PortName[]; readonly probed: PortName; readonly path: string }>
> = {
  victoriametrics: { ports: ['victoriaMetrics'], probed: 'victoriaMetrics', path: '/health' },
  collector: { ports: ['otlpHttp', 'otlpGrpc', 'health'], probed: 'health', path: '/' },
  sensor: { ports: ['sensor'], probed: 'sensor', path: '/livez' },
};

/** What `npm start` runs, asked one by one. */
export function readNativeServices(config: NativeConfig): Promise<readonly ServiceFacts[]> {
  const names = Object.keys(nativeComponents) as ComponentId[];
  return Promise.all(names.map((name) => readNativeService(name, config)));
}

type NativeConfig = Pick<StackConfig, 'root' | 'ports' | 'env' | 'devices'>;

async function readNativeService(name: ComponentId, config: NativeConfig): Promise<ServiceFacts> {
  const { url, certificateFile } = readyAt(name, config);
  const error = await probe(url, certificateFile).then(
    () => '',
    (cause: unknown) => errorText(cause),
  );
  const isUp = error === '';
  return {
    name,
    isUp,
    state: isUp ? 'running' : 'not answering',
    error,
    exitCode: undefined,
    restarts: 0,
    startedAtMillis: undefined,
    wasKilledForMemory: false,
    health: undefined,
    healthOutput: '',
    memoryLimitBytes: undefined,
    bindings: [...bindingsOf(name, config), ...(name === 'collector' ? devicesBindings(config) : [])],
  };
}

function readyAt(name: ComponentId, { root, env, ports }: NativeConfig) {
  const { probed, path } = nativeComponents[name];
  const port = ports[probed];
  const plain = { url: `http://${loopback}:${port}`, certificateFile: undefined };
  const { url, certificateFile } = name === 'sensor' ? sensorAddress({ root, env, port }) : plain;
  return { url: `${url}${path}`, certificateFile };
}

/** All on loopback but the sensor, which has a variable for it. */
function bindingsOf(name: ComponentId, { ports, env }: NativeConfig): readonly PortBinding[] {
  const { SENSOR_HTTP_HOST: sensorHost = '' } = env;
  const hostAddress = name === 'sensor' && sensorHost.trim() !== '' ? sensorHost.trim() : loopback;
  return nativeComponents[name].ports.map((port) => ({
    service: name,
    servicePort: ports[port],
    hostPort: ports[port],
    hostAddress,
    ...guardsOf((variable) => env[variable]),
  }));
}

/** Under the numbers that they have in a container, by which they are known. */
function devicesBindings({ devices }: NativeConfig): readonly PortBinding[] {
  if (devices === undefined) return [];
  const { host, grpcHost, httpPort, grpcPort } = devices;
  const common = { service: 'collector', hasToken: true, hasTls: true };
  return [
    { ...common, servicePort: devicePorts.http, hostPort: httpPort, hostAddress: host },
    { ...common, servicePort: devicePorts.grpc, hostPort: grpcPort, hostAddress: grpcHost },
  ];
}

/** Whether an `npm start` holds this data folder at the moment. */
export async function isNativeRunning(dataDir: string, procRoot: string): Promise<boolean> {
  const text = await readFile(join(dataDir, 'runner.lock'), 'utf8').catch(() => '');
  const [processId = ''] = text.split(' ');
  return processId !== '' && isThere(join(procRoot, processId));
}

/** Undefined: there is none yet. */
export async function isDataFolderWritable(dataDir: string): Promise<boolean | undefined> {
  if (!(await isThere(dataDir))) return undefined;
  return access(dataDir, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
