import { expect, test } from 'vitest';
import { createRandom } from '../../faults/seeded-random.ts';

function numbers(seed: number): readonly number[] {
  const random = createRandom(seed);
  return Array.from({ length: 1_000 }, random);
}

test('the same seed gives the same numbers, another one others', () => {
  expect(numbers(1)).toEqual(numbers(1));
  expect(numbers(1)).not.toEqual(numbers(2));
});

test('numbers are in [0, 1) and fill it', () => {
  const seen = numbers(7);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...seen)).toBeLessThan(1);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    expect(seen.some((value) => Math.floor(value * 10) === tenth)).toBe(true);
  }
});
