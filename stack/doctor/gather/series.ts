import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { pushInterval, sinceLastSample } from '../../device-state.ts';
import { storedNames } from '../../stored-names.ts';
import type { Sample, VictoriaMetricsClient } from '../../victoriametrics-client.ts';

export interface LastSeen {
  readonly service: string;
  readonly host: string;
  readonly ageSeconds: number;
  /** Its push interval; left out where it has not pushed twice within ten minutes. */
  readonly intervalSeconds?: number;
}

/** How much waits somewhere, and how much may. */
export interface Backlog {
  readonly host: string;
  readonly bytes: number;
  readonly limitBytes: number;
  /** Over the last ten minutes; negative: it drains. */
  readonly bytesPerSecond: number;
}

/** What the stored series say of the pipeline. */
export interface SeriesFacts {
  /** host_name of this device: VictoriaMetrics' own. */
  readonly ownHost: string | undefined;
  readonly rowsPerSecond: number | undefined;
  readonly lastSeen: readonly LastSeen[];
  readonly queues: readonly Backlog[];
  readonly spools: readonly Backlog[];
  /** Rows that VictoriaMetrics took and threw away in the last hour, by reason. */
  readonly ignored: Readonly<Record<string, number>>;
  /** Points of the last hour that the collector did not take: its senders keep them. */
  readonly refusedPoints: number;
  /** Points of the last hour that the collector gave up. */
  readonly droppedPoints: number;
  /** The push that lies furthest ahead of this clock; undefined: none does. */
  readonly ahead: { readonly host: string; readonly seconds: number } | undefined;
}

// Points more than two days ahead are not taken in.
const furthestAheadMillis = 47 * 3_600_000;

/** One query after the other: the store answers one at a time, and dashboards want theirs. */
export async function readSeries(client: VictoriaMetricsClient, nowMillis: number): Promise<SeriesFacts> {
  const one = async (expression: string): Promise<number | undefined> => (await client.query(expression))[0]?.value;
  const lastSeen = await readLastSeen(client);
  return {
    ownHost: lastSeen.find(({ service }) => service === 'victoriametrics')?.host,
    rowsPerSecond: await one('sum(rate(vm_rows_added_to_storage_total[15m]))'),
    lastSeen,
    queues: await readBacklogs(client, storedNames.collectorQueueSize, 'otelcol_exporter_queue_capacity'),
    spools: await readBacklogs(client, prometheusName(metrics.spoolSize), prometheusName(metrics.spoolLimit)),
    ignored: await readIgnored(client),
    refusedPoints: (await one('sum(increase(otelcol_receiver_refused_metric_points_total[1h]))')) ?? 0,
    droppedPoints: (await one('sum(increase(otelcol_exporter_send_failed_metric_points_total[1h]))')) ?? 0,
    ahead: await readAhead(client, nowMillis),
  };
}

/** By name and device: some programs take another instance id at each start, and the old one is not missed. */
async function readLastSeen(client: VictoriaMetricsClient): Promise<readonly LastSeen[]> {
  const by = 'service_name, host_name';
  const seen = await client.query(sinceLastSample({ window: '1d', by }));
  const intervals = await client.query(pushInterval(by));
  return seen.map(({ labels, value }) => {
    const service = labels['service_name'] ?? '';
    const host = labels['host_name'] ?? '';
    const interval = intervals.find(
      (one) => one.labels['service_name'] === labels['service_name'] && one.labels['host_name'] === labels['host_name'],
    );
    return { service, host, ageSeconds: value, ...(interval && { intervalSeconds: interval.value }) };
  });
}

async function readAhead(client: VictoriaMetricsClient, nowMillis: number): Promise<SeriesFacts['ahead']> {
  const newest = `max(tlast_over_time(${storedNames.pushSequence}[2d])) by (host_name)`;
  const [sample] = await client.query(`topk(1, ${newest})`, { atMillis: nowMillis + furthestAheadMillis });
  const seconds = (sample?.value ?? 0) - nowMillis / 1000;
  return sample !== undefined && seconds > 0 ? { host: sample.labels['host_name'] ?? '', seconds } : undefined;
}

async function readBacklogs(client: VictoriaMetricsClient, size: string, limit: string): Promise<readonly Backlog[]> {
  const perHost = (inner: string): string => `sum(${inner}) by (host_name)`;
  const limits = await client.query(perHost(`last_over_time(${limit}[5m])`));
  if (limits.length === 0) return [];
  const sizes = await client.query(perHost(`last_over_time(${size}[5m])`));
  const trends = await client.query(perHost(`deriv(${size}[10m])`));
  return limits.map(({ labels, value }) => {
    const host = labels['host_name'] ?? '';
    return { host, limitBytes: value, bytes: valueAt(sizes, host), bytesPerSecond: valueAt(trends, host) };
  });
}

function valueAt(samples: readonly Sample[], host: string): number {
  const value = samples.find(({ labels }) => (labels['host_name'] ?? '') === host)?.value ?? 0;
  return Number.isFinite(value) ? value : 0;
}

async function readIgnored(client: VictoriaMetricsClient): Promise<Readonly<Record<string, number>>> {
  const samples = await client.query('sum(increase(vm_rows_ignored_total[1h])) by (reason) >= 1');
  return Object.fromEntries(samples.map(({ labels, value }) => [labels['reason'] ?? '', Math.round(value)]));
}
