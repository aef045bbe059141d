import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodePush, type ReceivedPush, startOtlpReceiver } from './otlp-receiver.ts';
import { createServiceBench, type ServiceBench } from './service-bench.ts';

let bench: ServiceBench;
beforeAll(async () => {
  bench = await createServiceBench();
});
afterAll(() => bench.close());

// Side by side and with 15 s each: the slow ones wait for the bounds of a stop, 8.5 s at most.
describe.concurrent('the service, stopped', { timeout: 15_000 }, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s takes a last reading, pushes it and exits 0', async (signal) => {
    const receiver = await startOtlpReceiver();
    const service = bench.start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const url = await service.started();
    await receiver.waitFor(1);
    service.child.kill(signal);
    expect(await service.exited()).toBe(0);
    expect(receiver.pushes).toHaveLength(2);
    const [first = 0, last = 0] = receiver.pushes.map(readAttempts);
    expect(last).toBeGreaterThan(first);
    await expect(connected(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    receiver.close();
  });

  test('exits 0 in time although the endpoint never answers', async () => {
    const receiver = await startOtlpReceiver();
    receiver.answer('hang');
    const service = bench.start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    await receiver.waitForRequests(1);
    service.child.kill('SIGTERM');
    expect(await service.exited()).toBe(0);
    receiver.close();
  });

  test('exits 0 in time although nobody listens at the endpoint', async () => {
    const service = bench.start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    await service.started();
    service.child.kill('SIGTERM');
    expect(await service.exited()).toBe(0);
  });

  test('exits 0 in time although a read is blocked in the kernel', async () => {
    // A pipe that nobody writes to blocks its reader, as a stuck bus does.
    const sysfs = join(bench.folder, 'sys');
    const device = join(sysfs, 'bus/iio/devices/iio:device0');
    mkdirSync(device, { recursive: true });
    writeFileSync(join(device, 'name'), 'dht11\n');
    execFileSync('mkfifo', [join(device, 'in_temp_input')]);
    const service = bench.start({
      SENSOR_SOURCE: 'iio',
      SENSOR_SYSFS_ROOT: sysfs,
      SENSOR_READ_TIMEOUT: '100',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    });
    await service.said('"timeout"');
    service.child.kill('SIGTERM');
    expect(await service.exited()).toBe(0);
    expect(service.output.stdout).toContain('"stopped"');
  });

  test('exits at once, with 1, on a second signal', async () => {
    const receiver = await startOtlpReceiver();
    receiver.answer('hang');
    const service = bench.start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    await receiver.waitForRequests(1);
    service.child.kill('SIGTERM');
    await service.said('"stopping"');
    service.child.kill('SIGTERM');
    expect(await service.exited()).toBe(1);
    receiver.close();
  });
});

function readAttempts(push: ReceivedPush): number {
  const attempts = decodePush(push).metrics.find(({ name }) => name === 'sensor.scrape.attempts');
  return attempts?.points.find(({ attributes }) => attributes['sensor.scrape.stage'] === 'read')?.value ?? 0;
}

function connected(url: string): Promise<unknown> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  return once(socket, 'connect').finally(() => socket.destroy());
}
