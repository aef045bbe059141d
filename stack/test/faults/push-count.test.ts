import { describe, expect, test } from 'vitest';
import { countPushes } from '../../faults/push-count.ts';

/** Pushes a second apart. */
function stored(...numbers: readonly number[]) {
  return [{ labels: {}, values: numbers, timestampsMillis: numbers.map((_, index) => 1_000 * (index + 1)) }];
}

describe('countPushes', () => {
  test('counts what is there, and misses nothing in whole numbers', () => {
    expect(countPushes(stored(1, 2, 3))).toMatchObject({ stored: 3, lost: 0, duplicated: 0, newest: 3, lasts: [3] });
  });

  test('of nothing finds nothing', () => {
    expect(countPushes([])).toMatchObject({ stored: 0, lost: 0, duplicated: 0, newest: 0, newestMillis: 0, lasts: [] });
  });

  test('finds a gap in the middle and says where it is', () => {
    const count = countPushes(stored(1, 2, 5, 6));
    expect(count.lost).toBe(2);
    expect(count.missing).toEqual([{ count: 2, beforeMillis: 3_000 }]);
  });

  test('finds a gap before the first', () => {
    expect(countPushes(stored(3, 4)).lost).toBe(2);
  });

  test('finds a number with two times', () => {
    expect(countPushes(stored(1, 2, 2, 3))).toMatchObject({ lost: 0, duplicated: 1 });
  });

  test('takes a process that begins at 1 for no loss, and finds the gap in it', () => {
    expect(countPushes(stored(1, 2, 3, 1, 2))).toMatchObject({ lost: 0, duplicated: 0, lasts: [3, 2] });
    expect(countPushes(stored(1, 2, 3, 2, 3))).toMatchObject({ lost: 1, duplicated: 0 });
  });

  test('takes the next million for a process that was killed, and finds the gap in it', () => {
    expect(countPushes(stored(1, 2, 1_000_001, 1_000_002))).toMatchObject({ lost: 0, lasts: [2, 1_000_002] });
    expect(countPushes(stored(1, 2, 1_000_002))).toMatchObject({ lost: 1 });
    expect(countPushes(stored(999_999, 1_000_000)).lost).toBe(999_998);
  });

  test('puts several series in the order of their times', () => {
    const [first] = stored(1, 2);
    const later = { labels: { service_version: '2' }, values: [3, 4], timestampsMillis: [9_000, 10_000] };
    expect(countPushes([later, ...(first ? [first] : [])])).toMatchObject({ lost: 0, newest: 4, newestMillis: 10_000 });
  });
});
