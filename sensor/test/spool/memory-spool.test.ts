import { describe, expect, test } from 'vitest';
import { createMemorySpool } from '../../src/spool/memory-spool.ts';
import { keptPush } from './kept-push.ts';

const push = keptPush(0, { bytes: 700 });
const bytes = push.body.length + 384;

describe('createMemorySpool', () => {
  test('gives out the oldest until it is removed', () => {
    const spool = createMemorySpool({ limitBytes: 10 * bytes });
    for (const number of [1, 2]) spool.put(keptPush(number));
    const oldest = spool.oldest();
    expect(oldest).toEqual(keptPush(1));
    expect(spool.oldest()).toBe(oldest);
    if (oldest !== undefined) spool.remove(oldest);
    expect(spool.oldest()).toEqual(keptPush(2));
    if (oldest !== undefined) spool.remove(oldest); // gone already: nothing happens
    expect(spool.pushes()).toBe(1);
  });

  test('fits as many as its limit takes, and drops the oldest for one more', () => {
    const spool = createMemorySpool({ limitBytes: 3 * bytes });
    expect([1, 2, 3].map(() => spool.put(push))).toEqual([0, 0, 0]);
    expect(spool.sizeBytes()).toBe(3 * bytes);
    expect(spool.put({ ...push, points: 99 })).toBe(1);
    expect([spool.pushes(), spool.sizeBytes()]).toEqual([3, 3 * bytes]);
  });

  test('drops a push that is larger than the limit, and keeps what it has', () => {
    const spool = createMemorySpool({ limitBytes: bytes });
    expect(spool.put(push)).toBe(0);
    expect(spool.put({ ...push, body: Buffer.alloc(push.body.length + 1) })).toBe(1);
    expect(spool.pushes()).toBe(1);
  });

  test('copies the body, so that no larger buffer stays alive for it', () => {
    const spool = createMemorySpool({ limitBytes: 10 * bytes });
    const chunk = Buffer.alloc(16_384, 1);
    spool.put({ ...push, body: chunk.subarray(0, 100) });
    expect(spool.oldest()?.body.buffer.byteLength).toBe(100);
    expect(spool.oldest()?.body).toEqual(chunk.subarray(0, 100));
  });
});
