import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { nodeFlags } from '../build.ts';
import { decodePush, type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';
import { createServiceBench, type ServiceBench } from './service-bench.ts';

let bench: ServiceBench;
let receiver: OtlpReceiver;
beforeAll(async () => {
  bench = await createServiceBench();
});
afterAll(() => bench.close());
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

const start = (env: Readonly<Record<string, string>> = {}, args: readonly string[] = []) =>
  bench.start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env }, args);

describe('the service, started', () => {
  test('pushes the first reading at once, and answers on every endpoint', async () => {
    const service = start();
    const url = await service.started();
    await receiver.waitFor(1);
    const [push] = receiver.pushes;
    const temperature = push && decodePush(push).metrics.find(({ name }) => name === 'sensor.temperature');
    expect(temperature?.points.map(({ value }) => value)).toEqual([21.5]);
    expect(await (await fetch(`${url}/sensor`)).json()).toMatchObject({
      status: 'ok',
      temperature: 21.5,
      humidity: 40,
    });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('sensor_temperature_celsius{');
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  // It waits 3 s for a reading: more than half of the default timeout, and two cores are shared.
  test('pushes its errors although there is never a reading, and does not wait for an interval', {
    timeout: 20_000,
  }, async () => {
    start({
      SENSOR_SOURCE: 'iio',
      SENSOR_SYSFS_ROOT: join(bench.folder, 'nothing'),
      OTEL_METRIC_EXPORT_INTERVAL: '300000',
    });
    await receiver.waitFor(1);
    const [push] = receiver.pushes;
    const errors = push && decodePush(push).metrics.find(({ name }) => name === 'sensor.scrape.errors');
    expect(errors?.points.map(({ attributes }) => attributes)).toContainEqual({
      'sensor.scrape.stage': 'read',
      'error.type': 'not_found',
    });
  });

  test('writes no line per push', async () => {
    const service = start({ OTEL_METRIC_EXPORT_INTERVAL: '1000' });
    await receiver.waitFor(3);
    expect(service.output.stdout.trim().split('\n')).toHaveLength(1);
  });
});

describe('the service, started wrongly', () => {
  test('--help lists the variables and exits 0', async () => {
    const service = start({ OTEL_METRIC_EXPORT_INTERVAL: 'nonsense' }, ['--help']);
    expect(await service.exited()).toBe(0);
    expect(service.output.stdout).toContain('SENSOR_SAMPLE_INTERVAL');
  });

  test('an unknown argument exits 64 and points to --help', async () => {
    const service = start({}, ['--verbose']);
    expect(await service.exited()).toBe(64);
    expect(service.output.stderr).toMatch(/--verbose.*--help/);
  });

  test('a bad configuration exits 78 with every fault, and nothing was started', async () => {
    const service = start({ OTEL_METRIC_EXPORT_INTERVAL: 'soon', SENSOR_HTTP_PORT: '-1', SENSOR_QUEUE_CAPACITY: '0' });
    expect(await service.exited()).toBe(78);
    for (const name of ['OTEL_METRIC_EXPORT_INTERVAL', 'SENSOR_HTTP_PORT', 'SENSOR_QUEUE_CAPACITY']) {
      expect(service.output.stderr).toContain(name);
    }
    expect(service.output.stdout).toBe('');
    expect(receiver.pushes).toEqual([]);
  });

  test('a port that is taken exits 1 and says so', async () => {
    const service = start({ SENSOR_HTTP_PORT: new URL(receiver.url).port });
    expect(await service.exited()).toBe(1);
    expect(service.output.stdout).toContain('EADDRINUSE');
  });
});

test('npm run sensor starts node with the flags that are measured', () => {
  expect(packageJson.scripts.sensor).toBe(`node ${nodeFlags.join(' ')} dist/sensor.mjs`);
});
