import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { deviceState, silentSenders } from '../../device-state.ts';
import { metricBody } from './otlp-body.ts';
import {
  createPipeline,
  eventually,
  type Pipeline,
  stored,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

/** Within it a silent sender is to be named. A dashboard asks every 15 s, the expression takes 40 s: the rest is for a busy machine. */
const minuteMillis = 60_000;
const pushMillis = 15_000;

// In real time, beside each other: most of it is waiting.
describe.skipIf(withoutBinaries)('devices as they push [needs collector and VictoriaMetrics]', () => {
  test.concurrent('who stops pushing is named within a minute, and nobody else ever', async () => {
    const pipeline = await createPipeline();
    onTestFinished(() => pipeline.close());
    await pipeline.start('victoriametrics');
    await pipeline.start('collector');
    await startSensor(pipeline, pushMillis);
    const [stops, goesOn] = ['attic', 'cellar'].map((device) => startProgram(pipeline, device));
    onTestFinished(() => goesOn?.stop());
    await eventually(
      async () => stops?.pushes(),
      (pushes) => (pushes ?? 0) >= 2,
      minuteMillis,
    );
    expect(await silentDevices(pipeline)).toEqual([]);

    // At once after its push, which is when it takes longest.
    stops?.stop();
    const stoppedAt = performance.now();
    const seen = new Set<string>();
    await eventually(
      async () => {
        for (const device of await silentDevices(pipeline)) seen.add(device);
        return [...seen];
      },
      (devices) => devices.includes('attic'),
      minuteMillis,
    );
    const seconds = (performance.now() - stoppedAt) / 1000;
    expect([...seen]).toEqual(['attic']);
    expect(seconds).toBeGreaterThan(30);
    expect(goesOn?.pushes()).toBeGreaterThan(stops?.pushes() ?? 0);
  });

  test.concurrent('a restarted sensor, one that catches up and a dead one are told apart', async () => {
    const pipeline = await createPipeline();
    onTestFinished(() => pipeline.close());
    await pipeline.start('victoriametrics');
    await pipeline.start('collector');
    await startSensor(pipeline, 1_000);
    await stored(pipeline.store, 'sensor_push_sequence', 3);
    // A new one.
    expect(await states(pipeline)).toEqual([]);

    // It was there before: one push of ten minutes ago stands for all that nobody wants to wait for.
    await pushOfTenMinutesAgo(pipeline);
    await pipeline.kill('sensor');
    await startSensor(pipeline, 1_000);
    expect(await until(pipeline, 'restarted')).toEqual(['restarted']);

    // Long enough for a backlog that takes a second or two, short enough not to be silent.
    await pipeline.stop('collector');
    await sleep(25_000);
    await pipeline.start('collector');
    expect(await until(pipeline, 'catching up')).toEqual(['catching up']);
    expect(await until(pipeline, 'restarted')).toEqual(['restarted']);

    await pipeline.kill('sensor');
    expect(await until(pipeline, 'silent', minuteMillis)).toEqual(['silent']);
  });
});

/** As a dashboard asks: with the newest seconds held back. */
async function silentDevices({ ports }: Pipeline): Promise<readonly string[]> {
  const url = `http://127.0.0.1:${ports.victoriaMetrics}/api/v1/query?${new URLSearchParams({ query: silentSenders('7d') })}`;
  const { data } = (await (await fetch(url)).json()) as { data: { result: { metric: Record<string, string> }[] } };
  return data.result.map(({ metric }) => metric['host_name'] ?? '');
}

/** Of the sensor. */
async function states({ store }: Pipeline): Promise<readonly string[]> {
  await store.flush();
  const samples = await store.query(deviceState({ window: '7d' }));
  return samples
    .filter(({ labels }) => labels['host_name'] === 'test-device')
    .map(({ labels }) => labels['state'] ?? '');
}

const until = (pipeline: Pipeline, state: string, boundMillis?: number) =>
  eventually(
    () => states(pipeline),
    (seen) => seen.includes(state),
    boundMillis,
  );

async function startSensor(pipeline: Pipeline, intervalMillis: number): Promise<void> {
  const recording = await writeSteadyRecording(pipeline.folder, 20, 50);
  await pipeline.start('sensor', {
    OTEL_METRIC_EXPORT_INTERVAL: `${intervalMillis}`,
    SENSOR_SOURCE: `replay:${recording}`,
    SENSOR_SPOOL_DIR: join(pipeline.folder, 'spool'),
  });
}

/** Somebody's own program on a device of its own, with nothing of this project: a reading now, and one at each interval. */
function startProgram({ ports }: Pipeline, device: string): { pushes(): number; stop(): void } {
  let pushes = 0;
  const push = async (): Promise<void> => {
    const resource = [
      ['host.name', device],
      ['service.name', 'weather'],
      ['service.instance.id', device],
    ] as const;
    const body = metricBody('weather.temperature', 20, { resource });
    if ((await post(ports.otlpHttp, body)) === 200) pushes += 1;
  };
  // A push that fails does not count: the test then waits in vain, which says so.
  const again = (): void => void push().catch(() => {});
  const timer = setInterval(again, pushMillis);
  again();
  return { pushes: () => pushes, stop: () => clearInterval(timer) };
}

async function pushOfTenMinutesAgo({ ports, store }: Pipeline): Promise<void> {
  const [series] = await store.export('sensor_push_sequence');
  const attributes = Object.entries({
    'host.name': series?.labels['host_name'],
    'service.name': series?.labels['service_name'],
    'service.instance.id': series?.labels['service_instance_id'],
  }).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const { name, unit } = metrics.pushSequence;
  const dataPoints = [{ timeUnixNano: `${Date.now() - 600_000}000000`, asInt: '1' }];
  const scopeMetrics = [{ metrics: [{ name, unit, gauge: { dataPoints } }] }];
  expect(
    await post(ports.otlpHttp, JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics }] })),
  ).toBe(200);
}

async function post(port: number, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`http://127.0.0.1:${port}/v1/metrics`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}
