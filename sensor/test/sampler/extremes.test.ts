import { describe, expect, test } from 'vitest';
import { mergeExtremes, widen } from '../../src/sampler/extremes.ts';
import { readingOf } from '../fakes.ts';

describe('widen and mergeExtremes', () => {
  test('keep lowest and highest of each quantity', () => {
    const extremes = [readingOf(3, 50), readingOf(-1, null), readingOf(2, 70)].reduce(
      (all, reading) => widen(all, reading),
      widen(undefined, readingOf(1, 60)),
    );
    expect(extremes).toMatchObject({ temperatureCelsius: { min: -1, max: 3 }, humidityPercent: { min: 50, max: 70 } });
  });

  test('have no span for a quantity that was never there', () => {
    expect(widen(undefined, readingOf(1)).humidityPercent).toBeUndefined();
  });

  test('do not mix two devices: the later one counts', () => {
    const other = widen(undefined, { ...readingOf(9), hardwareId: 'other' });
    expect(mergeExtremes(widen(undefined, readingOf(1)), other)).toEqual(other);
  });

  test('are the one that exists when the other does not', () => {
    const one = widen(undefined, readingOf(1));
    expect(mergeExtremes(undefined, one)).toBe(one);
    expect(mergeExtremes(one, undefined)).toBe(one);
    expect(mergeExtremes(undefined, undefined)).toBeUndefined();
  });
});
