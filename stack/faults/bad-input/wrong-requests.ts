import { createRandom } from '../seeded-random.ts';
import { type BadInputCase, type HttpPort, type HttpRequest, httpBytes, httpCase, rawCase } from './bad-input-case.ts';
import type { Answer } from './exchange.ts';
import { jsonRequest, request } from './otlp-message.ts';

const protobuf = 'Content-Type: application/x-protobuf';
const json = 'Content-Type: application/json';

/** Whole pushes to the wrong place, in the wrong way, or larger than they may be. */
export function wrongRequests(): readonly BadInputCase[] {
  return [...wrongPaths(), ...wrongMethods(), ...wrongTypes(), ...wrongSizes(), ...wrongFraming()];
}

function push(name: string, expected: readonly Answer[], request: HttpRequest | (() => HttpRequest)): BadInputCase {
  const base: HttpRequest = { method: 'POST', path: '/v1/metrics', headers: [protobuf] };
  const given = typeof request === 'function' ? request : () => request;
  return httpCase('otlpHttp', name, expected, () => ({ ...base, ...given() }));
}

function wrongPaths(): readonly BadInputCase[] {
  const body = request();
  const unknown = [
    '/',
    '/v1',
    '/v1/metric',
    '/v1/metrics/',
    '/v1/Metrics',
    '/v2/metrics',
    '/metrics',
    '/v1/metrics%2f',
  ];
  // Logs and traces have no pipeline here: senders hear it at once instead of after a day.
  const withoutPipeline = ['/v1/traces', '/v1/logs', '/v1development/profiles', '/v1/profiles'];
  return [
    ...[...unknown, ...withoutPipeline].map((path) => push(`a push to ${path}`, [404], { path, body })),
    push('a push to /../v1/metrics', [301, 307, 404, 200], { path: '/../v1/metrics', body }),
    push('a push to a path of 9,000 letters', [404], { path: `/${'a'.repeat(9000)}`, body }),
    push('a push to a path with %00', [404], { path: '/v1/metrics%00', body }),
    push('a push to a path with a broken escape', [400], { path: '/v1/metrics%zz', body }),
    push('a push to a path with a blank', [400], { path: '/v1/ metrics', body }),
    push('a push through it to somebody else', [200, 404], { path: 'http://192.0.2.1/v1/metrics', body }),
  ];
}

function wrongMethods(): readonly BadInputCase[] {
  const refused = ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'post', 'M-SEARCH'];
  return [
    ...refused.map((method) => push(`a push by ${method}`, [405], { method, body: request() })),
    push('a push by HEAD', [405], { method: 'HEAD' }),
    push('CONNECT to somebody else', [404, 405], { method: 'CONNECT', path: '192.0.2.1:80', headers: [] }),
    push('a push by a method that is no word', [400], { method: 'PO(ST', body: request() }),
    push('a push without a method', [400], { method: '', body: request() }),
  ];
}

function wrongTypes(): readonly BadInputCase[] {
  const types = [
    'text/plain',
    'text/html',
    'application/xml',
    'application/octet-stream',
    'multipart/form-data; boundary=x',
  ];
  const more = [
    'application/x-www-form-urlencoded',
    'application/grpc',
    'application/protobuf',
    'application/json-seq',
    'a',
    ';',
    '',
  ];
  return [
    ...[...types, ...more].map((type) =>
      push(`a push of type ${JSON.stringify(type)}`, [415], { headers: [`Content-Type: ${type}`], body: request() }),
    ),
    push('a push without a type', [415], { headers: [], body: request() }),
    push('JSON of another character set', [200, 400, 415], {
      headers: ['Content-Type: application/json; charset=utf-16'],
      body: Buffer.from(jsonRequest(), 'utf16le'),
    }),
  ];
}

/** The limit is 1 MiB, unpacked. */
function wrongSizes(): readonly BadInputCase[] {
  const large = (bytes: number): Buffer => Buffer.alloc(bytes, request());
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 0x0a), Buffer.from('\r\n')]);
  const chunked = [protobuf, 'Transfer-Encoding: chunked'];
  return [
    push('a body of 1 MiB and one byte', [400], () => ({ body: large(2 ** 20 + 1) })),
    push('a body of 2 MiB', [400, 'closed'], () => ({ body: large(2 ** 21) })),
    push('JSON of 2 MiB', [400, 'closed'], () => ({ headers: [json], body: ' '.repeat(2 ** 21) })),
    // It answers before it has read what it will not take, and then closes: some of the body meets a closed connection.
    push('a body of 16 MiB', [400, 'closed'], () => ({ body: large(2 ** 24) })),
    push('a body of 4 MiB in chunks, of no stated length', [400, 'closed'], () => ({
      headers: chunked,
      ownLength: true,
      body: Buffer.concat([...Array.from({ length: 64 }, () => chunk), Buffer.from('0\r\n\r\n')]),
    })),
    push('a stated length of 8 EiB', [400], {
      headers: [protobuf, 'Content-Length: 9223372036854775807'],
      ownLength: true,
      body: 'x'.repeat(1_100_000),
    }),
  ];
}

function wrongFraming(): readonly BadInputCase[] {
  const own = (
    name: string,
    expected: readonly Answer[],
    headers: readonly string[],
    body: Buffer | string = request(),
  ) => push(name, expected, { headers: [protobuf, ...headers], ownLength: true, body });
  return [
    own('a negative length', [400], ['Content-Length: -1']),
    own('a length that is a word', [400], ['Content-Length: many']),
    own('a length beyond 64 bits', [400], ['Content-Length: 99999999999999999999']),
    own('two lengths that differ', [400], ['Content-Length: 1', 'Content-Length: 2']),
    own('a length and chunks', [200, 400], ['Content-Length: 3', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    own('a transfer encoding of no name', [501], ['Transfer-Encoding: rot13']),
    own('a chunk whose size is a word', [400], ['Transfer-Encoding: chunked'], 'many\r\nx\r\n0\r\n\r\n'),
    own('a chunk of 2^63 bytes', [400, 'closed'], ['Transfer-Encoding: chunked'], '8000000000000000\r\nx'),
    own('a chunk longer than it says', [400], ['Transfer-Encoding: chunked'], '1\r\nxyz\r\n0\r\n\r\n'),
  ];
}

/** Not the requests of a push but of anything: for every port that speaks HTTP/1. The refusal of each server has its own status. */
export function wrongHttp(port: HttpPort, label: string, statuses: WrongHttpStatuses): readonly BadInputCase[] {
  const { malformed, tooLargeHeaders } = statuses;
  const raw = (name: string, expected: readonly Answer[], part: () => Buffer | string, endsItsSide = false) =>
    rawCase(port, `${label}: ${name}`, expected, () => ({ parts: [part()], endsItsSide }));
  const withHeaders =
    (count: number, bytes: number): (() => Buffer) =>
    () =>
      httpBytes({ headers: Array.from({ length: count }, (_, index) => `X-${index}: ${'a'.repeat(bytes)}`) });
  return [
    raw('a header of 2 MiB', tooLargeHeaders, withHeaders(1, 2 ** 21)),
    raw('20,000 headers', tooLargeHeaders, withHeaders(20_000, 60)),
    raw('a header without a colon', malformed, () => httpBytes({ headers: ['nothing'] })),
    raw('a header with a blank in its name', malformed, () => httpBytes({ headers: ['a b: c'] })),
    raw('a header with NUL in it', malformed, () => httpBytes({ headers: ['a: b\u0000c'] })),
    raw('no Host', malformed, () => 'GET / HTTP/1.1\r\n\r\n'),
    raw('two Hosts', malformed, () => 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'),
    raw('HTTP/0.9', malformed, () => 'GET /\r\n\r\n', true),
    raw('HTTP/9.9', [...malformed, 505], () => 'GET / HTTP/9.9\r\nHost: a\r\n\r\n'),
    raw('the start of TLS', malformed, () => Buffer.from(`1603010200010001fc0303${'00'.repeat(505)}`, 'hex'), true),
    raw('empty lines only', [...malformed, 408, 'closed'], () => '\r\n'.repeat(5000), true),
    raw('a line of 1 MiB that never ends', [...malformed, ...tooLargeHeaders], () => Buffer.alloc(2 ** 20, 'a'), true),
    ...Array.from({ length: 6 }, (_, seed) =>
      raw(`4 KiB of chance, seed ${seed}`, malformed, () => chance(seed), true),
    ),
  ];
}

export interface WrongHttpStatuses {
  readonly malformed: readonly Answer[];
  readonly tooLargeHeaders: readonly Answer[];
}

function chance(seed: number): Buffer {
  const random = createRandom(seed);
  return Buffer.from(Array.from({ length: 4096 }, () => Math.floor(random() * 256)));
}
