import { setTimeout as sleep } from 'node:timers/promises';
import { prometheusName } from '../../sensor/src/prometheus-name.ts';
import type { VictoriaMetricsClient } from '../victoriametrics-client.ts';

/** What became of one point on the way that every point takes. */
export type CanaryFacts =
  | { readonly outcome: 'returned'; readonly latencyMillis: number }
  | { readonly outcome: 'refused'; readonly why: string }
  | { readonly outcome: 'lost'; readonly waitedMillis: number };

export interface CanaryOptions {
  /** Base address of the collector's OTLP/HTTP receiver. */
  readonly otlpUrl: string;
  /** The same at every run, so that all of them together are one series. */
  readonly hostName: string;
  readonly waitMillis?: number;
}

const metric = { name: 'doctor.canary', unit: 's', kind: 'gauge' } as const;
export const canaryName = prometheusName(metric);

// 2-4 s are usual: 0.2 s in the collector's batch, then rows become searchable every 2 s.
const defaultWaitMillis = 20_000;
const pollMillis = 100;
const pushTimeoutMillis = 5_000;

/** Pushes the present time as a value and waits until it can be read back. */
export async function sendCanary(
  client: VictoriaMetricsClient,
  { otlpUrl, hostName, waitMillis = defaultWaitMillis }: CanaryOptions,
): Promise<CanaryFacts> {
  const atMillis = Date.now();
  const startedAt = performance.now();
  const refusal = await push(otlpUrl, hostName, atMillis);
  if (refusal !== undefined) return { outcome: 'refused', why: refusal };
  const deadline = performance.now() + waitMillis;
  let poll = 0;
  do {
    poll += 1;
    if (await isStored(client, atMillis, poll)) {
      return { outcome: 'returned', latencyMillis: Math.round(performance.now() - startedAt) };
    }
    await sleep(pollMillis);
  } while (performance.now() < deadline);
  return { outcome: 'lost', waitedMillis: waitMillis };
}

/** Why it was not taken; undefined: it was. */
async function push(otlpUrl: string, hostName: string, atMillis: number): Promise<string | undefined> {
  try {
    const response = await fetch(`${otlpUrl}/v1/metrics`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(message(hostName, atMillis)),
      signal: AbortSignal.timeout(pushTimeoutMillis),
    });
    const body = await response.text();
    if (!response.ok) return `HTTP ${response.status}: ${body.slice(0, 200)}`;
    const { partialSuccess } = JSON.parse(body) as { partialSuccess?: { errorMessage?: string } };
    return partialSuccess?.errorMessage || undefined;
  } catch (error) {
    return error instanceof Error ? String((error.cause as Error | undefined)?.message ?? error.message) : `${error}`;
  }
}

function message(hostName: string, atMillis: number) {
  const attributes = Object.entries({
    'service.name': 'doctor',
    'service.instance.id': hostName,
    'host.name': hostName,
  }).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const dataPoints = [{ timeUnixNano: `${atMillis}000000`, asDouble: atMillis / 1000 }];
  const metrics = [{ name: metric.name, unit: metric.unit, gauge: { dataPoints } }];
  return { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] };
}

/** Each poll asks another way: "no such series" is remembered for ten seconds, and no series has the label `poll`. */
async function isStored(client: VictoriaMetricsClient, atMillis: number, poll: number): Promise<boolean> {
  const selector = `${canaryName}{poll!="${poll}"}`;
  const series = await client.export(selector, { fromMillis: atMillis }).catch(() => []);
  return series.some(({ timestampsMillis }) => timestampsMillis.includes(atMillis));
}
