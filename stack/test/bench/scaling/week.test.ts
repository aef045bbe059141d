import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dashboardPanels, panelsOf } from '../../../bench/scaling/dashboard-panels.ts';
import { noise, storedSeries, valueKinds } from '../../../bench/scaling/disk-values.ts';
import { asDevice, fillHistory } from '../../../bench/scaling/fill-history.ts';
import { importLine, weekOfPushes } from '../../../bench/scaling/week.ts';

const root = join(import.meta.dirname, '../../../..');
const week = weekOfPushes(1_800_000_000_000, 15_000);

describe('weekOfPushes', () => {
  test('is nearly seven days, ends at the given time and stays within a retention of seven days', () => {
    expect(week.at(-1)).toBe(1_800_000_000_000);
    expect(week).toHaveLength(40_280);
    expect((1_800_000_000_000 - (week[0] ?? 0)) / 86_400_000).toBeGreaterThan(6.99);
    expect((1_800_000_000_000 - (week[0] ?? 0)) / 86_400_000).toBeLessThan(7);
  });
});

test('importLine is one line of JSON with labels, values and times', () => {
  const line = importLine({ labels: { __name__: 'a' }, timestamps: [1, 2], values: [3, 4] });
  expect(line.endsWith('}\n')).toBe(true);
  expect(JSON.parse(line)).toEqual({ metric: { __name__: 'a' }, values: [3, 4], timestamps: [1, 2] });
});

describe('fillHistory', () => {
  const values = (name: string, last: readonly number[]) =>
    fillHistory({ labels: { __name__: name }, values: last, timestampsMillis: [] }, week, 1).values;

  test('a counter goes on as fast as it went, and never back', () => {
    const counter = values('requests_total', [10, 13]);
    expect(counter.slice(0, 3)).toEqual([0, 3, 6]);
    expect(counter).toHaveLength(week.length);
  });
  test('a sequence has no gap', () => {
    expect(values('sensor_push_sequence', [1, 2]).slice(0, 3)).toEqual([1, 2, 3]);
  });
  test('anything else stays around its last value, and is not constant', () => {
    const gauge = values('sensor_temperature_celsius', [20]);
    expect(Math.min(...gauge)).toBeGreaterThan(19.7);
    expect(Math.max(...gauge)).toBeLessThan(20.3);
    expect(new Set(gauge).size).toBeGreaterThan(10);
  });
  test('a series without points is not made up to NaN', () => {
    expect(values('anything', [])[0]).toBe(0);
  });
});

test('asDevice changes whose series it is and nothing else', () => {
  const series = { labels: { __name__: 'a', host_name: 'x', hw_id: 'h' }, values: [1], timestampsMillis: [2] };
  expect(asDevice(series, 'device-1')).toEqual({
    ...series,
    labels: { __name__: 'a', host_name: 'device-1', service_instance_id: 'device-1', hw_id: 'h' },
  });
});

describe('valueKinds', () => {
  test('what flickers is within a tenth of what was recorded, and differs from one push to the next', async () => {
    const [held, flickers] = await valueKinds(root);
    const times = Array.from({ length: 200 }, (_, index) => index * 15_000);
    for (const series of storedSeries.keys()) {
      for (const time of times) {
        const distance = Math.abs((flickers?.value(series, time) ?? 0) - (held?.value(series, time) ?? 99));
        expect(distance).toBeLessThan(0.16); // a tenth, and the rounding to one
      }
      expect(new Set(times.map((time) => flickers?.value(series, time))).size).toBeGreaterThan(1);
    }
  });
  test('the goal is about one kind', async () => {
    expect((await valueKinds(root)).filter(({ isGoal }) => isGoal)).toHaveLength(1);
  });
});

test('noise is between 0 and 1, the same each time, and spread', () => {
  const values = Array.from({ length: 1000 }, (_, index) => noise(3, index * 15_000));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(new Set(values).size).toBe(1000);
  expect(values.reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(0.5, 1);
  expect(noise(3, 15_000)).toBe(values[1]);
});

describe('dashboardPanels', () => {
  test('reads the panels of a dashboard with all their queries', () => {
    const json = JSON.stringify({ title: 'D', rows: [{ panels: [{ title: 'P', expr: ['a', 'b'], width: 6 }] }] });
    expect(panelsOf(json)).toEqual([{ dashboard: 'D', title: 'P', expressions: ['a', 'b'] }]);
  });
  test('finds panels in the dashboards of this project, none without a query', async () => {
    const panels = await dashboardPanels(root);
    expect(panels.length).toBeGreaterThan(10);
    for (const { expressions } of panels) expect(expressions.length).toBeGreaterThan(0);
  });
});
