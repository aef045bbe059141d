import type { ImportSeries } from '../scaling/week.ts';

/** What every device of the load has: 20 metrics with 5 channels each. */
export const seriesPerDevice = 100;
export const pushIntervalMillis = 15_000;

const metrics = 20;
const channels = seriesPerDevice / metrics;

export const loadService = 'cold-fit-load';

export function deviceName(index: number): string {
  return `load-${String(index).padStart(3, '0')}`;
}

/** As stored; a dot in OpenTelemetry's spelling. */
export const loadMetricNames: readonly string[] = Array.from(
  { length: metrics },
  (_, index) => `load_metric_${String(index).padStart(2, '0')}`,
);

/**
 * The value of a series at a time: a day's wave with digits of noise, as a sensor has them. Smooth values would compress to nothing.
 * Deterministic, so that a run can be repeated.
 */
export function valueAt(device: number, series: number, millis: number): number {
  const wave = Math.sin((millis / 86_400_000) * 2 * Math.PI + device);
  const noise =
    ((Math.imul(device * 131 + series * 31 + Math.floor(millis / 1000), 2_654_435_761) >>> 0) % 1000) / 1000;
  return Math.round((20 + series + 5 * wave + noise) * 1000) / 1000;
}

/** One push in OTLP/JSON, as a device in any language would send it. */
export function pushBody(device: number, millis: number): string {
  const time = `${millis}000000`;
  return JSON.stringify({
    resourceMetrics: [
      {
        resource: {
          attributes: [
            attribute('service.name', loadService),
            attribute('host.name', deviceName(device)),
            attribute('service.instance.id', deviceName(device)),
          ],
        },
        scopeMetrics: [
          {
            // Without one the store calls it "unknown", and the series is another one.
            scope: { name: loadService },
            metrics: loadMetricNames.map((name, metric) => ({
              name: name.replaceAll('_', '.'),
              gauge: {
                dataPoints: Array.from({ length: channels }, (_, channel) => ({
                  timeUnixNano: time,
                  asDouble: valueAt(device, metric * channels + channel, millis),
                  attributes: [attribute('channel', String(channel))],
                })),
              },
            })),
          },
        ],
      },
    ],
  });
}

/** The same push for VictoriaMetrics itself, in Prometheus text. */
export function importBody(device: number, millis: number): string {
  return forEachSeries((name, channel, series) => {
    const labels = Object.entries(labelsOf(device, channel)).map(([key, value]) => `${key}="${value}"`);
    return `${name}{${labels.join(',')}} ${valueAt(device, series, millis)} ${millis}\n`;
  }).join('');
}

/** Timestamps of the last `hours` at the push interval. */
export function historyTimes(untilMillis: number, hours: number): readonly number[] {
  const points = Math.round((hours * 3_600_000) / pushIntervalMillis);
  return Array.from({ length: points }, (_, index) => untilMillis - (points - index) * pushIntervalMillis);
}

/** The last `hours` of one device. */
export function* historySeries(device: number, untilMillis: number, hours: number): Generator<ImportSeries> {
  const timestamps = historyTimes(untilMillis, hours);
  for (const line of forEachSeries((name, channel, series) => ({ name, channel, series }))) {
    const labels = { __name__: line.name, ...labelsOf(device, line.channel) };
    yield { labels, timestamps, values: timestamps.map((time) => valueAt(device, line.series, time)) };
  }
}

/** The labels that VictoriaMetrics makes of a push; a history with others would be another series. */
function labelsOf(device: number, channel: number): Readonly<Record<string, string>> {
  const host = deviceName(device);
  const identity = { service_name: loadService, host_name: host, service_instance_id: host };
  return { ...identity, scope_name: loadService, channel: String(channel) };
}

function forEachSeries<Result>(make: (name: string, channel: number, series: number) => Result): Result[] {
  return loadMetricNames.flatMap((name, metric) =>
    Array.from({ length: channels }, (_, channel) => make(name, channel, metric * channels + channel)),
  );
}

function attribute(key: string, value: string) {
  return { key, value: { stringValue: value } };
}
