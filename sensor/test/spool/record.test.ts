import { describe, expect, test } from 'vitest';
import { decodeRecords, encodeRecord } from '../../src/spool/record.ts';
import { keptPush, stamp } from './kept-push.ts';

const pushes = [0, 1, 2].map((number) => keptPush(number));
const records = pushes.map(encodeRecord);
const [first = Buffer.alloc(0), second = Buffer.alloc(0), third = Buffer.alloc(0)] = records;
const whole = Buffer.concat(records);

describe('decodeRecords', () => {
  test('gives back what was encoded, in order', () => {
    const protobuf = { ...keptPush(7), encoding: 'protobuf' as const, stamp: { ...stamp, trusted: false } };
    expect(decodeRecords(whole)).toEqual({ pushes, damaged: 0 });
    expect(decodeRecords(encodeRecord(protobuf))).toEqual({ pushes: [protobuf], damaged: 0 });
    expect(decodeRecords(Buffer.alloc(0))).toEqual({ pushes: [], damaged: 0 });
  });

  // Every byte counts: magic, checksum, length, flags, times, body.
  test.each([0, 4, 8, 10, 12, 20, 44, 60, second.length - 1])(
    'skips a record whose byte %i is wrong, and no other',
    (at) => {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(first.length + at) ^ 0x10, first.length + at);
      expect(decodeRecords(damaged)).toEqual({ pushes: [pushes[0], pushes[2]], damaged: 1 });
    },
  );

  test('counts a record that was cut short, wherever, and keeps those before it', () => {
    for (let cut = 1; cut < third.length; cut += 1) {
      expect(decodeRecords(whole.subarray(0, whole.length - cut))).toEqual({ pushes: pushes.slice(0, 2), damaged: 1 });
    }
  });

  test('finds the records behind and between bytes of others', () => {
    const foreign = Buffer.from('OSP1 is how a record begins, OSP1 and this is none. '.repeat(3));
    const mixed = Buffer.concat([foreign, first, foreign, second, third, foreign]);
    expect(decodeRecords(mixed)).toEqual({ pushes, damaged: 3 });
    expect(decodeRecords(foreign)).toEqual({ pushes: [], damaged: 1 });
  });

  test('takes a record inside the body of another for a part of that body', () => {
    const outer = { ...keptPush(9), body: whole };
    expect(decodeRecords(encodeRecord(outer))).toEqual({ pushes: [outer], damaged: 0 });
  });
});
