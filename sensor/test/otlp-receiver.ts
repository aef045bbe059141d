import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** One push as it came over the wire. */
export interface ReceivedPush {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. */
  readonly body: Buffer;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly pushes: readonly ReceivedPush[];
  /** Answer to the pushes from now on; `hang` never answers. */
  answer(status: number | 'hang'): void;
  /** Resolves when this many pushes have come. */
  waitFor(count: number): Promise<void>;
  close(): void;
}

/** An OTLP/HTTP endpoint that keeps what it gets: for what the real collector would not show, such as headers and failures. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const pushes: ReceivedPush[] = [];
  let status: number | 'hang' = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    pushes.push({ path: request.url ?? '', headers: request.headers, body });
    server.emit('push');
    if (status !== 'hang') response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pushes,
    answer(next) {
      status = next;
    },
    async waitFor(count) {
      while (pushes.length < count) await once(server, 'push');
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
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
}

/** A metric of an OTLP/JSON push, flattened. */
export interface PushedMetric {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'counter' | 'updowncounter' | 'gauge' | 'histogram';
  readonly points: readonly { readonly attributes: Readonly<Record<string, unknown>>; readonly value: number }[];
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

function flatten(metric: OtlpMetric): PushedMetric {
  const data = metric.sum ?? metric.gauge ?? metric.histogram;
  const sumKind = metric.sum?.isMonotonic ? 'counter' : 'updowncounter';
  const kind = metric.sum ? sumKind : metric.gauge ? 'gauge' : 'histogram';
  const points = (data?.dataPoints ?? []).map((point) => ({
    attributes: attributesOf(point.attributes),
    value: Number(point.asDouble ?? point.asInt ?? point.count),
  }));
  return { name: metric.name, unit: metric.unit, kind, points };
}

function attributesOf(attributes: OtlpPoint['attributes']): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
