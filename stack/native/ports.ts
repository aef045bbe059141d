import type { Server } from 'node:net';
import { errorText, StackError } from '../stack-error.ts';
import { close, listen, listenAnywhere, portOf } from './free-ports.ts';

export type PortName = 'sensor' | 'otlpHttp' | 'otlpGrpc' | 'health' | 'victoriaMetrics';
export type Ports = Readonly<Record<PortName, number>>;

interface PortSpec {
  readonly variable: string;
  readonly fallback: number;
  readonly what: string;
}

export const portSpecs: Readonly<Record<PortName, PortSpec>> = {
  sensor: { variable: 'STACK_SENSOR_PORT', fallback: 8000, what: 'the sensor' },
  otlpHttp: { variable: 'STACK_OTLP_HTTP_PORT', fallback: 4318, what: "the collector's OTLP/HTTP" },
  otlpGrpc: { variable: 'STACK_OTLP_GRPC_PORT', fallback: 4317, what: "the collector's OTLP/gRPC" },
  health: { variable: 'STACK_HEALTH_PORT', fallback: 13133, what: "the collector's health check" },
  victoriaMetrics: { variable: 'STACK_VICTORIAMETRICS_PORT', fallback: 8428, what: 'VictoriaMetrics' },
};

/** For `reservePorts`: whichever are free. */
export const anyPorts: Ports = { sensor: 0, otlpHttp: 0, otlpGrpc: 0, health: 0, victoriaMetrics: 0 };

const portNames = Object.keys(portSpecs) as PortName[];

/** Reads the STACK_*_PORT variables; every fault is added to `problems`. 0 means any free port. */
export function parsePorts(env: NodeJS.ProcessEnv, problems: string[]): Ports {
  const ports = mapPorts((name) => {
    const { variable, fallback } = portSpecs[name];
    const raw = env[variable]?.trim();
    if (!raw) return fallback;
    const port = Number(raw);
    if (/^\d+$/.test(raw) && port <= 65_535) return port;
    problems.push(`${variable} must be a whole number from 0 to 65535, got ${JSON.stringify(raw)}`);
    return fallback;
  });
  const taken = new Map<number, string>();
  for (const name of portNames) {
    const { variable } = portSpecs[name];
    const other = taken.get(ports[name]);
    if (other !== undefined) problems.push(`${other} and ${variable} must differ, both are ${ports[name]}`);
    if (ports[name] !== 0) taken.set(ports[name], variable);
  }
  return ports;
}

/**
 * Opens every port for a moment: all that are busy are named together, before anything is started. Returns the same
 * ports, with a free one in place of each 0.
 */
export async function reservePorts(wanted: Ports): Promise<Ports> {
  const opened = new Map<PortName, Server>();
  const problems: string[] = [];
  // The given ones first: a free one picked before could be the very port that comes later in the list.
  const inOrder = portNames.toSorted((a, b) => Number(wanted[a] === 0) - Number(wanted[b] === 0));
  try {
    for (const name of inOrder) {
      try {
        opened.set(name, await (wanted[name] === 0 ? listenAnywhere() : listen(wanted[name])));
      } catch (error) {
        problems.push(describeBusy(name, wanted[name], error));
      }
    }
    if (problems.length > 0) throw new StackError('ERR_UNAVAILABLE', `nothing was started:\n${problems.join('\n')}`);
    return mapPorts((name) => portOf(opened.get(name)));
  } finally {
    await Promise.all([...opened.values()].map(close));
  }
}

function describeBusy(name: PortName, port: number, error: unknown): string {
  const { variable, what } = portSpecs[name];
  const isBusy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const reason = isBusy ? 'is in use by another program' : `cannot be opened (${errorText(error)})`;
  return `  - port ${port} of ${what} ${reason}: stop that, or set ${variable} to another port`;
}

function mapPorts(value: (name: PortName) => number): Ports {
  return Object.fromEntries(portNames.map((name) => [name, value(name)])) as Record<PortName, number>;
}
