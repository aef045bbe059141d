import { describe, expect, test } from 'vitest';
import { createBackOff, defaultBackOff } from '../../native/back-off.ts';

describe('createBackOff', () => {
  test('doubles from 1 s to 30 s', () => {
    const backOff = createBackOff(defaultBackOff);
    const delays = Array.from({ length: 7 }, () => backOff.next(0));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test.each([
    [59_999, 2_000],
    [60_000, 1_000],
  ])('after a life of %i ms waits %i ms', (livedMillis, delay) => {
    const backOff = createBackOff(defaultBackOff);
    backOff.next(0);
    expect(backOff.next(livedMillis)).toBe(delay);
  });
});
