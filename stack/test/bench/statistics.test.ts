import { describe, expect, test } from 'vitest';
import { mean, median, pairRatios, percentile, range, rounded, spread } from '../../bench/statistics.ts';

describe('median', () => {
  test('is the middle of an odd number of values, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });
  test('is the mean of the two in the middle of an even number', () => {
    expect(median([4, 1, 3, 100])).toBe(3.5);
  });
  test('is the only value of one', () => {
    expect(median([7])).toBe(7);
  });
  test('sorts by number, not by text', () => {
    expect(median([10, 9, 100])).toBe(10);
  });
  test('leaves its argument as it was', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
  test('refuses no values', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('range', () => {
  test('is the lowest and the highest', () => {
    expect(range([5, -2, 11, 0])).toEqual([-2, 11]);
  });
});

describe('pairRatios', () => {
  test('divides pair by pair', () => {
    expect(pairRatios([90, 40], [100, 50])).toEqual([0.9, 0.8]);
  });
  test('refuses halves without a partner', () => {
    expect(() => pairRatios([1, 2], [1])).toThrow(RangeError);
    expect(() => pairRatios([1], [1, 2])).toThrow(RangeError);
  });
});

describe('spread', () => {
  test('passes over runs that gave no value', () => {
    expect(spread([null, 4, 2, null, 9])).toEqual({ median: 4, range: [2, 9] });
  });
  test('is undefined where no run gave one', () => {
    expect(spread([null, null])).toBeUndefined();
  });
});

test('rounded keeps so many digits', () => {
  expect(rounded(1.23456, 2)).toBe(1.23);
  expect(rounded(1.236, 2)).toBe(1.24);
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  test.each([
    [99, 99],
    [99.1, 100],
    [50, 50],
    [100, 100],
    [0, 1],
  ])('the %d. of 1 to 100 is %d', (percent, value) => {
    expect(percentile(hundred, percent)).toBe(value);
  });
  test('is the only value of one', () => {
    expect(percentile([7], 99)).toBe(7);
  });
});

test('mean is the sum divided by how many there are', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(() => mean([])).toThrow(RangeError);
});
