import { describe, expect, test } from 'vitest';
import { countSlots, fillSlots, slotOf, slotsFrom } from '../../../bench/pull-vs-push/slots.ts';

const expected = slotsFrom(0, 6);
/** Samples at these seconds, each seen so many seconds later. */
const seen = (seconds: readonly number[], after = 1) => new Map(seconds.map((at) => [at * 1000, (at + after) * 1000]));
const count = (samples: ReadonlyMap<number, number>, slots = expected) => countSlots(fillSlots(slots, samples));

describe('slotOf', () => {
  test.each([
    [0, 0],
    [14_999, 0],
    [15_000, 15_000],
  ])('%i ms is in the slot of %i', (millis, slot) => {
    expect(slotOf(millis)).toBe(slot);
  });
});

describe('slotsFrom', () => {
  test.each([
    [15_000, 15_000],
    [15_001, 30_000],
  ])('from %i on the first whole slot begins at %i', (from, first) => {
    expect(slotsFrom(from, 2)).toEqual([first, first + 15_000]);
  });
});

describe('countSlots', () => {
  test('counts a sample a slot, however many more there are', () => {
    const all = { expected: 6, stored: 6, lost: 0, late: 0, gaps: 0, longestGapSeconds: 0 };
    expect(count(seen([7, 22, 37, 52, 67, 82]))).toEqual(all);
    expect(count(seen([1, 7, 12, 22, 37, 52, 67, 82]))).toEqual(all);
  });
  test('two samples in one slot do not make up for a missing one', () => {
    expect(count(seen([7, 22, 29.999, 52, 67, 82]))).toMatchObject({ stored: 5, lost: 1 });
  });
  test('counts runs of lost slots and the length of the longest', () => {
    expect(count(seen([22, 67]))).toMatchObject({ lost: 4, gaps: 3, longestGapSeconds: 30 });
  });
  test.each([
    [30, 0],
    [30.001, 1],
  ])('a slot that begins at 0 and is seen at %d s: %i late', (at, late) => {
    expect(count(new Map([[0, at * 1000]]), [0])).toMatchObject({ stored: 1, late });
  });
  test('a slot counts from its first sample that was seen', () => {
    const samples = new Map([
      [1_000, 60_000],
      [2_000, 3_000],
    ]);
    expect(count(samples, [0])).toMatchObject({ stored: 1, late: 0 });
  });
});
