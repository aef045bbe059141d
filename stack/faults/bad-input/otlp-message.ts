import { bytesField, doubleField, fixed64Field } from './protobuf.ts';

/** Of everything that these bodies make the store keep, so that it can be told apart. */
export const badInputService = 'bad-input';
export const badInputMetric = 'bad.input';

export interface MessageParts {
  readonly resourceAttributes?: readonly Buffer[];
  readonly metrics?: readonly Buffer[];
}

/** ExportMetricsServiceRequest with one resource and one scope. Numbers of fields: opentelemetry-proto, metrics/v1. */
export function request({ resourceAttributes = [], metrics = [gaugeMetric()] }: MessageParts = {}): Buffer {
  const attributes = [keyValue('service.name', stringValue(badInputService)), ...resourceAttributes];
  const resource = bytesField(1, ...attributes.map((attribute) => bytesField(1, attribute)));
  const scope = bytesField(2, ...metrics.map((metric) => bytesField(2, metric)));
  return bytesField(1, resource, scope);
}

export function metric(name: Buffer | string, ...data: readonly Buffer[]): Buffer {
  return Buffer.concat([bytesField(1, name), ...data]);
}

export function gaugeMetric(...points: readonly Buffer[]): Buffer {
  const all = points.length === 0 ? [numberPoint()] : points;
  return metric(badInputMetric, bytesField(5, ...all.map((point) => bytesField(1, point))));
}

export interface PointParts {
  readonly timeUnixNano?: bigint;
  readonly value?: Buffer;
  readonly attributes?: readonly Buffer[];
}

export function numberPoint({
  timeUnixNano = nowNano(),
  value = asDouble(1),
  attributes = [],
}: PointParts = {}): Buffer {
  const own = attributes.map((attribute) => bytesField(7, attribute));
  return Buffer.concat([fixed64Field(3, timeUnixNano), value, ...own]);
}

export function asDouble(value: number): Buffer {
  return doubleField(4, value);
}

export function keyValue(key: Buffer | string, value: Buffer): Buffer {
  return Buffer.concat([bytesField(1, key), bytesField(2, value)]);
}

export function stringValue(text: Buffer | string): Buffer {
  return bytesField(1, text);
}

export function nowNano(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** The same small push in JSON, as text to be spoiled. */
export function jsonRequest(change: (message: JsonRequest) => unknown = (message) => message): string {
  return JSON.stringify(change(validJson()));
}

export interface JsonRequest {
  resourceMetrics: { resource: unknown; scopeMetrics: { metrics: JsonMetric[] }[] }[];
}

export interface JsonMetric {
  name: unknown;
  gauge?: unknown;
  [data: string]: unknown;
}

export function jsonPoint(parts: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { timeUnixNano: `${nowNano()}`, asDouble: 1, ...parts };
}

function validJson(): JsonRequest {
  const attributes = [{ key: 'service.name', value: { stringValue: badInputService } }];
  const metrics = [{ name: badInputMetric, gauge: { dataPoints: [jsonPoint()] } }];
  return { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] };
}
