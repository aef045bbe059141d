import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Reading } from '../../../../sensor/src/source/sensor-source.ts';
import { createBaselineHandler } from '../../../bench/baseline/baseline-handler.ts';
import type { Faults } from '../../../bench/baseline/faults.ts';
import { storedNames } from '../../../stored-names.ts';

const reading: Reading = { temperatureCelsius: 21.5, humidityPercent: null, source: 'fake', hardwareId: 'a' };

async function service(read: () => Promise<Reading> = async () => reading, padding?: string) {
  const calls: string[] = [];
  const faults: Faults = {
    onRequest: () => calls.push('request'),
    onMetrics: () => calls.push('metrics'),
    sensorPadding: () => padding,
  };
  const handler = createBaselineHandler({ source: { read }, faults, now: () => 1500, residentBytes: () => 42 });
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { calls, get: (path: string) => fetch(`${url}${path}`) };
}

describe('createBaselineHandler', () => {
  test('exposes the reading under the name by which the store is asked for it, and leaves out what was not read', async () => {
    const { get, calls } = await service();
    const text = await (await get('/metrics')).text();
    expect(text).toContain(`\n${storedNames.temperature} 21.5\n`);
    expect(text).toContain('\nsensor_memory_bytes 42\n');
    expect(text).not.toContain(storedNames.humidity);
    expect(calls).toEqual(['request', 'metrics']);
  });
  test('answers /sensor with the reading alone, and does no work of /metrics for it', async () => {
    const { get, calls } = await service();
    const body = await (await get('/sensor')).json();
    expect(body).toEqual({ status: 'ok', temperature: 21.5, humidity: null, timestamp: 1.5 });
    expect(calls).toEqual(['request']);
  });
  test('sends the padding along where there is one', async () => {
    const { get } = await service(undefined, 'x'.repeat(1000));
    expect((await (await get('/sensor')).text()).length).toBeGreaterThan(1000);
  });
  test('answers 500 where the sensor cannot be read, and 404 elsewhere', async () => {
    const { get } = await service(() => Promise.reject(new Error('no hardware')));
    expect((await get('/metrics')).status).toBe(500);
    expect((await get('/')).status).toBe(404);
    expect((await get('/livez')).status).toBe(200);
  });
});
