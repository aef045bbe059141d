import { describe, expect, test } from 'vitest';
import { type Finding, meetsGoal } from '../../../bench/benchmark.ts';
import { loadReport } from '../../../bench/scaling/load-report.ts';
import { type LoadMeasured, settleMillis } from '../../../bench/scaling/measure-load.ts';
import type { PanelTimes } from '../../../bench/scaling/measure-queries.ts';
import { diskReport, queriesReport } from '../../../bench/scaling/scaling-report.ts';

const missed = (findings: readonly Finding[]) =>
  findings
    .filter(({ value, goal }) => goal !== undefined && (value === null || !meetsGoal(value, goal)))
    .map(({ measure }) => measure);

const bounds = { retentionDays: 7, series: 5_000 };

describe('diskReport', () => {
  const use = (dataBytes: number, isGoal = true) => ({
    kind: { name: isGoal ? 'readings' : 'random', isGoal, value: () => 0 },
    samples: 1_000_000,
    dataBytes,
    otherBytes: 50_000,
  });
  test.each([
    [1_000_000, []],
    [1_001_000, ['disk: readings']],
  ])('%i bytes for a million samples', (bytes, expected) => {
    expect(missed(diskReport([use(bytes)], bounds).findings)).toEqual(expected);
  });
  test('the worst case goes by the kind that is hardest to store, and the goal does not', () => {
    const { findings } = diskReport([use(500_000), use(8_000_000, false)], bounds);
    expect(missed(findings)).toEqual([]);
    // 5,000 series x 40,320 samples x 8 B
    expect(findings.at(-1)).toMatchObject({ value: 1613, unit: 'MB' });
  });
});

test.each([
  [1, 45_000],
  [30, 45_000],
  [60, 90_000],
])('with a push every %i s, measuring begins after %i ms', (intervalSeconds, millis) => {
  expect(settleMillis(intervalSeconds)).toBe(millis);
});

describe('queriesReport', () => {
  /** 20 rounds, so many of them slow. */
  const panel = (title: string, slow: number, failed = 0): PanelTimes => ({
    dashboard: 'Device',
    title,
    expressions: ['a'],
    millis: [...Array(20 - slow - failed).fill(10), ...Array(slow).fill(301)],
    failed,
    lastFailure: failed > 0 ? 'HTTP 422' : undefined,
  });
  const report = (...panels: PanelTimes[]) => queriesReport({ panels, series: 10, samples: 100 });

  test('one slow answer of 20 is within the 95th percentile, two are not', () => {
    expect(missed(report(panel('a', 1)).findings)).toEqual([]);
    expect(missed(report(panel('a', 0), panel('b', 2)).findings)).toEqual([
      'queries: slowest panel of 2 over 7 days, 95th percentile',
    ]);
  });
  test('a panel that fails once misses a goal and is named', () => {
    const { findings } = report(panel('a', 0), panel('b', 0, 1));
    expect(missed(findings)).toEqual(['queries: panels that failed']);
    expect(findings.at(-1)?.note).toBe('Device: b');
  });
  test('the first answer and the slowest stand beside the percentiles', () => {
    const { tables } = report({ ...panel('a', 0), millis: [40, 10, 70, 10] });
    expect(tables['queries']?.[0]).toMatchObject({ first_ms: 40, p50_ms: 10, p95_ms: 70, max_ms: 70 });
  });
  test('a panel that never answers is above the bound', () => {
    const { findings, figures } = report(panel('a', 0), panel('b', 0, 20));
    expect(findings.find(({ measure }) => measure.includes('above'))).toMatchObject({ value: 1, note: 'Device: b' });
    expect(figures['queries']).toContain('never answered');
  });
});

describe('loadReport', () => {
  const measured = (seriesCount: number): LoadMeasured => ({
    seriesCount,
    intervalSeconds: 15,
    acknowledgedPoints: 1,
    refusedPoints: 0,
    seconds: 60,
    isCold: true,
    queuedBytes: 0,
    components: ['victoriametrics', 'collector', 'sensor'].map((component) => ({
      component,
      anonymousBytes: 10 * 1024 * 1024,
      activeFileBytes: 1024 * 1024,
      anonymousHighestBytes: 12 * 1024 * 1024,
      cpuPercent: 1.5,
      majorFaultsPerSecond: 0,
      writtenBytesPerHour: 0,
    })),
  });
  test('adds up the memory of the components and draws a line for each', () => {
    const { findings, figures, tables } = loadReport('series', [measured(100), measured(1000)]);
    expect(findings.map(({ value }) => value)).toEqual([33, 33]);
    expect(Object.keys(figures)).toEqual(['memory-by-series', 'cpu-by-series']);
    expect(figures['memory-by-series']?.match(/<polyline /g)).toHaveLength(3);
    expect(tables['load-by-series']).toHaveLength(6);
  });
  test('has nothing to say of nothing', () => {
    expect(loadReport('interval', [])).toEqual({ tables: {}, figures: {}, findings: [] });
  });
});
