import { describe, expect, test } from 'vitest';
import { parseMatrix } from '../../../bench/pull-vs-push/store-reader.ts';
import { createStoreRecord } from '../../../bench/pull-vs-push/watch-store.ts';

describe('parseMatrix', () => {
  test('gives the milliseconds of every sample of every series', () => {
    const values = [
      [1763776800.123, '21.5'],
      [1763776815.124, '21.6'],
    ];
    const body = JSON.stringify({ data: { result: [{ values }, { values: values.slice(1) }] } });
    expect(parseMatrix(body)).toEqual([1763776800123, 1763776815124, 1763776815124]);
  });
  test('is empty where there is no series', () => {
    expect(parseMatrix('{"data":{"result":[]}}')).toEqual([]);
  });
});

describe('createStoreRecord', () => {
  test('keeps when a sample was seen first, and its newest ages while the store is away', () => {
    const record = createStoreRecord(5_000);
    record.note([9_000], 10_000);
    record.note(undefined, 11_000);
    record.note([9_000, 11_500], 12_000);
    expect([...record.seen]).toEqual([
      [9_000, 10_000],
      [11_500, 12_000],
    ]);
    expect(record.ages).toEqual([
      { atMillis: 10_000, ageSeconds: 1, isStoreAway: false },
      { atMillis: 11_000, ageSeconds: 2, isStoreAway: true },
      { atMillis: 12_000, ageSeconds: 0.5, isStoreAway: false },
    ]);
  });
  test('before the first sample, the age counts from the start', () => {
    const record = createStoreRecord(5_000);
    record.note([], 8_000);
    expect(record.ages).toEqual([{ atMillis: 8_000, ageSeconds: 3, isStoreAway: false }]);
  });
});
