import type { DataPoint, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { describe, expect, test } from 'vitest';
import { createRepeatReadings } from '../../src/telemetry/repeated-readings.ts';
import { createCollecting } from './collecting.ts';

/** Pushes 1, 2, 3...: the number, a temperature that is ten times it (none where `isStale`), and a gauge that is not a reading. */
function createPushes() {
  const { meter, collect } = createCollecting();
  let number = 0;
  let isStale = false;
  meter.createObservableGauge('sensor.push.sequence').addCallback((result) => result.observe(number));
  meter.createObservableGauge('sensor.memory').addCallback((result) => result.observe(number));
  meter.createObservableGauge('sensor.temperature').addCallback((result) => {
    if (!isStale) result.observe(number * 10, { 'hw.id': 'x' });
  });
  return async (options: { readonly isStale?: boolean } = {}): Promise<ResourceMetrics> => {
    number += 1;
    isStale = options.isStale ?? false;
    return collect();
  };
}

function valuesOf(push: ResourceMetrics, name: string): unknown[] {
  const all = push.scopeMetrics.flatMap(({ metrics }) => metrics).filter(({ descriptor }) => descriptor.name === name);
  expect(all.length).toBeLessThanOrEqual(1);
  return all.flatMap(({ dataPoints }) => (dataPoints as DataPoint<unknown>[]).map(({ value }) => value));
}

describe('createRepeatReadings', () => {
  test('puts the readings and the number of the push before in front, and nothing else', async () => {
    const repeat = createRepeatReadings(1);
    const next = createPushes();
    const first = repeat(await next(), true);
    expect(valuesOf(first, 'sensor.temperature')).toEqual([10]);
    repeat(await next(), true);
    const third = repeat(await next(), true);
    expect(valuesOf(third, 'sensor.temperature')).toEqual([20, 30]);
    expect(valuesOf(third, 'sensor.push.sequence')).toEqual([2, 3]);
    expect(valuesOf(third, 'sensor.memory')).toEqual([3]);
  });

  test('keeps times and labels of the earlier points', async () => {
    const repeat = createRepeatReadings(1);
    const next = createPushes();
    const before = await next();
    const [point] =
      before.scopeMetrics
        .flatMap(({ metrics }) => metrics)
        .find(({ descriptor }) => descriptor.name === 'sensor.temperature')?.dataPoints ?? [];
    repeat(before, true);
    const after = repeat(await next(), true);
    const points = after.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .find(({ descriptor }) => descriptor.name === 'sensor.temperature')?.dataPoints;
    expect(point).toBeDefined();
    expect(points?.[0]).toEqual(point);
  });

  test('brings a reading again although the newest push has none', async () => {
    const repeat = createRepeatReadings(1);
    const next = createPushes();
    repeat(await next(), true);
    expect(valuesOf(repeat(await next({ isStale: true }), true), 'sensor.temperature')).toEqual([10]);
    expect(valuesOf(repeat(await next(), true), 'sensor.temperature')).toEqual([30]);
  });

  test.each([
    [0, [4]],
    [2, [2, 3, 4]],
    [16, [1, 2, 3, 4]],
  ])('goes back %i pushes', async (pushes, numbers) => {
    const repeat = createRepeatReadings(pushes);
    const next = createPushes();
    for (let push = 1; push < 4; push += 1) repeat(await next(), true);
    expect(valuesOf(repeat(await next(), true), 'sensor.push.sequence')).toEqual(numbers);
  });

  test('leaves a push alone whose times may still be corrected, and does not repeat it', async () => {
    const repeat = createRepeatReadings(2);
    const next = createPushes();
    repeat(await next(), true);
    expect(valuesOf(repeat(await next(), false), 'sensor.push.sequence')).toEqual([2]);
    expect(valuesOf(repeat(await next(), true), 'sensor.push.sequence')).toEqual([3]);
    expect(valuesOf(repeat(await next(), true), 'sensor.push.sequence')).toEqual([3, 4]);
  });
});
