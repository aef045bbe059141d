import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lostOf } from '../../../grafana/src/sequence-loss.ts';
import { collector } from '../../../grafana/src/stack-names.ts';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { createPipeline, eventually, type Pipeline, stored, writeSteadyRecording } from './pipeline.ts';

const everySecond = { OTEL_METRIC_EXPORT_INTERVAL: '1000' };
// Three seconds of what comes in at these intervals.
const smallQueue = { COLLECTOR_QUEUE_BYTES: '65536', COLLECTOR_HOSTMETRICS_INTERVAL: '1s' };
const quickStore = { VM_pushmetrics_interval: '1s' };

/** A pipeline in which each thing that dashboards show errors of has gone wrong once, and all is well now. */
export async function startFaultyPipeline(): Promise<Pipeline> {
  const pipeline = await createPipeline();
  try {
    await storeCallsBatchesWrong(pipeline);
    await sourceGivesNothing(pipeline);
    await queueFillsUp(pipeline);
    await deviceGoesSilent(pipeline);
    for (const path of ['/sensor', '/metrics', '/nothing']) await fetch(`${pipeline.sensorUrl}${path}`);
    const names = [metrics.pushSequence, metrics.httpServerRequestDuration].map(prometheusName);
    await stored(pipeline.store, `${names[0]}`, 20);
    await stored(pipeline.store, `${names[1]}_count`, 3);
    // Looks at the sequence in steps, and needs two of these.
    await eventually(
      () => pipeline.store.query(lostOf('1h', 'host_name="test-device"')),
      (lost) => lost.length > 0,
    );
    return pipeline;
  } catch (error) {
    await pipeline.close();
    throw error;
  }
}

/** 400 for every batch, which the collector gives up; it counts them and says so once the store is itself again. */
async function storeCallsBatchesWrong(pipeline: Pipeline): Promise<void> {
  await pipeline.start('victoriametrics', { ...quickStore, VM_opentelemetry_maxRequestSize: '100' });
  await pipeline.start('collector', smallQueue, ['--config', await quickAndMeasured(pipeline.folder)]);
  await eventually(
    async () => (await fetch(`http://127.0.0.1:${pipeline.ports.victoriaMetrics}/metrics`)).text(),
    (text) => /^vm_http_request_errors_total\{path="\/opentelemetry\/v1\/metrics".*\} [1-9]/m.test(text),
  );
  await pipeline.stop('victoriametrics');
  await pipeline.start('victoriametrics', quickStore);
  await stored(pipeline.store, collector.dropped, 3);
}

async function sourceGivesNothing(pipeline: Pipeline): Promise<void> {
  await pipeline.start('sensor', { ...everySecond, SENSOR_SOURCE: `replay:${join(pipeline.folder, 'missing.csv')}` });
  await errorsAreStored(pipeline, 'read');
  await pipeline.stop('sensor');
}

/** The store is away until the collector's queue is full, so that it refuses pushes and the sensor counts them. */
async function queueFillsUp(pipeline: Pipeline): Promise<void> {
  const recording = await writeSteadyRecording(pipeline.folder, 21.5, 40);
  await pipeline.start('sensor', { ...everySecond, SENSOR_SOURCE: `replay:${recording}` });
  await stored(pipeline.store, prometheusName(metrics.temperature), 3);
  await pipeline.stop('victoriametrics');
  await eventually(
    async () => (await fetch(`${pipeline.sensorUrl}/metrics`)).text(),
    (text) => /^sensor_scrape_errors_total\{sensor_scrape_stage="push",error_type="[^"]+"\} [1-9]/m.test(text),
    60_000,
  );
  await pipeline.start('victoriametrics', quickStore);
  await errorsAreStored(pipeline, 'push');
  await stored(pipeline.store, collector.notQueued, 3);
}

async function errorsAreStored({ store }: Pipeline, stage: string): Promise<void> {
  const name = prometheusName(metrics.scrapeErrors);
  await stored(store, name);
  await eventually(
    () => store.query(`${name}{sensor_scrape_stage="${stage}",error_type!=""}`),
    ([sample]) => (sample?.value ?? 0) > 0,
  );
}

/** A push of ten minutes ago, and none since. */
async function deviceGoesSilent({ ports, store }: Pipeline): Promise<void> {
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const dataPoints = [{ timeUnixNano: `${(Date.now() - 600_000) * 1e6}`, asInt: '1' }];
  const attributes = [
    attribute('host.name', 'silent-device'),
    attribute('service.name', 'sensor'),
    attribute('service.instance.id', 'silent'),
    attribute('service.version', '0.0.1'),
  ];
  const { name } = metrics.pushSequence;
  const resourceMetrics = [
    { resource: { attributes }, scopeMetrics: [{ metrics: [{ name, gauge: { dataPoints } }] }] },
  ];
  const response = await fetch(`http://127.0.0.1:${ports.otlpHttp}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics }),
  });
  if (!response.ok) throw new Error(`the collector answered with ${response.status}`);
  await eventually(
    () => store.export('{host_name="silent-device"}'),
    (series) => series.length > 0,
  );
}

/**
 * On top of the configuration: its own reader pushes every 15 s, and a rate takes two pushes; and its process scraper looks for the name that the
 * binary has in its image, which is another than in the cache.
 */
async function quickAndMeasured(folder: string): Promise<string> {
  const endpoint = ['$', '{env:COLLECTOR_SELF_URL}/v1/metrics'].join('');
  const otlp = `{ protocol: http/protobuf, endpoint: '${endpoint}', timeout: 1000 }`;
  const readers = `[{ periodic: { interval: 1000, timeout: 1000, exporter: { otlp: ${otlp} } } }]`;
  const include = "{ match_type: regexp, names: ['^otelcol-(edge|contrib)'] }";
  const file = join(folder, 'overlay.yaml');
  const lines = [
    `receivers: { host_metrics: { scrapers: { process: { include: ${include} } } } }`,
    `service: { telemetry: { metrics: { level: normal, readers: ${readers} } } }`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}
