import { describe, expect, test } from 'vitest';
import { position, scaleFor } from '../../../bench/chart/axis.ts';

describe('scaleFor', () => {
  test('takes round steps around the values', () => {
    const scale = scaleFor([0.83, 0.91]);
    expect(scale.ticks).toEqual([0.82, 0.84, 0.86, 0.88, 0.9, 0.92]);
    expect(scale.ticks.map(scale.label)).toEqual(['0.82', '0.84', '0.86', '0.88', '0.90', '0.92']);
  });
  test('begins where it is told to', () => {
    expect(scaleFor([22, 25], { from: 0 }).ticks).toEqual([0, 5, 10, 15, 20, 25]);
  });
  test.each([[[5, 5]], [[0]], [[-3, 12_345]], [[1e-4, 2e-4]]])('holds all of %j', (values) => {
    const { from, to, ticks } = scaleFor(values);
    expect(from).toBeLessThanOrEqual(Math.min(...values));
    expect(to).toBeGreaterThanOrEqual(Math.max(...values));
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(9);
  });
});

describe('position', () => {
  const scale = scaleFor([0, 10], { from: 0 });
  test('puts the ends of the axis on the ends of the area, also upside down', () => {
    expect(position(0, scale, [50, 150])).toBe(50);
    expect(position(10, scale, [50, 150])).toBe(150);
    expect(position(10, scale, [150, 50])).toBe(50);
  });
  test('puts the middle in the middle', () => {
    expect(position(5, scale, [50, 150])).toBe(100);
  });
});
