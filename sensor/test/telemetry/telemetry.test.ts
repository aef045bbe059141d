import { resourceFromAttributes } from '@opentelemetry/resources';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Config, parseConfig } from '../../src/config/config.ts';
import { metrics, sdkMetrics } from '../../src/metric-names.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { bootId, createFakeClock, createFakeLog } from '../fakes.ts';
import { decodePush, type OtlpReceiver, pointOf, startOtlpReceiver } from '../otlp-receiver.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

function configOf(env: Record<string, string> = {}): Config['telemetry'] {
  const files = () => Buffer.from('');
  return parseConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env }, files).telemetry;
}

async function setUp(env: Record<string, string> = {}) {
  const resource = resourceFromAttributes({ 'service.name': 'sensor', 'host.name': 'pi' });
  const log = createFakeLog();
  const clock = createFakeClock(Date.now()); // the receiver tells the real date
  return { telemetry: await createTelemetry(configOf(env), { resource, clock, bootId, log }), clock, log };
}

describe('createTelemetry', () => {
  test('pushes only what is declared, under its unit, kind and attributes', async () => {
    const { telemetry } = await setUp();
    telemetry.counters.error('read', 'timeout');
    telemetry.pusher.start();
    await receiver.waitFor(1);
    await telemetry.stop(5000); // the last push tells of the first

    const declared = new Map(
      [...Object.values(metrics), ...Object.values(sdkMetrics)].map((metric) => [metric.name as string, metric]),
    );
    const pushed = receiver.pushes.flatMap((push) => decodePush(push).metrics);
    for (const { name, unit, kind, points } of pushed) {
      const declaration = declared.get(name);
      expect(declaration, `${name} is not declared`).toBeDefined();
      expect({ name, unit, kind }).toEqual({ name, unit: declaration?.unit, kind: declaration?.kind });
      const keys = points.flatMap(({ attributes }) => Object.keys(attributes));
      expect(declaration?.attributes).toEqual(expect.arrayContaining(keys));
    }
    const names = pushed.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['sensor.scrape.errors', 'sensor.memory', 'sensor.push.sequence', 'process.cpu.time']),
    );
    // The SDK's own metrics are on.
    expect(names).toEqual(expect.arrayContaining(Object.values(sdkMetrics).map(({ name }) => name)));
  });

  test('numbers pushes one by one; a look at /metrics in between takes no number', async () => {
    const { telemetry } = await setUp();
    expect(await telemetry.prometheusText()).not.toMatch(/^sensor_push_sequence/m);
    telemetry.pusher.start();
    await receiver.waitFor(1);
    await telemetry.prometheusText();
    await telemetry.prometheusText();
    await telemetry.stop(5000);
    const sequences = receiver.pushes.map(
      (push) => decodePush(push).metrics.find(({ name }) => name === 'sensor.push.sequence')?.points[0]?.value,
    );
    expect(sequences).toEqual([1, 2]);
    expect(await telemetry.prometheusText()).toMatch(/^sensor_push_sequence 2$/m);
  });

  test('sends the configured headers and compression to the configured path', async () => {
    const { telemetry } = await setUp({
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${receiver.url}/opentelemetry/v1/metrics`,
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20abc',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    });
    telemetry.pusher.start();
    await receiver.waitFor(1);
    await telemetry.stop(5000);
    const [push] = receiver.pushes;
    expect(push?.path).toBe('/opentelemetry/v1/metrics');
    expect(push?.headers).toMatchObject({
      authorization: 'Bearer abc',
      'content-encoding': 'gzip',
      'content-type': 'application/json',
    });
    expect(push && decodePush(push).resource).toEqual({ 'service.name': 'sensor', 'host.name': 'pi' });
  });

  test('sends protobuf when asked to', async () => {
    const { telemetry } = await setUp({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' });
    telemetry.pusher.start();
    await receiver.waitFor(1);
    await telemetry.stop(5000);
    expect(receiver.pushes[0]?.headers['content-type']).toBe('application/x-protobuf');
    expect(receiver.pushes[0]?.body.includes('sensor.scrape.errors')).toBe(true);
  });

  test('counts a refused push and reports it in the next', async () => {
    const { telemetry, log } = await setUp();
    receiver.answer(400);
    telemetry.pusher.start();
    await receiver.waitFor(1);
    receiver.answer(200);
    await telemetry.stop(5000);
    const last = receiver.pushes.at(-1);
    const errors = last && decodePush(last).metrics.find(({ name }) => name === 'sensor.scrape.errors');
    expect(errors?.points).toContainEqual(
      expect.objectContaining({ attributes: { 'sensor.scrape.stage': 'push', 'error.type': '400' }, value: 1 }),
    );
    expect(log.lines).toEqual([expect.objectContaining({ level: 'warn', message: 'push failed' })]);
  });

  test('keeps a push that the endpoint cannot take, tells of it, and delivers it with its own times', async () => {
    const { telemetry, clock } = await setUp();
    receiver.answer(503);
    const firstAt = clock.now();
    telemetry.pusher.start();
    await receiver.waitForRequests(1); // the question for the date, which is answered with 503 as well
    await expect.poll(() => telemetry.prometheusText()).toMatch(/^sensor_spool_pushes 1$/m);
    expect(await telemetry.prometheusText()).toMatch(/^sensor_spool_size_bytes [1-9]\d{3}$/m);
    receiver.answer(200);
    clock.advance(15_000);
    await telemetry.stop(5000);
    const seen = receiver.pushes.map((push) => pointOf(push, 'sensor.push.sequence'));
    expect(seen.map((point) => [point?.value, point?.timeMillis])).toEqual([
      [2, firstAt + 15_000],
      [1, firstAt],
    ]);
    const text = await telemetry.prometheusText();
    expect(text).toMatch(/^sensor_pushes_spooled_total 1$/m);
    expect(text).toMatch(/^sensor_pushes_replayed_total 1$/m);
    expect(text).toMatch(/^sensor_spool_pushes 0$/m);
    expect(text).toMatch(/error_type="503"\} 1$/m);
  });

  test('shows what gauges are now, and counts it, when the clock is set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const { telemetry, clock, log } = await setUp();
      let value = 1;
      telemetry.meter.createObservableGauge('g').addCallback((result) => result.observe(value));
      expect(await telemetry.prometheusText()).toMatch(/^g 1$/m);
      value = 2;
      vi.setSystemTime(Date.now() - 3_600_000);
      clock.setWall(Date.now());
      const text = await telemetry.prometheusText();
      expect(text).toMatch(/^g 2$/m);
      expect(text).toMatch(/^sensor_clock_jumps_total\{direction="backward"\} 1$/m);
      expect(log.lines).toEqual([expect.objectContaining({ fields: { byMillis: -3_600_000 } })]);
      await telemetry.stop(5000);
    } finally {
      vi.useRealTimers();
    }
  });

  test('never lets the headers into a log line', async () => {
    const { telemetry, log } = await setUp({ OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20hunter2' });
    receiver.answer(401);
    telemetry.pusher.start();
    await receiver.waitFor(1);
    await telemetry.stop(5000);
    expect(log.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(log.lines)).not.toContain('hunter2');
  });

  test('measures and pushes nothing when the SDK is disabled', async () => {
    const { telemetry } = await setUp({ OTEL_SDK_DISABLED: 'true' });
    telemetry.counters.error('read', 'timeout');
    telemetry.pusher.start();
    await telemetry.stop(1000);
    expect(await telemetry.prometheusText()).toMatch(/^# .*OTEL_SDK_DISABLED/);
    expect(receiver.pushes).toEqual([]);
  });
});
