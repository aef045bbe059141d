import type { HrTime } from '@opentelemetry/api';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { DataPoint, MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Encoding, Stamp } from '../spool/spooled-push.ts';

/** The SDK's serializers, by encoding. */
export const serializers = { json: JsonMetricsSerializer, protobuf: ProtobufMetricsSerializer } as const;

export const contentTypes = { json: 'application/json', protobuf: 'application/x-protobuf' } as const;

/** A request without data, which the specification wants answered with success: to hear the endpoint's date, and nothing else. */
export const emptyRequests = {
  json: new TextEncoder().encode('{"resourceMetrics":[]}'),
  protobuf: new Uint8Array(0),
} as const;

/**
 * What was collected, all of it with the times of the stamp. The SDK's own times are those of a clock that may have been wrong when it noted them; nothing in
 * this service counts from another moment than its start.
 */
export function stampPush(collected: ResourceMetrics, { collectedAtMillis, startedAtMillis }: Stamp): ResourceMetrics {
  const times = { startTime: hrTime(startedAtMillis), endTime: hrTime(collectedAtMillis) };
  const stampMetric = (metric: MetricData): MetricData => {
    const dataPoints = metric.dataPoints.map((point: DataPoint<unknown>) => ({ ...point, ...times }));
    return { ...metric, dataPoints } as MetricData; // a union, of which the points keep their kind
  };
  const scopeMetrics = collected.scopeMetrics.map((scope) => ({ ...scope, metrics: scope.metrics.map(stampMetric) }));
  return { ...collected, scopeMetrics };
}

export function serializePush(push: ResourceMetrics, encoding: Encoding): Uint8Array {
  const request = serializers[encoding].serializeRequest(push);
  if (request === undefined) throw new Error('the push could not be serialized');
  return request;
}

/** The same request with other times, without decoding it: each time is found by its field and its old value. */
export function restampPush(request: Buffer, encoding: Encoding, from: Stamp, to: Stamp): Buffer {
  const times = [
    { name: 'startTimeUnixNano', tag: 0x11, from: from.startedAtMillis, to: to.startedAtMillis },
    { name: 'timeUnixNano', tag: 0x19, from: from.collectedAtMillis, to: to.collectedAtMillis },
  ] as const;
  if (encoding === 'json') {
    // A quote inside a JSON string is escaped, so this cannot match inside of one.
    const field = (name: string, millis: number) => `"${name}":"${nanos(millis)}"`;
    return Buffer.from(
      times.reduce(
        (text, { name, from, to }) => text.replaceAll(field(name, from), field(name, to)),
        request.toString(),
      ),
    );
  }
  const copy = Buffer.from(request);
  for (const { tag, from, to } of times) replaceAll(copy, fixed64(tag, from), fixed64(tag, to));
  return copy;
}

function hrTime(millis: number): HrTime {
  return [Math.floor(millis / 1000), (millis % 1000) * 1_000_000];
}

function nanos(millis: number): bigint {
  return BigInt(millis) * 1_000_000n;
}

/** A field of OTLP's data points as protobuf writes it: the tag, then eight bytes. */
function fixed64(tag: number, millis: number): Buffer {
  const field = Buffer.alloc(9);
  field[0] = tag;
  field.writeBigUInt64LE(nanos(millis), 1);
  return field;
}

function replaceAll(bytes: Buffer, from: Buffer, to: Buffer): void {
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + to.length)) to.copy(bytes, at);
}
