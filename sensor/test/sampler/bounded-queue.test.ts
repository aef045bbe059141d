import { describe, expect, test } from 'vitest';
import { createBoundedQueue } from '../../src/sampler/bounded-queue.ts';

describe('createBoundedQueue', () => {
  test('gives items back in order', () => {
    const queue = createBoundedQueue<number>(3);
    for (const item of [1, 2, 3]) expect(queue.put(item)).toBeUndefined();
    expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([1, 2, 3, undefined]);
  });

  test('drops nothing at its capacity and the oldest one beyond it', () => {
    const queue = createBoundedQueue<number>(2);
    expect([queue.put(1), queue.put(2)]).toEqual([undefined, undefined]);
    expect(queue.depth()).toBe(2);
    expect(queue.put(3)).toBe(1);
    expect(queue.depth()).toBe(2);
    expect([queue.take(), queue.take()]).toEqual([2, 3]);
  });

  test('goes round its ring many times without losing count', () => {
    const queue = createBoundedQueue<number>(3);
    for (let item = 0; item < 100; item += 1) {
      queue.put(item);
      if (item % 2 === 1) queue.take();
      expect(queue.depth()).toBeLessThanOrEqual(3);
    }
    expect([queue.take(), queue.take(), queue.take()]).toEqual([98, 99, undefined]);
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses a capacity of %d', (capacity) => {
    expect(() => createBoundedQueue(capacity)).toThrow(RangeError);
  });
});
