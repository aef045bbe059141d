import { keyValue, nowNano, stringValue } from '../../faults/bad-input/otlp-message.ts';
import {
  bytesField,
  double,
  doubleField,
  fixed64,
  fixed64Field,
  varintField,
} from '../../faults/bad-input/protobuf.ts';
import type { Attributes, Claims, MetricKind, Value } from './otlp-body.ts';

/** What `metricBody` is in JSON, as an ExportMetricsServiceRequest in protobuf. Numbers of fields: opentelemetry-proto, metrics/v1. */
export function metricMessage(
  name: string,
  value: number,
  { kind = 'gauge', resource = [], scope = [], point = [] }: Claims = {},
): Buffer {
  const metric = Buffer.concat([bytesField(1, name), data[kind](value, point)]);
  const scoped = bytesField(2, bytesField(1, bytesField(1, 'test'), keyValues(3, scope)), bytesField(2, metric));
  return bytesField(1, bytesField(1, keyValues(1, resource)), scoped);
}

const cumulative = varintField(2, 2);
const monotonic = varintField(3, 1);

const data: Readonly<Record<MetricKind, (value: number, attributes: Attributes) => Buffer>> = {
  gauge: (value, attributes) => bytesField(5, bytesField(1, numberPoint(value, attributes))),
  sum: (value, attributes) => bytesField(7, bytesField(1, numberPoint(value, attributes)), cumulative, monotonic),
  histogram: (value, attributes) => bytesField(9, bytesField(1, histogramPoint(value, attributes)), cumulative),
};

function numberPoint(value: number, attributes: Attributes): Buffer {
  return Buffer.concat([fixed64Field(3, nowNano()), doubleField(4, value), keyValues(7, attributes)]);
}

/** One measurement, in the first of two buckets. */
function histogramPoint(value: number, attributes: Attributes): Buffer {
  return Buffer.concat([
    fixed64Field(3, nowNano()),
    fixed64Field(4, 1n),
    doubleField(5, value),
    bytesField(6, fixed64(1n), fixed64(0n)),
    bytesField(7, double(value)),
    keyValues(9, attributes),
  ]);
}

function keyValues(field: number, attributes: Attributes): Buffer {
  return Buffer.concat(attributes.map(([key, value]) => bytesField(field, keyValue(key, anyValue(value)))));
}

function anyValue(value: Value): Buffer {
  if (typeof value === 'string') return stringValue(value);
  if (typeof value === 'number') return doubleField(4, value);
  return bytesField(6, keyValues(1, Object.entries(value)));
}
