import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readServiceLimits } from '../../limits.ts';
import { readProcessMemory } from '../../native/process-memory.ts';
import type { RunningProcess } from '../../native/start-process.ts';
import { createDevicesFixture, type DevicesFixture } from './devices-fixture.ts';
import { grpcStatus } from './grpc-status.ts';
import { metricBody } from './otlp-body.ts';
import { eventually, root, stored, withoutBinaries } from './pipeline.ts';
import { ended, firstLine, opened } from './raw-connection.ts';
import { type SteadyPushes, startSteadyPushes } from './steady-pushes.ts';

const needs = '[needs collector and VictoriaMetrics]';
// otel-collector/devices.yaml
const maxBodyBytes = 131_072;

describe.skipIf(withoutBinaries)(`the ports for other devices ${needs}`, () => {
  let fixture: DevicesFixture;
  let collector: RunningProcess;
  let honest: string;
  let other: string;
  let steady: SteadyPushes;
  beforeAll(async () => {
    fixture = await createDevicesFixture();
    honest = await fixture.add('honest');
    other = await fixture.add('other');
    collector = await fixture.startCollector();
    // On one connection that stays open through everything below.
    steady = startSteadyPushes(async (value, agent) => fixture.push(honest, metricBody('steady', value), { agent }));
  });
  afterAll(async () => {
    await steady?.stop();
    await fixture?.close();
  });

  const tls = (options: ConnectionOptions = {}): Promise<TLSSocket> =>
    opened(
      connectTls({ port: fixture.port.httpPort, host: '127.0.0.1', ca: fixture.authority, ...options }),
      'secureConnect',
    );
  const head = (...headers: string[]): string =>
    ['POST /v1/metrics HTTP/1.1', 'host: localhost', 'content-type: application/json', ...headers, '', ''].join('\r\n');
  const expectWithinLimit = async (): Promise<void> => {
    const { memoryBytes } = await readServiceLimits(root, 'otel-collector');
    expect((await readProcessMemory(collector.pid ?? 0))?.anonymousBytes).toBeLessThan(memoryBytes);
  };
  /** Half of them not even a handshake. */
  const silent = (index: number): Promise<Socket> =>
    index % 2 === 0 ? tls() : opened(connectTcp({ port: fixture.port.httpPort, host: '127.0.0.1' }), 'connect');
  /** The first line of the answer to what is written by hand; undefined: the connection ended without one. */
  const rawAnswer = async (socket: Socket, text: string): Promise<string | undefined> => {
    socket.write(text);
    return firstLine(socket);
  };

  describe('refuse without a credential of their own:', () => {
    test('no more than a push with one is taken', async () => {
      expect(await fixture.push(honest, metricBody('abuse', 1))).toBe(200);
    });

    test.each<[string, () => string | undefined]>([
      ['none', () => undefined],
      ['an empty one', () => ''],
      ['a name alone', () => 'honest'],
      ['a made-up secret', () => `honest.${'A'.repeat(43)}`],
      ["another device's secret", () => `honest.${other.slice('other.'.length)}`],
      ['a byte less', () => honest.slice(0, -1)],
      ['a byte more', () => `${honest}A`],
      ['the name in capitals', () => honest.replace('honest', 'HONEST')],
      ['two in one header', () => `${honest},${other}`],
    ])('%s', async (_, token) => {
      expect(await fixture.push(token(), metricBody('abuse', 1))).toBe(401);
    });

    test.each([
      ['the first', (good: string) => [`authorization: Bearer ${good}`, 'authorization: Bearer none.none'], '200'],
      ['the second', (good: string) => ['authorization: Bearer none.none', `authorization: Bearer ${good}`], '401'],
    ] as const)('of two headers, when %s is good: the first counts', async (_, headers, status) => {
      const body = metricBody('abuse', 1);
      const socket = await tls();
      const answer = await rawAnswer(socket, head(...headers(honest), `content-length: ${body.length}`) + body);
      expect(answer).toContain(` ${status} `);
      socket.destroy();
    });

    test('and take the name from the header that was checked', async () => {
      const body = metricBody('two_headers', 1);
      const socket = await tls();
      const headers = [`authorization: Bearer ${other}`, `authorization: Bearer ${honest}`];
      await rawAnswer(socket, head(...headers, `content-length: ${body.length}`) + body);
      socket.destroy();
      await stored(fixture.pipeline.store, 'two_headers');
      const series = await fixture.pipeline.store.export('two_headers');
      expect(series.map(({ labels }) => labels['host_name'])).toEqual(['other']);
    });
  });

  test.each<[string, () => string | undefined, string]>([
    ['a credential', () => honest, '0'],
    ['none', () => undefined, '16'],
    ["another device's secret", () => `honest.${other.slice('other.'.length)}`, '16'],
  ])('answer over gRPC as over HTTP: %s', async (_, token, status) => {
    expect(await grpcStatus(fixture.port.grpcPort, fixture.authority, token())).toBe(status);
  });

  describe('speak TLS alone, of this decade:', () => {
    test('plain HTTP is refused', async () => {
      const body = metricBody('abuse', 1);
      const socket = await opened(connectTcp({ port: fixture.port.httpPort, host: '127.0.0.1' }), 'connect');
      const text = head(`authorization: Bearer ${honest}`, `content-length: ${body.length}`) + body;
      expect(await rawAnswer(socket, text)).toContain(' 400 ');
      socket.destroy();
    });

    test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s is taken', async (version) => {
      const socket = await tls({ minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
      socket.destroy();
    });

    test.each(['httpPort', 'grpcPort'] as const)('TLS 1.1 is refused: %s', async (port) => {
      // Without the security level this client would not even ask.
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      await expect(tls({ ...old, port: fixture.port[port] })).rejects.toMatchObject({
        code: expect.stringMatching(/PROTOCOL_VERSION/),
      });
    });

    test('a device that does not know the authority sends nothing', async () => {
      await expect(tls({ ca: [] })).rejects.toMatchObject({ code: expect.stringMatching(/SIGNATURE|ISSUER/) });
    });
  });

  describe('bound what they take:', () => {
    const padded = (bytes: number): string => metricBody('padded', 1).padEnd(bytes, ' ');

    test.each([
      [maxBodyBytes, 200],
      [maxBodyBytes + 1, 400],
    ])('a body of %i bytes is answered with %i', async (bytes, status) => {
      expect(await fixture.push(honest, padded(bytes))).toBe(status);
      const compressed = { headers: { 'content-encoding': 'gzip' } };
      expect(await fixture.push(honest, gzipSync(padded(bytes)), compressed)).toBe(status);
    });

    test('20 kB that unpack to 20 MB are refused', async () => {
      const bomb = gzipSync(padded(20_000_000));
      expect(bomb.length).toBeLessThan(100_000);
      expect(await fixture.push(honest, bomb, { headers: { 'content-encoding': 'gzip' } })).toBe(400);
    });

    test.each<[string, Buffer, string]>([
      // Two bytes each on the wire, 250 as an object with three labels.
      ['of 65,536 empty resources', Buffer.alloc(maxBodyBytes, Buffer.from([0x0a, 0x00])), 'application/x-protobuf'],
      ['that is a map in a map, 1,000 deep', Buffer.from(nested(1_000)), 'application/json'],
    ])('a body %s leaves the collector within its memory limit', async (_, body, type) => {
      expect([200, 400, 503]).toContain(await fixture.push(honest, body, { headers: { 'content-type': type } }));
      await expectWithinLimit();
    });

    test.each<[string, () => string, string]>([
      // Slower than the largest body would come in, so that only the time can end it.
      ['body', () => head(`authorization: Bearer ${honest}`, 'transfer-encoding: chunked'), '1\r\n \r\n'],
      ['head', () => 'POST /v1/metrics HTTP/1.1\r\nhost: localhost\r\n', 'x: y\r\n'],
    ])('a request whose %s never ends is cut off, and not before its time is over', async (_, start, drop) => {
      const { afterMillis, answer } = await dripped(await tls(), start(), drop);
      // read_header_timeout and read_timeout are 5 and 10 s. A refusal of what was written so far would come at once.
      expect(afterMillis).toBeGreaterThan(4_000);
      expect(afterMillis).toBeLessThan(30_000);
      expect(answer).not.toContain(' 200 ');
    });

    test('500 connections that say nothing end, and leave the collector within its memory limit', async () => {
      const idle: Socket[] = [];
      // In groups: 250 handshakes at once are a test of this client and the machine.
      while (idle.length < 500)
        idle.push(...(await Promise.all(Array.from({ length: 50 }, (_, index) => silent(index)))));
      const before = steady.statuses.length;
      await eventually(
        async () => steady.statuses.length,
        (count) => count > before + 2,
      );
      await expectWithinLimit();
      await Promise.all(idle.map(ended));
    });
  });

  test('lost nothing of another device through all that', async () => {
    const statuses = await steady.stop();
    expect(statuses.length).toBeGreaterThan(50);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await stored(fixture.pipeline.store, 'steady', statuses.length);
  });
});

/** A request that goes on for ever, a few bytes at a time: when the other side ends it, and what it says to that. */
async function dripped(socket: Socket, start: string, drop: string): Promise<{ afterMillis: number; answer: string }> {
  const startedAt = performance.now();
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString('latin1');
  });
  socket.write(start);
  const drip = setInterval(() => socket.write(drop), 200);
  await ended(socket);
  clearInterval(drip);
  return { afterMillis: performance.now() - startedAt, answer };
}

function nested(depth: number): string {
  const claim = metricBody('nested', 1, { point: [['map', 'innermost']] });
  const [before, after] = claim.split('{"stringValue":"innermost"}');
  const open = '{"kvlistValue":{"values":[{"key":"a","value":'.repeat(depth);
  return `${before}${open}{"stringValue":"x"}${'}]}}'.repeat(depth)}${after}`;
}
