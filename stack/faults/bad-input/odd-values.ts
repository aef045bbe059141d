import { type BadInputCase, jsonHeaders, pushCase } from './bad-input-case.ts';
import {
  asDouble,
  badInputMetric,
  gaugeMetric,
  jsonPoint,
  jsonRequest,
  keyValue,
  metric,
  nowNano,
  numberPoint,
  type PointParts,
  request,
  stringValue,
} from './otlp-message.ts';
import { bytesField, double, fixed64, fixed64Field, varint, varintField } from './protobuf.ts';

const accepted = [200] as const;
const dayNano = 86_400_000_000_000n;

/** Whole messages with contents that no sensor would send: taken, and neither the queue nor the store may choke on them. */
export function oddValues(): readonly BadInputCase[] {
  return [...oddPoints(), ...oddTexts(), ...oddShapes(), ...oddJson()];
}

function point(name: string, parts: () => PointParts): BadInputCase {
  return pushCase(`a point ${name}`, accepted, () => request({ metrics: [gaugeMetric(numberPoint(parts()))] }));
}

function oddPoints(): readonly BadInputCase[] {
  const values = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '-Infinity': Number.NEGATIVE_INFINITY };
  const stale = Buffer.concat([Buffer.from([0x21]), fixed64(0x7ff0000000000002n)]); // Prometheus' mark of a series that ended
  return [
    ...Object.entries(values).map(([name, value]) => point(`of ${name}`, () => ({ value: asDouble(value) }))),
    point('of the greatest double', () => ({ value: asDouble(Number.MAX_VALUE) })),
    point('of minus zero', () => ({ value: asDouble(-0) })),
    point("of Prometheus' stale marker", () => ({ value: stale })),
    point('without a value', () => ({ value: Buffer.alloc(0) })),
    point('with two values', () => ({ value: Buffer.concat([asDouble(1), fixed64Field(6, 2n)]) })),
    point('flagged as not recorded', () => ({ value: varintField(8, 1) })),
    point('at time 0', () => ({ timeUnixNano: 0n })),
    point('at the end of time', () => ({ timeUnixNano: 2n ** 64n - 1n })),
    point('at a time that is negative for signed numbers', () => ({ timeUnixNano: 2n ** 63n })),
    point('of ten days ago', () => ({ timeUnixNano: nowNano() - 10n * dayNano })),
    point('of in ten days', () => ({ timeUnixNano: nowNano() + 10n * dayNano })),
    point('of in a hundred years', () => ({ timeUnixNano: nowNano() + 36_500n * dayNano })),
    point('that began after it ended', () => ({
      value: Buffer.concat([asDouble(1), fixed64Field(2, nowNano() + dayNano)]),
    })),
  ];
}

function oddTexts(): readonly BadInputCase[] {
  const invalid = Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80]);
  const attributes =
    (...list: readonly Buffer[]) =>
    (): PointParts => ({ attributes: list });
  const text = (key: string | Buffer, value: string | Buffer): Buffer => keyValue(key, stringValue(value));
  const many = (count: number): Buffer[] => Array.from({ length: count }, (_, index) => text(`key-${index}`, 'value'));
  const named = (what: string, name: string | Buffer) =>
    pushCase(`a metric name ${what}`, accepted, () =>
      request({ metrics: [metric(name, bytesField(5, bytesField(1, numberPoint())))] }),
    );
  return [
    point('with an attribute of invalid UTF-8', attributes(text('bytes', invalid))),
    point('with a key of invalid UTF-8', attributes(text(invalid, 'value'))),
    point('with NUL in an attribute', attributes(text('nul', 'a\u0000b'))),
    point('with a line break and quotes in an attribute', attributes(text('lines', '"\n\\"'))),
    point('with an empty key', attributes(text('', 'value'))),
    point('with the same key three times', attributes(text('twice', 'a'), text('twice', 'b'), text('twice', 'c'))),
    point('with an attribute that renames the metric', attributes(text('__name__', 'sensor_push_sequence_forged'))),
    point('with 41 attributes', attributes(...many(41))),
    point('with 2,000 attributes', attributes(...many(2000))),
    point('with an attribute of 100,000 letters', attributes(text('long', 'a'.repeat(100_000)))),
    point('with a key of 100,000 letters', attributes(text('a'.repeat(100_000), 'value'))),
    point('with an attribute of bytes', attributes(keyValue('bytes', bytesField(7, invalid)))),
    point('with an attribute without a value', attributes(bytesField(1, 'nothing'))),
    named('of no letter', ''),
    named('of invalid UTF-8', invalid),
    named('of 100,000 letters', 'a'.repeat(100_000)),
    named('with line breaks', 'bad\ninput 1 2\n'),
    named('with braces and quotes', 'bad{input="1"}'),
    pushCase('a resource with 500 attributes', accepted, () => request({ resourceAttributes: many(500) })),
    pushCase('a resource that repeats its name', accepted, () =>
      request({ resourceAttributes: [text('service.name', 'sensor-forged'), text('service.name', 'other')] }),
    ),
  ];
}

function oddShapes(): readonly BadInputCase[] {
  const time = (): Buffer => fixed64Field(3, nowNano());
  const packed = (field: number, ...values: readonly Buffer[]): Buffer => bytesField(field, ...values);
  const shape = (name: string, data: () => Buffer): BadInputCase =>
    pushCase(name, accepted, () => request({ metrics: [metric(badInputMetric, data())] }));
  const histogram = (...fields: readonly Buffer[]): Buffer =>
    bytesField(9, bytesField(1, time(), fixed64Field(4, 3n), ...fields), varintField(2, 2));
  const exponential = (...fields: readonly Buffer[]): Buffer =>
    bytesField(10, bytesField(1, time(), fixed64Field(4, 3n), ...fields), varintField(2, 2));
  return [
    pushCase('an empty message', accepted, () => Buffer.alloc(0)),
    pushCase('a message of unknown fields', accepted, () => bytesField(99, 'x'.repeat(1000))),
    pushCase('a resource without a metric', accepted, () => request({ metrics: [] })),
    pushCase('a thousand empty resources', accepted, () => Buffer.alloc(2000, Buffer.from([0x0a, 0x00]))),
    shape('a metric without data', () => Buffer.alloc(0)),
    shape('a gauge without points', () => bytesField(5)),
    shape('a counter of no temporality', () => bytesField(7, bytesField(1, numberPoint()), varintField(3, 1))),
    shape('a counter that says delta', () =>
      bytesField(7, bytesField(1, numberPoint()), varintField(2, 1), varintField(3, 1)),
    ),
    shape('a histogram with more bounds than buckets', () =>
      histogram(packed(6, fixed64(3n)), packed(7, double(1), double(2), double(3))),
    ),
    shape('a histogram with bounds in disorder', () =>
      histogram(packed(6, fixed64(1n), fixed64(1n), fixed64(1n)), packed(7, double(2), double(1))),
    ),
    shape('a histogram of 2^64 - 1 in each bucket', () =>
      histogram(packed(6, fixed64(2n ** 64n - 1n), fixed64(2n ** 64n - 1n)), packed(7, double(1))),
    ),
    shape('a histogram with NaN as a bound', () =>
      histogram(packed(6, fixed64(1n), fixed64(2n)), packed(7, double(Number.NaN))),
    ),
    shape('a histogram without buckets', () => histogram()),
    shape('an exponential histogram of scale 2^31 - 1', () =>
      exponential(varintField(6, 2n ** 32n - 2n), bytesField(8, packed(2, varint(3)))),
    ),
    shape('an exponential histogram at offset -2^31', () =>
      exponential(bytesField(8, varintField(1, 2n ** 32n - 1n), packed(2, varint(3)))),
    ),
    shape('an exponential histogram of 10,000 buckets', () =>
      exponential(bytesField(8, packed(2, Buffer.alloc(10_000, 1)))),
    ),
    shape('a summary without quantiles', () => bytesField(11, bytesField(1, time(), fixed64Field(4, 3n)))),
    shape('a summary with a quantile of NaN', () =>
      bytesField(11, bytesField(1, time(), bytesField(6, Buffer.concat([Buffer.from([0x09]), double(Number.NaN)])))),
    ),
    pushCase('an attribute nested 5,000 deep', accepted, () => deepAttribute(5000)),
    pushCase('2,000 series in one push', accepted, () =>
      request({
        metrics: [
          gaugeMetric(
            ...Array.from({ length: 2000 }, (_, index) =>
              numberPoint({ attributes: [keyValue('series', stringValue(`${index}`))] }),
            ),
          ),
        ],
      }),
    ),
  ];
}

function oddJson(): readonly BadInputCase[] {
  const json = (name: string, body: () => string): BadInputCase =>
    pushCase(`JSON, ${name}`, accepted, body, jsonHeaders);
  const withPoint = (parts: Readonly<Record<string, unknown>>) => (): string =>
    jsonRequest((message) => {
      const gauge = { dataPoints: [jsonPoint(parts)] };
      return { ...message, resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: badInputMetric, gauge }] }] }] };
    });
  return [
    json('an empty object', () => '{}'),
    json('null', () => 'null'),
    json('rubbish behind the message, which is not read', () => `${jsonRequest()}rubbish`),
    json('the same key twice', () => jsonRequest().replace('"asDouble":1', '"asDouble":1,"asDouble":2')),
    json('a field that is in no proto', () => jsonRequest().replace('"asDouble":1', '"asDouble":1,"colour":"red"')),
    json('"NaN" as text, as proto3 has it', withPoint({ asDouble: 'NaN' })),
    json('"Infinity" as text', withPoint({ asDouble: 'Infinity' })),
    json('an emoji in an attribute', withPoint({ attributes: [{ key: 'emoji', value: { stringValue: '🌡' } }] })),
    json(
      'half of an emoji in an attribute',
      withPoint({ attributes: [{ key: 'half', value: { stringValue: '\ud83c' } }] }),
    ),
    json('time as a number', () => jsonRequest().replace(/"timeUnixNano":"(\d+)"/, '"timeUnixNano":$1')),
  ];
}

/** Lists within lists. */
function deepAttribute(depth: number): Buffer {
  let value = stringValue('deep');
  for (let level = 0; level < depth; level += 1) value = bytesField(5, bytesField(1, value));
  return request({ metrics: [gaugeMetric(numberPoint({ attributes: [keyValue('deep', value)] }))] });
}
