import { type BadInputCase, type HttpPort, httpBytes, rawCase } from './bad-input-case.ts';
import type { Answer } from './exchange.ts';

export interface SlowPort {
  readonly port: HttpPort;
  readonly label: string;
  /** What the other side does with one that has said nothing whole. */
  readonly expected: readonly Answer[];
  /** Longest that it may hold one. */
  readonly boundMillis: number;
}

/** Connections that cost the other side a place and never say anything whole. */
export function slowConnections({ port, label, expected, boundMillis }: SlowPort): readonly BadInputCase[] {
  const post = httpBytes({
    method: 'POST',
    path: '/v1/metrics',
    headers: ['Content-Type: application/json', 'Content-Length: 100'],
    ownLength: true,
  });
  const slow = (name: string, parts: readonly (Buffer | string)[], pauseMillis = 0): BadInputCase =>
    rawCase(port, `${label}: ${name}`, expected, () => ({ parts, pauseMillis, boundMillis }));
  return [
    slow('a header a second, for ever', ['GET / HTTP/1.1\r\nHost: a\r\n', ...drip('X-Slow: 1\r\n')], 1_000),
    slow('a letter of the first line a second', drip('G'), 1_000),
    slow('a request line and then nothing', ['GET / HTTP/1.1\r\n']),
    slow('a byte of a body every second', [post, ...drip('x')], 1_000),
  ];
}

/** More bytes than any bound waits for. */
function drip(part: string): readonly string[] {
  return Array.from({ length: 40 }, () => part);
}
