import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { metrics, sdkMetrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import {
  createPipeline,
  eventually,
  type Pipeline,
  stored,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

describe.skipIf(withoutBinaries)('the pipeline, pushing every second [needs collector and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await createPipeline();
    const recording = await writeSteadyRecording(pipeline.folder, 21.5, 40);
    await pipeline.start('victoriametrics');
    await pipeline.start('collector');
    await pipeline.start('sensor', {
      SENSOR_SOURCE: `replay:${recording}`,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    });
    await fetch(`${pipeline.sensorUrl}/sensor`); // so that there is an HTTP request to be told of
    await stored(pipeline.store, 'sensor_push_sequence', 8);
  });
  afterAll(() => pipeline?.close());

  const valuesOf = async (expression: string) => (await pipeline.store.query(expression)).map(({ value }) => value);

  test('stores the readings with the device, the sensor and its source as labels', async () => {
    const [temperature] = await pipeline.store.query('sensor_temperature_celsius');
    expect(temperature?.value).toBe(21.5);
    expect(temperature?.labels).toMatchObject({
      __name__: 'sensor_temperature_celsius',
      host_name: 'test-device',
      service_name: 'sensor',
      service_instance_id: 'test',
      hw_id: 'steady',
      sensor_source: 'replay',
    });
    expect(await valuesOf('sensor_humidity_percent')).toEqual([40]);
    expect(await valuesOf('sensor_temperature_min_celsius')).toEqual([21.5]);
    expect(await valuesOf('sensor_temperature_max_celsius')).toEqual([21.5]);
  });

  test('keeps the three names that people query, with plausible values', async () => {
    const errors = await pipeline.store.query('sum by (sensor_scrape_stage) (sensor_scrape_errors_total)');
    expect(Object.fromEntries(errors.map(({ labels, value }) => [labels['sensor_scrape_stage'], value]))).toEqual({
      read: 0,
      queue: 0,
      push: 0,
    });
    const [memory] = await valuesOf('sensor_memory_bytes');
    expect(memory).toBeGreaterThan(20e6);
    expect(memory).toBeLessThan(500e6);
    const [depth] = await valuesOf('sensor_queue_depth');
    expect(depth).toBeGreaterThanOrEqual(0);
    expect(depth).toBeLessThanOrEqual(256);
  });

  test('stores every push once, with its number', async () => {
    const [series, ...more] = await pipeline.store.export('sensor_push_sequence');
    expect(more).toEqual([]);
    const values = series?.values ?? [];
    expect(values.length).toBeGreaterThanOrEqual(8);
    expect(values).toEqual(values.map((_, index) => index + 1));
  });

  test('pushes at the interval that was asked for', async () => {
    const [series] = await pipeline.store.export('sensor_push_sequence');
    const times = series?.timestampsMillis ?? [];
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    // The median, for a busy machine may delay one push; 500 ms either way is no timing claim but tells 1 s from 15 s.
    const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)];
    expect(median).toBeGreaterThan(500);
    expect(median).toBeLessThan(1500);
  });

  test('stores exactly the metrics that /metrics shows, under the same names and labels', async () => {
    const text = await (await fetch(`${pipeline.sensorUrl}/metrics`)).text();
    const shown = new Set(
      text
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map(seriesKey),
    );
    shown.delete(seriesKey('target_info 1'));
    // A first request to /metrics is measured after its answer is written, so its own series comes one push later.
    const key = ({ labels }: { labels: Readonly<Record<string, string>> }) => keyOf(labels['__name__'] ?? '', labels);
    const storedKeys = async () => new Set((await pipeline.store.query('{service_name="sensor"}')).map(key));
    expect(shown.size).toBeGreaterThan(30);
    const seen = await eventually(storedKeys, (names) => [...shown].every((name) => names.has(name)));
    const own = [...seen].filter((name) => !name.includes('http_route=/metrics'));
    expect(own.filter((name) => !shown.has(name))).toEqual([]);
  });

  test('names every declared metric as the registry says', async () => {
    const stored = new Set(
      (await pipeline.store.query('{service_name="sensor"}')).map(({ labels }) => labels['__name__']),
    );
    const expected = [...Object.values(metrics), ...Object.values(sdkMetrics)].map((metric) =>
      metric.kind === 'histogram' ? `${prometheusName(metric)}_bucket` : prometheusName(metric),
    );
    expect(expected.filter((name) => !stored.has(name))).toEqual([]);
  });
});

const resourceLabels = [
  '__name__',
  'host_name',
  'service_name',
  'service_instance_id',
  'service_version',
  'scope_name',
];

/** Name and labels of a series without those that stand for the resource; on /metrics these are in target_info. */
function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  const own = Object.entries(labels).filter(([label]) => !resourceLabels.includes(label));
  return `${name}{${own
    .map(([label, value]) => `${label}=${value}`)
    .sort()
    .join(',')}}`;
}

/** The same of one line of Prometheus text. No label value of the service's own holds a quote or a comma. */
function seriesKey(line: string): string {
  const match = /^([a-zA-Z_:]\w*)(?:\{(.*)\})? \S+$/.exec(line);
  const labels = (match?.[2] ?? '')
    .split(',')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('=') as [string, string]);
  return keyOf(match?.[1] ?? '', Object.fromEntries(labels.map(([label, value]) => [label, value.slice(1, -1)])));
}
