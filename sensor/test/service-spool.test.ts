import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { decodeRecords } from '../src/spool/record.ts';
import { type OtlpReceiver, pointOf, startOtlpReceiver } from './otlp-receiver.ts';
import { createServiceBench, type Service, type ServiceBench } from './service-bench.ts';

let bench: ServiceBench;
beforeAll(async () => {
  bench = await createServiceBench();
});
afterAll(() => bench.close());

let folders = 0;
function folder(): string {
  folders += 1;
  return join(bench.folder, `spool-${folders}`);
}

/** Value of a metric without labels on /metrics. */
async function metricOf(service: Service, name: string): Promise<number> {
  const text = await (await fetch(`${await service.started()}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

const sequencesOf = ({ pushes }: OtlpReceiver) =>
  pushes.map((push) => pointOf(push, 'sensor.push.sequence')?.value ?? 0);
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

async function recordsOf(directory: string): Promise<number> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.spool'));
  const files = await Promise.all(names.map((name) => readFile(join(directory, name))));
  return files.reduce((sum, bytes) => sum + decodeRecords(bytes).pushes.length, 0);
}

/** A port of loopback on which nobody listens: free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

// A second between pushes is the shortest interval, and each test waits for a handful of them.
describe.concurrent('the service, with an endpoint that is away', { timeout: 30_000 }, () => {
  test('delivers from memory what it could not, with its own times', async ({ expect }) => {
    const port = await freePort();
    const service = bench.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    });
    await expect.poll(() => metricOf(service, 'sensor_spool_pushes'), { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
    const receiver = await startOtlpReceiver({ port });
    await receiver.waitFor(5);
    service.child.kill('SIGTERM');
    expect(await service.exited()).toBe(0);
    const sequences = sequencesOf(receiver);
    expect(sequences[0]).toBeGreaterThan(3); // the fresh one came first
    expect(sorted(sequences)).toEqual(sequences.map((_, index) => index + 1));
    const times = receiver.pushes.map((push) => pointOf(push, 'sensor.push.sequence')?.timeMillis ?? 0);
    const inOrder = sequences
      .map((number, index) => ({ number, time: times[index] ?? 0 }))
      .sort((a, b) => a.number - b.number);
    const gaps = inOrder.slice(1).map(({ time }, index) => time - (inOrder[index]?.time ?? 0));
    expect(gaps.every((gap) => gap > 0)).toBe(true); // as they were taken, not as they were sent
    receiver.close();
  });

  test('loses nothing that is on disk when it is killed, wherever it is in its writing', async ({ expect }) => {
    const directory = folder();
    const port = await freePort();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      SENSOR_SPOOL_DIR: directory,
    };
    for (const _ of [1, 2, 3]) {
      const before = await recordsOf(directory).catch(() => 0);
      const service = bench.start(env);
      await expect.poll(() => recordsOf(directory).catch(() => 0), { timeout: 15_000 }).toBeGreaterThan(before);
      service.child.kill('SIGKILL');
      expect(await service.exited()).toBe('SIGKILL');
    }
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    const onDisk = await recordsOf(directory);
    const receiver = await startOtlpReceiver({ port });
    const service = bench.start(env);
    await receiver.waitFor(onDisk + 1);
    service.child.kill('SIGTERM');
    expect(await service.exited()).toBe(0);
    const sequences = sequencesOf(receiver);
    expect(new Set(sequences).size).toBe(sequences.length);
    const firsts = sorted(sequences).filter((number) => number % 1_000_000 === 1);
    expect(firsts).toEqual([1, 1_000_001, 2_000_001, 3_000_001]); // each kill begins another million
    expect(await recordsOf(directory)).toBe(0);
    receiver.close();
  });

  test('writes the last push to disk when it is stopped, and the next process delivers it', async ({ expect }) => {
    const directory = folder();
    const port = await freePort();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, SENSOR_SPOOL_DIR: directory };
    const first = bench.start(env);
    await expect.poll(() => recordsOf(directory).catch(() => 0), { timeout: 15_000 }).toBe(1);
    first.child.kill('SIGTERM');
    expect(await first.exited()).toBe(0);
    expect(await recordsOf(directory)).toBe(2);
    const receiver = await startOtlpReceiver({ port });
    const second = bench.start(env);
    await receiver.waitFor(3);
    second.child.kill('SIGTERM');
    expect(await second.exited()).toBe(0);
    expect(sequencesOf(receiver)).toEqual([3, 1, 2, 4]);
    receiver.close();
  });

  test('gives up a push that hangs when it is stopped, and keeps both it and the last one', async ({ expect }) => {
    const directory = folder();
    const receiver = await startOtlpReceiver();
    receiver.answer('hang');
    const service = bench.start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, SENSOR_SPOOL_DIR: directory });
    await receiver.waitForRequests(1);
    service.child.kill('SIGTERM');
    expect(await service.exited()).toBe(0);
    expect(await recordsOf(directory)).toBe(2);
    receiver.close();
  });
});
