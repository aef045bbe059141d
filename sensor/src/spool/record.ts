import { crc32 } from 'node:zlib';
import type { SpooledPush } from './spooled-push.ts';

/** Little-endian: magic, CRC-32 of all that follows, length of the body, flags, points, three times, boot id, body. */
const MAGIC = Buffer.from('OSP1');
const HEADER_BYTES = 60;
const CHECKED_FROM = 8;
/** A longer body than any endpoint of ours takes is no length but damage. */
const BODY_LIMIT_BYTES = 1_048_576;

const flags = { json: 1, trusted: 2 } as const;

export function encodeRecord({ body, encoding, points, stamp }: SpooledPush): Buffer {
  const record = Buffer.alloc(HEADER_BYTES + body.length);
  MAGIC.copy(record);
  record.writeUInt32LE(body.length, 8);
  record.writeUInt32LE((encoding === 'json' ? flags.json : 0) | (stamp.trusted ? flags.trusted : 0), 12);
  record.writeUInt32LE(points, 16);
  record.writeDoubleLE(stamp.collectedAtMillis, 20);
  record.writeDoubleLE(stamp.startedAtMillis, 28);
  record.writeDoubleLE(stamp.clockOffsetMillis, 36);
  record.write(stamp.bootId, 44, 16, 'hex');
  body.copy(record, HEADER_BYTES);
  record.writeUInt32LE(crc32(record.subarray(CHECKED_FROM)), 4);
  return record;
}

export interface Records {
  readonly pushes: readonly SpooledPush[];
  /** Stretches that are no record: a flipped bit, a torn write, somebody else's bytes. Each is at least one push, or none of ours. */
  readonly damaged: number;
}

/** Reads what is whole and steps over what is not, to the next record that is. The bodies are views of `bytes`. */
export function decodeRecords(bytes: Buffer): Records {
  const pushes: SpooledPush[] = [];
  let damaged = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = recordEnd(bytes, at);
    if (end !== undefined) {
      pushes.push(decode(bytes.subarray(at, end)));
      at = end;
      continue;
    }
    damaged += 1;
    at = nextRecord(bytes, at + 1);
  }
  return { pushes, damaged };
}

/** Where the record at `start` ends; undefined when there is no whole one. */
function recordEnd(bytes: Buffer, start: number): number | undefined {
  if (start + HEADER_BYTES > bytes.length || !bytes.subarray(start, start + MAGIC.length).equals(MAGIC)) return;
  const bodyLength = bytes.readUInt32LE(start + 8);
  const end = start + HEADER_BYTES + bodyLength;
  if (bodyLength > BODY_LIMIT_BYTES || end > bytes.length) return;
  return crc32(bytes.subarray(start + CHECKED_FROM, end)) === bytes.readUInt32LE(start + 4) ? end : undefined;
}

function nextRecord(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(MAGIC, from); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) {
    if (recordEnd(bytes, at) !== undefined) return at;
  }
  return bytes.length;
}

function decode(record: Buffer): SpooledPush {
  const bits = record.readUInt32LE(12);
  return {
    body: record.subarray(HEADER_BYTES),
    encoding: bits & flags.json ? 'json' : 'protobuf',
    points: record.readUInt32LE(16),
    stamp: {
      collectedAtMillis: record.readDoubleLE(20),
      startedAtMillis: record.readDoubleLE(28),
      clockOffsetMillis: record.readDoubleLE(36),
      bootId: record.toString('hex', 44, 60),
      trusted: (bits & flags.trusted) !== 0,
    },
  };
}
