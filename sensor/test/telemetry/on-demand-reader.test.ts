import { describe, expect, test } from 'vitest';
import { createCollecting, pointsOf } from './collecting.ts';

describe('createOnDemandReader', () => {
  test('leaves out an observable gauge that observes nothing, instead of repeating its old value', async () => {
    const { meter, collect } = createCollecting();
    let value: number | undefined = 1;
    meter.createObservableGauge('g').addCallback((result) => {
      if (value !== undefined) result.observe(value);
    });
    expect(pointsOf(await collect(), 'g')).toEqual([[1, {}]]);
    value = undefined;
    expect(pointsOf(await collect(), 'g')).toEqual([]);
    value = 2;
    expect(pointsOf(await collect(), 'g')).toEqual([[2, {}]]);
  });

  test('keeps counters cumulative', async () => {
    const { meter, collect } = createCollecting();
    const counter = meter.createCounter('c');
    counter.add(1);
    await collect();
    counter.add(2);
    expect(pointsOf(await collect(), 'c')).toEqual([[3, {}]]);
    expect(pointsOf(await collect(), 'c')).toEqual([[3, {}]]);
  });

  test('gives every one of several collections at once all the data', async () => {
    const { meter, collect } = createCollecting();
    meter.createObservableGauge('g').addCallback((result) => result.observe(7));
    const all = await Promise.all([collect(), collect(), collect()]);
    expect(all.map((collected) => pointsOf(collected, 'g'))).toEqual([[[7, {}]], [[7, {}]], [[7, {}]]]);
  });

  test('reports a callback that throws and keeps the other instruments', async () => {
    const { meter, collect, errors } = createCollecting();
    meter.createObservableGauge('bad').addCallback(() => {
      throw new Error('boom');
    });
    meter.createObservableGauge('good').addCallback((result) => result.observe(1));
    expect(pointsOf(await collect(), 'good')).toEqual([[1, {}]]);
    expect(errors).toEqual([new Error('boom')]);
  });

  test('bounds the series of an instrument', async () => {
    const { meter, collect } = createCollecting();
    const counter = meter.createCounter('c');
    for (let i = 0; i < 500; i += 1) counter.add(1, { i });
    const points = pointsOf(await collect(), 'c');
    expect(points.length).toBe(100);
    expect(points.reduce((sum, [value]) => sum + (value as number), 0)).toBe(500);
  });
});
