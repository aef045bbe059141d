import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../duration.ts';

describe('parseDuration', () => {
  test.each([
    ['90', 90_000],
    ['60s', 60_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['576h', 2_073_600_000],
  ])('reads %j', (text, millis) => {
    expect(parseDuration(text)).toBe(millis);
  });

  test.each(['0', '0s', '', 's', '1.5m', '-5', '5 m', '1d', '577h', '90ms'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  test.each([
    [0, '0.0 s'],
    [-5, '0.0 s'],
    [9_940, '9.9 s'],
    [10_000, '10 s'],
    [59_999, '59 s'],
    [60_000, '1m00s'],
    [3_599_000, '59m59s'],
    [3_600_000, '1h00m'],
  ])('shows %i ms as %j', (millis, text) => {
    expect(formatDuration(millis)).toBe(text);
  });
});
