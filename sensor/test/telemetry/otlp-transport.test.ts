import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { createOtlpTransport, SendError } from '../../src/telemetry/otlp-transport.ts';
import { createFakeClock } from '../fakes.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

async function setUp(listener: RequestListener, env: Record<string, string> = {}) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { telemetry } = parseConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...env }, () => Buffer.alloc(0));
  const transport = createOtlpTransport(telemetry.exporter, { clock: createFakeClock(now) });
  onTestFinished(transport.close);
  const aborted = new AbortController();
  const send = (body: string | Buffer = '{}', timeoutMillis = 20_000, packed = false) =>
    transport.send(Buffer.from(body as string), { encoding: 'json', packed, timeoutMillis, signal: aborted.signal });
  return { send, abort: () => aborted.abort(new SendError('given up', 'timeout')), server };
}

const answering =
  (status: number, headers: Record<string, string> = {}, body = ''): RequestListener =>
  (request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(status, headers).end(body));
  };

describe('createOtlpTransport', () => {
  test.each([200, 202, 299])('takes %i for accepted and gives the answer', async (status) => {
    const { send } = await setUp(answering(status, { date: new Date(now).toUTCString() }, 'hello'));
    expect(await send()).toEqual({ kind: 'accepted', response: Buffer.from('hello'), dateMillis: now });
  });

  test.each([429, 502, 503, 504])('takes %i for worth another try', async (status) => {
    const { send } = await setUp(answering(status));
    expect(await send()).toMatchObject({ kind: 'retryable', answered: true, error: { code: status } });
  });

  test.each([301, 400, 401, 404, 408, 413, 500, 501])('takes %i for final', async (status) => {
    const { send } = await setUp(answering(status));
    expect(await send()).toMatchObject({ kind: 'refused', error: { code: status } });
  });

  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': new Date(now + 9000).toUTCString() }, 9000],
    // By the answer's own date where it has one: the device's clock may be wrong.
    [{ 'retry-after': new Date(now + 99_000).toUTCString(), date: new Date(now + 90_000).toUTCString() }, 9000],
    [{}, undefined],
  ])('reads the wait that %j asks for', async (headers, retryAfterMillis) => {
    const { send } = await setUp((request, response) => {
      response.sendDate = false;
      answering(429, headers)(request, response);
    });
    expect(await send()).toMatchObject({ kind: 'retryable', retryAfterMillis });
  });

  test('tells of no date when the answer has none', async () => {
    const { send } = await setUp((request, response) => {
      response.sendDate = false;
      answering(200)(request, response);
    });
    expect(await send()).toMatchObject({ kind: 'accepted', dateMillis: undefined });
  });

  test.each([
    ['a connection that is refused', 'ECONNREFUSED', (listener: RequestListener) => listener, true],
    [
      'a connection that breaks',
      'ECONNRESET',
      () => (request: Parameters<RequestListener>[0]) => void request.socket.resetAndDestroy(),
      false,
    ],
    [
      'an answer that breaks off in its head',
      'ECONNRESET',
      () => (request: Parameters<RequestListener>[0]) => void request.socket.end('HTTP/1.1 2'),
      false,
    ],
  ])('takes %s for worth another try', async (_, code, listener, closed) => {
    const { send, server } = await setUp(listener(answering(200)) as RequestListener);
    if (closed) await new Promise((resolve) => server.close(resolve));
    expect(await send()).toMatchObject({
      kind: 'retryable',
      answered: false,
      error: { code: expect.stringMatching(code) },
    });
  });

  test('gives up in time on an endpoint that never answers, and on one that says so slowly', async () => {
    const { send } = await setUp(() => {});
    expect(await send('{}', 50)).toMatchObject({ kind: 'retryable', answered: false, error: { code: 'timeout' } });
    const slow = await setUp((_request, response) => void response.writeHead(503).write('x'));
    expect(await slow.send('{}', 200)).toMatchObject({ kind: 'retryable', answered: true, error: { code: 503 } });
  });

  test('ends at once when it is told to', async () => {
    const { send, abort, server } = await setUp(() => {});
    const outcome = send();
    await once(server, 'request');
    abort();
    expect(await outcome).toMatchObject({ kind: 'retryable', answered: false, error: { code: 'timeout' } });
  });

  test('sends another time at once when the server closed the connection that it kept', async () => {
    let requests = 0;
    const { send, server } = await setUp((request, response) => {
      requests += 1;
      answering(200)(request, response);
    });
    server.on('connection', (socket) => {
      let first = true;
      socket.on('data', () => {
        if (!first) socket.resetAndDestroy(); // the second request on a connection meets a server that has gone
        first = false;
      });
    });
    expect(await send()).toMatchObject({ kind: 'accepted' });
    expect(await send()).toMatchObject({ kind: 'accepted' });
    expect(requests).toBeGreaterThanOrEqual(2);
  });

  test('reads no more of an answer than makes sense', async () => {
    const { send } = await setUp(answering(200, {}, 'x'.repeat(1_000_000)));
    const outcome = await send();
    expect(outcome.kind === 'accepted' && outcome.response.length).toBeLessThanOrEqual(65_536);
  });

  test.each(['gzip', 'none'])('packs what it sends when it is told to, but not twice (%s)', async (compression) => {
    const bodies: string[] = [];
    const { send } = await setUp(
      async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        expect(request.headers['content-encoding']).toBe('gzip');
        bodies.push(gunzipSync(Buffer.concat(chunks)).toString());
        response.end();
      },
      { OTEL_EXPORTER_OTLP_COMPRESSION: compression },
    );
    if (compression === 'gzip') expect(await send('{"a":1}')).toMatchObject({ kind: 'accepted' });
    expect(await send(gzipSync('{"a":2}'), 20_000, true)).toMatchObject({ kind: 'accepted' });
    expect(bodies).toEqual(compression === 'gzip' ? ['{"a":1}', '{"a":2}'] : ['{"a":2}']);
  });
});
