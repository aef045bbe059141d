import { expect, test } from 'vitest';
import { metrics } from '../../src/metric-names.ts';
import { counter, observableGauge } from '../../src/telemetry/instruments.ts';
import { prometheusText } from '../../src/telemetry/prometheus-text.ts';
import { createScrapeCounters } from '../../src/telemetry/scrape-counters.ts';
import { createCollecting } from './collecting.ts';

test('prometheusText writes every kind under its stored name', async () => {
  const { meter, collect, requestDurations } = createCollecting();
  createScrapeCounters(meter).error('read', 'timeout');
  observableGauge(meter, metrics.memory).addCallback((result) => result.observe(42));
  observableGauge(meter, metrics.eventLoopUtilization).addCallback((result) => result.observe(0.5));
  counter(meter, metrics.processCpuTime).add(1.5, { 'cpu.mode': 'user' });
  requestDurations.open({ 'http.route': '/sensor' }).record(0.5);

  const lines = prometheusText(await collect()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE sensor_scrape_errors_total counter',
      'sensor_scrape_errors_total{sensor_scrape_stage="read",error_type="timeout"} 1',
      'sensor_memory_bytes 42',
      'nodejs_eventloop_utilization_ratio 0.5',
      'process_cpu_time_seconds_total{cpu_mode="user"} 1.5',
      '# TYPE http_server_request_duration_seconds histogram',
      'http_server_request_duration_seconds_bucket{http_route="/sensor",le="0.1"} 0',
      'http_server_request_duration_seconds_bucket{http_route="/sensor",le="1"} 1',
      'http_server_request_duration_seconds_count{http_route="/sensor"} 1',
      'target_info{service_name="test"} 1',
    ]),
  );
});
