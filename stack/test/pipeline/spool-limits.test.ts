import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { variables } from '../../../sensor/src/config/variables.ts';
import { startOtlpReceiver } from '../../../sensor/test/otlp-receiver.ts';
import { createServiceBench, type ServiceBench } from '../../../sensor/test/service-bench.ts';

/** A day and an hour, at a push every 15 s. */
const dayPushes = 5_760;
const hourPushes = 240;
/** More than any profile repeats: from then on a push is as large as it gets. */
const pushesBefore = 11;

let bench: ServiceBench;
beforeAll(async () => {
  bench = await createServiceBench();
});
afterAll(() => bench.close());

async function pushBytes(env: Record<string, string>): Promise<number> {
  const receiver = await startOtlpReceiver();
  const service = bench.start({
    ...env,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
  });
  const url = await service.started();
  // Each route is a series of its own.
  for (const path of ['/sensor', '/livez', '/readyz', '/metrics', '/nothing']) await fetch(`${url}${path}`);
  await receiver.waitFor(pushesBefore);
  receiver.close();
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const metricOf = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    const pushes = metricOf('sensor_spool_pushes');
    if (pushes >= 3) return metricOf('sensor_spool_size_bytes') / pushes;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe.concurrent('what waits in an outage fits the default limits', { timeout: 60_000 }, () => {
  test.for(['safe', 'flash-friendly'])('with the repetitions of the profile %s', async (profile, { expect }) => {
    const settings = parseEnv(await readFile(join(import.meta.dirname, `../../../durability/${profile}.env`), 'utf8'));
    const env = { SENSOR_PUSH_REPEAT: settings['SENSOR_PUSH_REPEAT'] ?? '' };
    expect(Number(env.SENSOR_PUSH_REPEAT)).toBeGreaterThan(0);
    const [onDisk, inMemory] = await Promise.all([
      pushBytes({ ...env, SENSOR_SPOOL_DIR: await mkdtemp(join(bench.folder, 'spool-')) }),
      pushBytes(env),
    ]);
    expect(onDisk).toBeGreaterThan(1_000);
    expect(onDisk * dayPushes).toBeLessThan(Number(settings['SENSOR_SPOOL_LIMIT'] ?? variables.spoolLimit.fallback));
    expect(inMemory).toBeGreaterThan(1_000);
    const memoryLimit = Number(settings['SENSOR_SPOOL_MEMORY_LIMIT'] ?? variables.spoolMemoryLimit.fallback);
    expect(inMemory * hourPushes).toBeLessThan(memoryLimit);
  });
});
