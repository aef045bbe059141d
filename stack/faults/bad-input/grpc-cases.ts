import { constants, type OutgoingHttpHeaders } from 'node:http2';
import { gzipSync } from 'node:zlib';
import type { BadInputCase } from './bad-input-case.ts';
import { rawCase } from './bad-input-case.ts';
import type { Answer } from './exchange.ts';
import { ask, callHeaders, framed, type GrpcCall, grpcStatus, withSession } from './grpc-call.ts';
import { gaugeMetric, keyValue, numberPoint, request, stringValue } from './otlp-message.ts';
import { bytesField, tag, varint } from './protobuf.ts';

/** Raw HTTP/2 streams to the collector's gRPC port; the answer is the status of gRPC, or of HTTP where that comes first. */
export function grpcCases(): readonly BadInputCase[] {
  return [...messages(), ...headers(), ...wrongProtocols(), ...floods()];
}

function call(name: string, expected: readonly Answer[], make: () => GrpcCall): BadInputCase {
  return { name: `gRPC: ${name}`, expected, send: (ports) => withSession(ports, (session) => ask(session, make())) };
}

function messages(): readonly BadInputCase[] {
  const { ok, unknown, resourceExhausted, internal, unimplemented } = grpcStatus;
  const whole = request();
  const pieces = Array.from({ length: 12 }, (_, cut) =>
    whole.subarray(0, 1 + Math.floor((cut / 12) * (whole.length - 1))),
  );
  const odd = request({
    metrics: [gaugeMetric(numberPoint({ attributes: [keyValue(Buffer.from([0xff]), stringValue('x'))] }))],
  });
  return [
    ...pieces.map((piece) =>
      call(`first ${piece.length} of ${whole.length} bytes`, [internal], () => ({ body: framed(piece) })),
    ),
    call('a message of 1 MiB and one byte', [resourceExhausted], () => ({ body: framed(Buffer.alloc(2 ** 20 + 1)) })),
    call('a message that says it is 4 GiB', [resourceExhausted], () => ({
      body: framed(whole, { length: 2 ** 32 - 1 }),
    })),
    call('a message shorter than it says', [internal, unknown], () => ({
      body: framed(whole, { length: whole.length + 10 }),
    })),
    call('a message longer than it says', [ok, internal], () => ({
      body: framed(whole, { length: whole.length - 10 }),
    })),
    call('a gzip bomb: 1 MiB that unpacks to 1 GiB', [resourceExhausted, internal], () =>
      compressed('gzip', gzipBomb()),
    ),
    call('gzip that is none', [internal], () => compressed('gzip', whole)),
    call('a compressed message that names no encoding', [internal], () => ({
      body: framed(whole, { compressed: true }),
    })),
    call('an encoding of no name', [unimplemented], () => compressed('rot13', whole)),
    call('a reserved compression flag', [internal, unimplemented], () => ({
      body: Buffer.concat([Buffer.from([7]), framed(whole).subarray(1)]),
    })),
    call('no message', [internal, unknown], () => ({ body: Buffer.alloc(0) })),
    call('half of the five bytes before a message', [internal, unknown], () => ({ body: Buffer.alloc(3) })),
    call('two messages where there is one', [ok, internal], () => ({
      body: Buffer.concat([framed(whole), framed(whole)]),
    })),
    call('wire type 7', [internal], () => ({ body: framed(tag(1, 7)) })),
    call('a length that goes beyond the message', [internal], () => ({
      body: framed(Buffer.concat([tag(1, 2), varint(1000)])),
    })),
    call('text where a message belongs', [internal], () => ({ body: framed(bytesField(1, 'metrics')) })),
    call('a key of invalid UTF-8', [ok], () => ({ body: framed(odd) })),
    call('an empty message', [ok], () => ({ body: framed(Buffer.alloc(0)) })),
  ];
}

function headers(): readonly BadInputCase[] {
  const { ok, unimplemented, internal } = grpcStatus;
  const body = framed(request());
  const withHeaders = (name: string, expected: readonly Answer[], own: OutgoingHttpHeaders): BadInputCase =>
    call(name, expected, () => ({ headers: own, body }));
  return [
    withHeaders('a service that it does not have', [unimplemented], {
      ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    }),
    withHeaders('a method that it does not have', [unimplemented], {
      ':path': '/opentelemetry.proto.collector.metrics.v1.MetricsService/Import',
    }),
    withHeaders('a path of one slash', [unimplemented], { ':path': '/' }),
    withHeaders('a path of the HTTP port', [unimplemented], { ':path': '/v1/metrics' }),
    withHeaders('the type of JSON', [415], { 'content-type': 'application/json' }),
    withHeaders('no type', [415], { 'content-type': '' }),
    withHeaders('a codec of no name', [ok, internal, unimplemented], { 'content-type': 'application/grpc+rot13' }),
    withHeaders('GET', [405], { ':method': 'GET' }),
    withHeaders('a timeout that is a word', [400, internal], { 'grpc-timeout': 'soon' }),
    withHeaders('a header of 64 KiB', ['closed', ok, internal, 431], { 'x-large': 'a'.repeat(65_536) }),
  ];
}

/** The port speaks HTTP/2 only. */
function wrongProtocols(): readonly BadInputCase[] {
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
  const frame = (type: number, flags: number, stream: number, payload: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from([
        payload.length >> 16,
        (payload.length >> 8) & 255,
        payload.length & 255,
        type,
        flags,
        0,
        0,
        0,
        stream,
      ]),
      payload,
    ]);
  const settings = frame(4, 0, 0, Buffer.alloc(0));
  const raw = (name: string, ...parts: readonly (Buffer | string)[]): BadInputCase =>
    rawCase('otlpGrpc', `gRPC: ${name}`, ['closed'], () => ({ parts, endsItsSide: true }));
  return [
    raw('a request of HTTP/1.1', 'POST /v1/metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'),
    raw('the start of TLS', Buffer.from(`1603010200010001fc0303${'00'.repeat(505)}`, 'hex')),
    raw('4 KiB of zeros', Buffer.alloc(4096)),
    raw('half a preface', preface.slice(0, 12)),
    raw('a preface and rubbish', preface, Buffer.alloc(4096, 'x')),
    raw('a preface and no settings', preface, frame(0, 0, 1, Buffer.from('data'))),
    raw('data for a stream that was never opened', preface, settings, frame(0, 0, 9, Buffer.from('data'))),
    raw('headers on stream 0', preface, settings, frame(1, 4, 0, Buffer.alloc(8))),
    raw('headers that are no HPACK', preface, settings, frame(1, 5, 1, Buffer.alloc(64, 0xff))),
    raw('a frame of 16 MiB', preface, settings, Buffer.from([0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1])),
    raw('a window update of 0', preface, settings, frame(8, 0, 0, Buffer.alloc(4))),
    raw('settings with a window of 2^32 - 1', preface, frame(4, 0, 0, Buffer.from('0004ffffffff', 'hex'))),
    raw(
      'headers that go on for 2,000 frames',
      preface,
      settings,
      frame(1, 0, 1, Buffer.alloc(8)),
      ...Array.from({ length: 2000 }, () => frame(9, 0, 1, Buffer.alloc(64))),
    ),
  ];
}

function floods(): readonly BadInputCase[] {
  return [
    {
      name: 'gRPC: 1,000 calls that are cancelled at once',
      expected: ['closed', grpcStatus.ok],
      send: (ports) =>
        withSession(ports, async (session) => {
          for (let stream = 0; stream < 1000 && !session.destroyed; stream += 1) {
            const cancelled = session.request(callHeaders);
            cancelled.on('error', () => {});
            cancelled.close(constants.NGHTTP2_CANCEL);
          }
          return session.destroyed ? 'closed' : ask(session, { body: framed(request()) });
        }),
    },
    {
      name: 'gRPC: 64 calls at once on one connection, four times what it takes',
      // Those beyond the 16 wait, or are reset where they came before its limit was known.
      expected: [grpcStatus.ok, 'closed'],
      send: (ports) =>
        withSession(ports, async (session) => {
          const answers = await Promise.all(
            Array.from({ length: 64 }, () => ask(session, { body: framed(request()) })),
          );
          return answers.find((answer) => answer !== grpcStatus.ok) ?? grpcStatus.ok;
        }),
    },
  ];
}

function compressed(encoding: string, message: Buffer): GrpcCall {
  return { headers: { 'grpc-encoding': encoding }, body: framed(message, { compressed: true }) };
}

/** 1 MiB: a thousand members, for 1 GiB at once would be too much for this process as well. */
function gzipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(2 ** 20));
  return Buffer.alloc(Math.floor(2 ** 20 / member.length) * member.length, member);
}
