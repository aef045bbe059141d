import { createRandom } from '../seeded-random.ts';
import { type BadInputCase, jsonHeaders, pushCase } from './bad-input-case.ts';
import { asDouble, badInputMetric, gaugeMetric, jsonRequest, numberPoint, request } from './otlp-message.ts';
import { bytesField, fixed64Field, tag, varint, varintField } from './protobuf.ts';

const refused = [400] as const;
const cuts = 24;
const flips = 24;

/** Bodies that are not OTLP: every one is refused for good, none of it reaches the queue. */
export function malformedBodies(): readonly BadInputCase[] {
  return [...truncatedBodies(), ...flippedBodies(), ...brokenProtobuf(), ...brokenJson()];
}

/** A whole push is one field at the top, so no part of it is a message of its own. */
function truncatedBodies(): readonly BadInputCase[] {
  const protobuf = request();
  const json = Buffer.from(jsonRequest());
  return Array.from({ length: cuts }, (_, cut) => {
    const keep = (whole: Buffer): Buffer => whole.subarray(0, 1 + Math.floor((cut / cuts) * (whole.length - 1)));
    const [shortProtobuf, shortJson] = [keep(protobuf), keep(json)];
    return [
      pushCase(`protobuf, first ${shortProtobuf.length} of ${protobuf.length} bytes`, refused, () => shortProtobuf),
      pushCase(`JSON, first ${shortJson.length} of ${json.length} bytes`, refused, () => shortJson, jsonHeaders),
    ];
  }).flat();
}

/** Some are still valid messages with another value: what counts is that nothing ends or hangs. */
function flippedBodies(): readonly BadInputCase[] {
  const whole = request({ metrics: [gaugeMetric(numberPoint({ value: asDouble(1) }))] });
  return Array.from({ length: flips }, (_, seed) =>
    pushCase(`protobuf with three bits flipped, seed ${seed}`, [200, 400], () => {
      const random = createRandom(seed);
      const body = Buffer.from(whole);
      for (let flip = 0; flip < 3; flip += 1) {
        const at = Math.floor(random() * body.length);
        body[at] = (body[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      }
      return body;
    }),
  );
}

function brokenProtobuf(): readonly BadInputCase[] {
  const points = numberPoint();
  const named = (name: string, body: () => Buffer): BadInputCase => pushCase(`protobuf, ${name}`, refused, body);
  return [
    named('field number 0', () => Buffer.from([0x02, 0x00])),
    named('wire type 6', () => tag(1, 6)),
    named('wire type 7', () => tag(1, 7)),
    named('a group that never ends', () => tag(1, 3)),
    named('an end of a group that never began', () => tag(1, 4)),
    named('a number of eleven bytes', () => Buffer.concat([tag(1, 0), Buffer.alloc(11, 0xff)])),
    named('a length that goes beyond the body', () => Buffer.concat([tag(1, 2), varint(1000), Buffer.alloc(10)])),
    named('a length of 2 GiB', () => Buffer.concat([tag(1, 2), varint(2n ** 31n)])),
    named('a length of 2^63', () => Buffer.concat([tag(1, 2), varint(2n ** 63n)])),
    named('a length of 2^64 - 1', () => Buffer.concat([tag(1, 2), varint(2n ** 64n - 1n)])),
    named('a number where a message belongs', () => varintField(1, 42)),
    named('text where a message belongs', () => bytesField(1, 'resource metrics')),
    named('eight bytes where a message belongs', () => fixed64Field(1, 42n)),
    named('a point with a value of the wrong kind', () =>
      request({ metrics: [gaugeMetric(Buffer.concat([points, varintField(4, 1)]))] }),
    ),
    named('packed bounds of an odd length', () =>
      request({
        metrics: [Buffer.concat([bytesField(1, badInputMetric), bytesField(9, bytesField(1, bytesField(7, 'odd')))])],
      }),
    ),
    named('zeros', () => Buffer.alloc(4096)),
    named('ones', () => Buffer.alloc(4096, 0xff)),
    named('a megabyte of chance', () => noise(1_000_000)),
    named('JSON under the type of protobuf', () => Buffer.from(jsonRequest())),
  ];
}

function brokenJson(): readonly BadInputCase[] {
  const named = (name: string, body: string | Buffer): BadInputCase =>
    pushCase(`JSON, ${name}`, refused, () => body, jsonHeaders);
  const valid = jsonRequest();
  return [
    named('nothing at all', ''),
    named('blanks', '   \n'),
    named('a number', '42'),
    named('a word', 'metrics'),
    named('an array', `[${valid}]`),
    named('a comma too many', valid.replace(/\}$/, ',}')),
    named('single quotes', valid.replaceAll('"', "'")),
    named('a comment', `/* push */${valid}`),
    named('NaN without quotes', valid.replace('"asDouble":1', '"asDouble":NaN')),
    named('a number of 1e400', valid.replace('"asDouble":1', '"asDouble":1e400')),
    named('text for a number', valid.replace('"asDouble":1', '"asDouble":"warm"')),
    named('an object for a number', valid.replace('"asDouble":1', '"asDouble":{}')),
    named('text for a list', valid.replace(/"dataPoints":\[.*?\]/, '"dataPoints":"none"')),
    named('a negative time', valid.replace(/"timeUnixNano":"\d+"/, '"timeUnixNano":"-1"')),
    named('a time that is text', valid.replace(/"timeUnixNano":"\d+"/, '"timeUnixNano":"noon"')),
    named('a time of 30 digits', valid.replace(/"timeUnixNano":"\d+"/, `"timeUnixNano":"${'9'.repeat(30)}"`)),
    named('UTF-16', Buffer.from(valid, 'utf16le')),
    named('protobuf under the type of JSON', request()),
    named('a bare control character in a text', valid.replace(badInputMetric, 'bad\u0000input')),
    named('100,000 open brackets', '['.repeat(100_000)),
    named('100,000 open braces', '{"a":'.repeat(100_000)),
  ];
}

function noise(bytes: number): Buffer {
  const random = createRandom(bytes);
  return Buffer.from(Array.from({ length: bytes }, () => Math.floor(random() * 256)));
}
