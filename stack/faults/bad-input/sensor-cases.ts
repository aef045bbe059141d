import { type BadInputCase, httpCase } from './bad-input-case.ts';
import type { Answer } from './exchange.ts';

/** The sensor's own port takes questions, never data. */
export function sensorCases(): readonly BadInputCase[] {
  const ask = (name: string, expected: readonly Answer[], request: Parameters<typeof httpCase>[3]): BadInputCase =>
    httpCase('sensor', `sensor: ${name}`, expected, request);
  const paths = ['/sensor', '/metrics', '/livez', '/readyz'];
  const methods = ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];
  const unknown = [
    '/',
    '/sensors',
    '/sensor/x',
    '/v1/metrics',
    '/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '//',
    '/sensor%00',
  ];
  return [
    ...paths.flatMap((path) => methods.map((method) => ask(`${method} ${path}`, [405], { method, path }))),
    ...unknown.map((path) => ask(`GET ${path}`, [404], { path })),
    ask('GET of a broken escape', [400, 404], { path: '/%zz' }),
    ask('GET of 7,000 letters', [404], { path: `/${'a'.repeat(7000)}` }),
    ask('GET of 9,000 letters', [431], { path: `/${'a'.repeat(9000)}` }),
    ask('a query of 7,000 letters', [200], { path: `/sensor?${'a'.repeat(7000)}` }),
    ask('TRACE', [404, 405], { method: 'TRACE', path: '/sensor' }),
    ask('a method that is no word', [400], { method: 'GE(T' }),
    ask('a body of 1 MiB', [413, 'closed'], () => ({ method: 'POST', path: '/sensor', body: Buffer.alloc(2 ** 20) })),
    ask('a body of 16 MiB', [413, 'closed'], () => ({ method: 'POST', path: '/sensor', body: Buffer.alloc(2 ** 24) })),
    ask('a body with GET', [413], { path: '/sensor', body: 'x', headers: ['Content-Length: 1'], ownLength: true }),
    ask('a body in chunks', [413], {
      method: 'POST',
      path: '/sensor',
      headers: ['Transfer-Encoding: chunked'],
      ownLength: true,
      body: '1\r\nx\r\n0\r\n\r\n',
    }),
    ask('a push, as to a collector', [413], {
      method: 'POST',
      path: '/v1/metrics',
      headers: ['Content-Type: application/json'],
      body: '{}',
    }),
    ask('a stated length of 8 EiB', [400, 413], {
      method: 'POST',
      path: '/sensor',
      headers: ['Content-Length: 9223372036854775807'],
      ownLength: true,
    }),
    ask('two lengths that differ', [400], {
      method: 'POST',
      path: '/sensor',
      headers: ['Content-Length: 1', 'Content-Length: 2'],
      ownLength: true,
      body: 'xx',
    }),
    ask('a length and chunks', [400], {
      method: 'POST',
      path: '/sensor',
      headers: ['Content-Length: 3', 'Transfer-Encoding: chunked'],
      ownLength: true,
      body: '0\r\n\r\n',
    }),
    ask('an upgrade to something else', [200, 404, 'closed'], {
      path: '/sensor',
      headers: ['Connection: Upgrade', 'Upgrade: websocket'],
    }),
    ask('an expectation of no name', [200, 417], { path: '/sensor', headers: ['Expect: the-best'] }),
    ask('a token of no name', [200], { path: '/sensor', headers: [`Authorization: Bearer ${'x'.repeat(600)}`] }),
  ];
}
