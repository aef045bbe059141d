import { readFile } from 'node:fs/promises';
import type { ComposeStack } from '../../compose/compose-stack.ts';

// HEALTH_LISTEN: its loopback, which nobody else reaches.
const healthPort = 13_134;
const timeoutMillis = 2_000;

/** Whether a service does what it is there for, asked from outside. */
export async function isServiceReady(service: string, pid: number, { ports }: ComposeStack): Promise<boolean> {
  switch (service) {
    case 'sensor':
      return answersOk(`http://127.0.0.1:${ports.sensor}/readyz`);
    case 'victoriametrics':
      return answersOk(`http://127.0.0.1:${ports.victoriaMetrics}/health`);
    case 'otel-collector':
      // An empty push: taken as soon as everything behind the receiver stands.
      return answersOk(`http://127.0.0.1:${ports.otlpHttp}/v1/metrics`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      });
    case 'grafana':
      return answersOk(`http://127.0.0.1:${ports.grafana}/api/health`);
    case 'health':
      return listens(pid, healthPort);
    default:
      throw new RangeError(`nothing is known of service ${service}`);
  }
}

async function answersOk(url: string, init: RequestInit = {}): Promise<boolean> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMillis) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** In the network of that process, which the kernel shows to root. */
async function listens(pid: number, port: number): Promise<boolean> {
  const tables = ['tcp', 'tcp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => ''));
  return (await Promise.all(tables)).some((table) => hasListener(table, port));
}

/** @param table as in /proc/net/tcp: local address and port in hexadecimal, state 0A is listening. */
export function hasListener(table: string, port: number): boolean {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').some((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    return state === '0A' && local.endsWith(suffix);
  });
}
