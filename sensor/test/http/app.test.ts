import { afterEach, describe, expect, test } from 'vitest';
import { type AppDeps, type AppOptions, createApp } from '../../src/http/app.ts';
import { type HttpServer, listen } from '../../src/http/listen.ts';
import type { Sample } from '../../src/sampler/sample.ts';
import { createFakeClock, createFakeLog, readingOf } from '../fakes.ts';
import { createCollecting, pointsOf } from '../telemetry/collecting.ts';

const token = 'a-token-of-20-chars!';
const servers: HttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close(0);
});

async function setUp(options: Partial<AppOptions> = {}, deps: Partial<AppDeps> = {}) {
  const clock = createFakeClock();
  const log = createFakeLog();
  let latest: Sample | undefined;
  const app = createApp(
    { token: undefined, scheme: 'http', staleAfterMillis: 15_000, ...options },
    {
      recorder: { latest: () => latest },
      prometheusText: async () => 'sensor_memory_bytes 1\n',
      requestDurations: { open: () => ({ record() {} }) },
      clock,
      log,
      ...deps,
    },
  );
  const server = await listen(app.callback(), { host: '127.0.0.1', port: 0, token: undefined, tls: undefined });
  servers.push(server);
  return {
    clock,
    log,
    get: (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init),
    read: (temperature: number | null, humidity: number | null = null, source = 'fake') => {
      latest = {
        reading: { ...readingOf(temperature, humidity), source },
        at: clock.now(),
        atMonotonic: clock.monotonic(),
      };
    },
  };
}

const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;

describe('GET /sensor', () => {
  test('answers error, with nulls and 200, before the first reading', async () => {
    const { get } = await setUp();
    const response = await get('/sensor');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({
      status: 'error',
      temperature: null,
      humidity: null,
      timestamp: null,
      source: null,
    });
  });

  test('answers the reading in Unix seconds, null for what the hardware does not have', async () => {
    const { get, read, clock } = await setUp();
    read(21.23456, null);
    expect(await (await get('/sensor')).json()).toEqual({
      status: 'ok',
      temperature: 21.235,
      humidity: null,
      timestamp: clock.now() / 1000,
      source: 'fake',
    });
  });

  test('answers ok at the limit of the age and stale beyond it, with the time of the reading', async () => {
    const { get, read, clock } = await setUp();
    read(21, 40);
    const readAt = clock.now() / 1000;
    clock.advance(15_000);
    expect(await (await get('/sensor')).json()).toMatchObject({ status: 'ok' });
    clock.advance(1);
    expect(await (await get('/sensor')).json()).toMatchObject({ status: 'stale', temperature: 21, timestamp: readAt });
  });

  test('stays under 200 bytes with the longest values', async () => {
    const { get, read } = await setUp();
    read(-99.9999999, 99.9999999, 'x'.repeat(500));
    expect((await (await get('/sensor')).text()).length).toBeLessThan(200);
  });
});

describe('GET /metrics', () => {
  test('answers Prometheus text', async () => {
    const { get } = await setUp();
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toBe('sensor_memory_bytes 1\n');
  });
});

describe('GET /livez and /readyz', () => {
  test('live from the start, ready from the first reading on, also when it has become stale', async () => {
    const { get, read, clock } = await setUp();
    expect((await get('/livez')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(503);
    read(20);
    clock.advance(3_600_000);
    expect((await get('/readyz')).status).toBe(200);
  });
});

describe('refusals', () => {
  test.each(['/', '/sensors', '/sensor/x', '/%2e%2e/etc/passwd'])('answers 404 as JSON to %s', async (path) => {
    const { get } = await setUp();
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await codeOf(response)).toBe('ERR_NOT_FOUND');
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('answers 405 with Allow to %s', async (method) => {
    const { get } = await setUp();
    const response = await get('/sensor', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect(await codeOf(response)).toBe('ERR_METHOD_NOT_ALLOWED');
  });

  test('answers HEAD like GET without a body', async () => {
    const { get } = await setUp();
    const response = await get('/sensor', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test('refuses a body of one byte and takes none', async () => {
    const { get } = await setUp();
    expect((await get('/sensor', { method: 'POST', body: '' })).status).toBe(405);
    const response = await get('/sensor', { method: 'POST', body: 'x' });
    expect(response.status).toBe(413);
    expect(await codeOf(response)).toBe('ERR_BODY_NOT_ALLOWED');
  });

  test('answers 500 without details when something of its own fails, and logs it', async () => {
    const { get, log } = await setUp({}, { prometheusText: async () => Promise.reject(new Error('secret detail')) });
    const response = await get('/metrics');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret detail');
    expect(log.lines).toEqual([expect.objectContaining({ level: 'error' })]);
  });
});

describe('with a token', () => {
  const authorization = (value: string) => ({ headers: { authorization: value } });

  test.each(['/sensor', '/metrics'])('%s wants it', async (path) => {
    const { get } = await setUp({ token });
    expect((await get(path, authorization(`Bearer ${token}`))).status).toBe(200);
    for (const wrong of ['', 'Bearer', `Bearer ${token}x`, `Basic ${token}`, token]) {
      const response = await get(path, authorization(wrong));
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await codeOf(response)).toBe('ERR_UNAUTHORIZED');
    }
  });

  test.each(['/livez', '/readyz'])('%s does not', async (path) => {
    const { get } = await setUp({ token });
    expect((await get(path)).status).not.toBe(401);
  });
});

test('requests are measured by route, and what matches none carries no route', async () => {
  const { requestDurations, collect } = createCollecting();
  const { get } = await setUp({}, { requestDurations });
  await get('/sensor');
  await get('/sensor?x=1');
  await get('/some/secret/path');
  await get('/livez', { method: 'POST' });
  const points = pointsOf(await collect(), 'http.server.request.duration');
  const base = { 'http.request.method': 'GET', 'url.scheme': 'http' };
  expect(points.map(([value, attributes]) => [(value as { count: number }).count, attributes])).toEqual([
    [2, { ...base, 'http.route': '/sensor', 'http.response.status_code': 200 }],
    [1, { ...base, 'http.response.status_code': 404 }],
    [1, { ...base, 'http.request.method': 'POST', 'http.route': '/livez', 'http.response.status_code': 405 }],
  ]);
});

test('methods and statuses of one route are measured apart, and a method that nobody knows as _OTHER', async () => {
  const { requestDurations, collect } = createCollecting();
  const { get } = await setUp({}, { requestDurations });
  for (const method of ['GET', 'POST', 'PROPFIND', 'GET']) await get('/livez', { method });
  const points = pointsOf(await collect(), 'http.server.request.duration');
  const base = { 'url.scheme': 'http', 'http.route': '/livez' };
  expect(points.map(([value, attributes]) => [(value as { count: number }).count, attributes])).toEqual([
    [2, { ...base, 'http.request.method': 'GET', 'http.response.status_code': 200 }],
    [1, { ...base, 'http.request.method': 'POST', 'http.response.status_code': 405 }],
    [1, { ...base, 'http.request.method': '_OTHER', 'http.response.status_code': 405 }],
  ]);
});
