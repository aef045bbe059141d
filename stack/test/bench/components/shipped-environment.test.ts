import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test, vi } from 'vitest';
import { shippedEnvironment } from '../../../bench/components/shipped-environment.ts';
import { collectorCommand, sensorCommand, victoriaMetricsCommand } from '../../../native/commands.ts';

const root = join(import.meta.dirname, '../../../..');
const ports = { sensor: 1, otlpHttp: 2, otlpGrpc: 3, health: 4, victoriaMetrics: 5 };

test('every component is measured with the default profile and a folder for undelivered pushes, whatever the caller has set', async () => {
  vi.stubEnv('SENSOR_PUSH_REPEAT', '7');
  vi.stubEnv('DURABILITY', 'flash-friendly');
  const env = await shippedEnvironment(root, '/data');
  const options = { root, dataDir: '/data', ports, hostName: 'bench', env };
  const safe = parseEnv(await readFile(join(root, 'durability/safe.env'), 'utf8'));
  const commands = [
    await victoriaMetricsCommand('victoria-metrics', options),
    await collectorCommand('collector', options),
    sensorCommand('sensor.mjs', options),
  ];
  const environment = Object.assign({}, ...commands.map((command) => command.env));
  expect(environment).toMatchObject(safe);
  expect(environment).toMatchObject({ SENSOR_SPOOL_DIR: '/data/sensor' });
});
