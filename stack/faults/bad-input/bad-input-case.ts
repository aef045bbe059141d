import { setTimeout as sleep } from 'node:timers/promises';
import type { Ports } from '../../native/ports.ts';
import { type Answer, type Conversation, exchange } from './exchange.ts';

/** What a port is sent that no client of ours would send, and how it has to answer. */
export interface BadInputCase {
  readonly name: string;
  /** Any of these; a status of HTTP, or of gRPC where the name says so. */
  readonly expected: readonly Answer[];
  send(ports: Ports): Promise<Answer>;
}

export interface HttpRequest {
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  /** As lines, so that they can be wrong. Host and Content-Length are added. */
  readonly headers?: readonly string[];
  readonly body?: Buffer | string;
  /** Without `Content-Length`, where the headers say something else. */
  readonly ownLength?: boolean;
}

/** The bytes of a request, right or wrong as asked for. */
export function httpBytes(request: HttpRequest): Buffer {
  const { method = 'GET', path = '/', version = 'HTTP/1.1', headers = [], body = '', ownLength = false } = request;
  const bytes = Buffer.from(body);
  const length = ownLength || (method === 'GET' && bytes.length === 0) ? [] : [`Content-Length: ${bytes.length}`];
  const head = [`${method} ${path} ${version}`, 'Host: 127.0.0.1', ...headers, ...length, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head), bytes]);
}

export type HttpPort = 'otlpHttp' | 'sensor' | 'otlpGrpc';

/** One connection of raw bytes to a port. */
export function rawCase(
  port: HttpPort,
  name: string,
  expected: readonly Answer[],
  conversation: () => Omit<Conversation, 'port'> | Promise<Omit<Conversation, 'port'>>,
): BadInputCase {
  return {
    name,
    expected,
    // Made when it is sent: the megabytes of all cases at once would be this process' own flood.
    send: async (ports) => sayAgain(expected, async () => exchange({ port: ports[port], ...(await conversation()) })),
  };
}

export function httpCase(
  port: HttpPort,
  name: string,
  expected: readonly Answer[],
  request: HttpRequest | (() => HttpRequest | Promise<HttpRequest>),
): BadInputCase {
  return rawCase(port, name, expected, async () => ({
    parts: [httpBytes(typeof request === 'function' ? await request() : request)],
  }));
}

/** A push to the collector, with everything right but its body. */
export function pushCase(
  name: string,
  expected: readonly Answer[],
  body: () => Buffer | string | Promise<Buffer>,
  headers: readonly string[] = ['Content-Type: application/x-protobuf'],
): BadInputCase {
  return httpCase('otlpHttp', name, expected, async () => ({
    method: 'POST',
    path: '/v1/metrics',
    headers,
    body: await body(),
  }));
}

export const jsonHeaders = ['Content-Type: application/json'];

const againMillis = 300;
const mostTries = 30;

/** 503 is "not now": what comes beside a few megabytes of others may find it short of memory, and comes again as every sender does. */
async function sayAgain(expected: readonly Answer[], say: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await say();
    if (answer !== 503 || expected.includes(503) || tries === mostTries) return answer;
    await sleep(againMillis);
  }
}
