import { describe, expect, test } from 'vitest';
import { metrics, sdkMetrics } from '../src/metric-names.ts';
import { prometheusLabel, prometheusName } from '../src/prometheus-name.ts';

describe('prometheusName', () => {
  test.each([
    ['sensor.scrape.errors', '{error}', 'counter', 'sensor_scrape_errors_total'],
    ['sensor.memory', 'By', 'gauge', 'sensor_memory_bytes'],
    ['sensor.queue.depth', '{reading}', 'gauge', 'sensor_queue_depth'],
    ['sensor.temperature.min', 'Cel', 'gauge', 'sensor_temperature_min_celsius'],
    ['sensor.humidity', '%', 'gauge', 'sensor_humidity_percent'],
    ['nodejs.eventloop.utilization', '1', 'gauge', 'nodejs_eventloop_utilization_ratio'],
    ['process.cpu.time', 's', 'counter', 'process_cpu_time_seconds_total'],
    ['http.server.request.duration', 's', 'histogram', 'http_server_request_duration_seconds'],
    ['requests.total.seen', '{request}', 'counter', 'requests_seen_total'],
    ['uptime.seconds', 's', 'gauge', 'uptime_seconds'],
    ['weird--name:x', 'furlong', 'gauge', 'weird_name_x_furlong'],
    ['share', '1', 'updowncounter', 'share'],
  ] as const)('stores %s of unit %s (%s) as %s', (name, unit, kind, expected) => {
    expect(prometheusName({ name, unit, kind })).toBe(expected);
  });

  test('refuses a unit that is a rate', () => {
    expect(() => prometheusName({ name: 'x', unit: 'By/s', kind: 'gauge' })).toThrow(RangeError);
  });

  test('gives every declared metric a name of its own', () => {
    const names = [...Object.values(metrics), ...Object.values(sdkMetrics)].map(prometheusName);
    expect(new Set(names).size).toBe(names.length);
  });
});

test('prometheusLabel replaces what a label may not contain', () => {
  expect(prometheusLabel('sensor.scrape.stage')).toBe('sensor_scrape_stage');
});
