import { describe, expect, test } from 'vitest';
import { createCollecting, pointsOf } from './collecting.ts';

const name = 'http.server.request.duration';

describe('createHotHistogram', () => {
  test('has no data before the first value', async () => {
    const { collect } = createCollecting();
    expect(pointsOf(await collect(), name)).toEqual([]);
  });

  test('counts a value at a bound below it and one above it beyond, and stays cumulative', async () => {
    const { requestDurations, collect } = createCollecting();
    const series = requestDurations.open({ k: 'a' });
    for (const value of [0, 0.1, 0.1001, 1, 1.5]) series.record(value);
    const [[histogram, attributes] = []] = pointsOf(await collect(), name);
    expect(attributes).toEqual({ k: 'a' });
    expect(histogram).toMatchObject({ buckets: { boundaries: [0.1, 1], counts: [2, 2, 1] }, count: 5 });
    expect((histogram as { sum: number }).sum).toBeCloseTo(2.7001);
    series.record(0.5);
    expect(pointsOf(await collect(), name)[0]?.[0]).toMatchObject({ buckets: { counts: [2, 3, 1] }, count: 6 });
  });

  test('puts what goes beyond its limit of series into one, and loses no value', async () => {
    const { requestDurations, collect } = createCollecting(); // a limit of 5: four series and the overflow
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => requestDurations.open({ key }));
    for (const series of [...all, all[0]]) series?.record(1);
    const points = pointsOf(await collect(), name).map(([value, attributes]) => [
      (value as { count: number }).count,
      attributes,
    ]);
    expect(points).toEqual([
      [2, { key: 'a' }],
      [1, { key: 'b' }],
      [1, { key: 'c' }],
      [1, { key: 'd' }],
      [2, { 'otel.metric.overflow': true }],
    ]);
  });
});
