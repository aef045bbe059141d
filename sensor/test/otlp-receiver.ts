import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** One push as it came over the wire. */
export interface ReceivedPush {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. */
  readonly body: Buffer;
}

/** `hang` takes the request and never answers, `reset` breaks the connection. */
export type Answer = number | 'hang' | 'reset' | CompleteAnswer;

export interface CompleteAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface OtlpReceiver {
  readonly url: string;
  /** Requests with data; those without only ask for the date. */
  readonly pushes: readonly ReceivedPush[];
  /** Requests without data so far. */
  probes(): number;
  /** Answer to all requests from now on. */
  answer(answer: Answer): void;
  /** What the Date header says from now on; undefined: no such header. */
  tellDate(dateMillis: (() => number) | undefined): void;
  /** Resolves when this many pushes have come. */
  waitFor(count: number): Promise<void>;
  /** The same, requests without data included. */
  waitForRequests(count: number): Promise<void>;
  close(): void;
}

/** An OTLP/HTTP endpoint that keeps what it gets: for what the real collector would not show, such as headers and failures. */
export async function startOtlpReceiver({ port = 0 }: { readonly port?: number } = {}): Promise<OtlpReceiver> {
  const pushes: ReceivedPush[] = [];
  let probes = 0;
  let answer: Answer = 200;
  let date: (() => number) | undefined = Date.now;
  const server = createServer(async (request, response) => {
    const push = await receive(request);
    if (push === undefined) return;
    if (isEmpty(push.body)) probes += 1;
    else pushes.push(push);
    server.emit('push');
    if (answer === 'hang') return;
    if (answer === 'reset') return void request.socket.resetAndDestroy();
    const { status, headers, body = '{}' } = typeof answer === 'number' ? { status: answer } : answer;
    response.sendDate = false;
    const dated = date === undefined ? {} : { date: new Date(date()).toUTCString() };
    response.writeHead(status, { 'content-type': 'application/json', ...dated, ...headers }).end(body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pushes,
    probes: () => probes,
    answer(next) {
      answer = next;
    },
    tellDate(next) {
      date = next;
    },
    async waitFor(count) {
      while (pushes.length < count) await once(server, 'push');
    },
    async waitForRequests(count) {
      while (pushes.length + probes < count) await once(server, 'push');
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Undefined when the sender gave up in the middle. */
async function receive(request: IncomingMessage): Promise<ReceivedPush | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  const raw = Buffer.concat(chunks);
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
  return { path: request.url ?? '', headers: request.headers, body };
}

function isEmpty(body: Buffer): boolean {
  return body.length === 0 || body.equals(Buffer.from('{"resourceMetrics":[]}'));
}

interface OtlpMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly sum?: OtlpData & { readonly isMonotonic: boolean };
  readonly gauge?: OtlpData;
  readonly histogram?: OtlpData;
}

interface OtlpData {
  readonly dataPoints: readonly OtlpPoint[];
}

interface OtlpPoint {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
}

/** A metric of an OTLP/JSON push, flattened. */
export interface PushedMetric {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'counter' | 'updowncounter' | 'gauge' | 'histogram';
  readonly points: readonly PushedPoint[];
}

export interface PushedPoint {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number;
  readonly startMillis: number;
  readonly timeMillis: number;
}

export function decodePush({ body }: ReceivedPush): { resource: Record<string, unknown>; metrics: PushedMetric[] } {
  const message = JSON.parse(body.toString()) as {
    resourceMetrics: { resource: { attributes: OtlpPoint['attributes'] }; scopeMetrics: { metrics: OtlpMetric[] }[] }[];
  };
  const [only] = message.resourceMetrics;
  if (only === undefined) throw new Error('a push without resource');
  return {
    resource: attributesOf(only.resource.attributes),
    metrics: only.scopeMetrics.flatMap(({ metrics }) => metrics).map(flatten),
  };
}

/** Value and time of the one point of a gauge or counter without attributes. */
export function pointOf(push: ReceivedPush, name: string): PushedPoint | undefined {
  return decodePush(push).metrics.find((metric) => metric.name === name)?.points[0];
}

function flatten(metric: OtlpMetric): PushedMetric {
  const data = metric.sum ?? metric.gauge ?? metric.histogram;
  const sumKind = metric.sum?.isMonotonic ? 'counter' : 'updowncounter';
  const kind = metric.sum ? sumKind : metric.gauge ? 'gauge' : 'histogram';
  const points = (data?.dataPoints ?? []).map((point) => ({
    attributes: attributesOf(point.attributes),
    value: Number(point.asDouble ?? point.asInt ?? point.count),
    startMillis: millisOf(point.startTimeUnixNano),
    timeMillis: millisOf(point.timeUnixNano),
  }));
  return { name: metric.name, unit: metric.unit, kind, points };
}

function attributesOf(attributes: OtlpPoint['attributes']): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** Of nanoseconds since 1970, which a number cannot hold exactly. */
export function millisOf(nanos: string | number | undefined): number {
  return Number(BigInt(nanos ?? 0) / 1_000_000n);
}
