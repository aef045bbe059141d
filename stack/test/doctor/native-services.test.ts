import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isDataFolderWritable, isNativeRunning, readNativeServices } from '../../doctor/gather/native-services.ts';
import { parseDevicesPort } from '../../native/devices-port.ts';
import { makeCertificate } from '../certificate.ts';
import { tempDir } from '../temp-dir.ts';

describe('readNativeServices', () => {
  test('asks each component, and says what is wrong with the one that does not answer', async () => {
    const server = createServer((request, response) =>
      response.writeHead(request.url === '/health' ? 503 : 200).end('x'),
    );
    server.listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ports = { sensor: port, otlpHttp: 2, otlpGrpc: 3, health: port, victoriaMetrics: port };
    const services = await readNativeServices({ root: '/srv', ports, env: {}, devices: undefined });
    expect(services.map(({ name, isUp, error }) => [name, isUp, error])).toEqual([
      ['victoriametrics', false, 'HTTP 503: x'],
      ['collector', true, ''],
      ['sensor', true, ''],
    ]);
    expect(services[1]?.bindings.map(({ hostPort }) => hostPort)).toEqual([2, 3, port]);
  });

  test('asks a sensor with TLS by https, at the one address where it listens', async () => {
    const certificateFile = await makeCertificate(await tempDir());
    const pem = await readFile(certificateFile);
    const server = createTlsServer({ cert: pem, key: pem }, (_request, response) => response.end());
    server.listen(0, '127.0.0.2');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port: sensor } = server.address() as AddressInfo;
    const ports = { sensor, otlpHttp: 1, otlpGrpc: 1, health: 1, victoriaMetrics: 1 };
    const stateOf = async (env: NodeJS.ProcessEnv) => {
      const services = await readNativeServices({ root: '/srv', ports, env, devices: undefined });
      return services.find(({ name }) => name === 'sensor');
    };
    const env = { SENSOR_HTTP_HOST: '127.0.0.2', SENSOR_HTTP_TLS_CERT_FILE: certificateFile };
    expect(await stateOf(env)).toMatchObject({ isUp: true, error: '' });
    const renewed = { ...env, SENSOR_HTTP_TLS_CERT_FILE: await makeCertificate(await tempDir()) };
    expect(await stateOf(renewed)).toMatchObject({
      isUp: false,
      error: expect.stringContaining('another certificate'),
    });
  });

  test.each([
    [{}, '127.0.0.1', false, false],
    [{ SENSOR_HTTP_HOST: '0.0.0.0', SENSOR_HTTP_TOKEN_FILE: '/etc/token' }, '0.0.0.0', true, false],
    [{ SENSOR_HTTP_HOST: '0.0.0.0', SENSOR_HTTP_TLS_CERT_FILE: '/etc/server.pem' }, '0.0.0.0', false, true],
  ])('knows where the sensor listens: %j', async (env, hostAddress, hasToken, hasTls) => {
    const ports = { sensor: 1, otlpHttp: 1, otlpGrpc: 1, health: 1, victoriaMetrics: 1 };
    const services = await readNativeServices({ root: '/srv', ports, env, devices: undefined });
    expect(services.find(({ name }) => name === 'sensor')?.bindings).toMatchObject([{ hostAddress, hasToken, hasTls }]);
    expect(services.find(({ name }) => name === 'collector')?.bindings[0]?.hostAddress).toBe('127.0.0.1');
  });
});

describe('the ports for other devices', () => {
  const ports = { sensor: 1, otlpHttp: 1, otlpGrpc: 1, health: 1, victoriaMetrics: 1 };

  test("are the collector's, once they are opened", async () => {
    const env = { STACK_DEVICES_BIND: '192.0.2.7', STACK_DEVICES_HTTP_PORT: '6318' };
    const services = await readNativeServices({ root: '/srv', ports, env, devices: parseDevicesPort('/srv', env, []) });
    expect(services.find(({ name }) => name === 'collector')?.bindings.slice(-2)).toMatchObject([
      { servicePort: 5318, hostPort: 6318, hostAddress: '192.0.2.7', hasToken: true, hasTls: true },
      { servicePort: 5317, hostPort: 5317, hostAddress: '127.0.0.1', hasToken: true, hasTls: true },
    ]);
  });
});

describe('isNativeRunning', () => {
  test('holds while the process of the lock is there', async () => {
    const [dataDir, procRoot] = [await tempDir(), await tempDir()];
    expect(await isNativeRunning(dataDir, procRoot)).toBe(false);
    await writeFile(join(dataDir, 'runner.lock'), '4711 815\n');
    expect(await isNativeRunning(dataDir, procRoot)).toBe(false);
    await mkdir(join(procRoot, '4711'));
    expect(await isNativeRunning(dataDir, procRoot)).toBe(true);
  });
});

describe('isDataFolderWritable', () => {
  test('knows nothing of a folder that is not there yet', async () => {
    const folder = await tempDir();
    expect(await isDataFolderWritable(folder)).toBe(true);
    expect(await isDataFolderWritable(join(folder, 'data'))).toBeUndefined();
  });
});
