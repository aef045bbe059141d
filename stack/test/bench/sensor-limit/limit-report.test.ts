import { describe, expect, test } from 'vitest';
import { type LimitRun, limitReport } from '../../../bench/sensor-limit/limit-report.ts';

function run(limitMegabytes: number, readySeconds: number | null, majorFaultsPerSecond = 0): LimitRun {
  return {
    run: 1,
    set: 'as shipped',
    limitMegabytes,
    readAheadKilobytes: 128,
    readySeconds,
    majorFaultsPerSecond,
    settledFaultsPerSecond: 0,
    coldness: { dropped: true, warmBytes: 0 },
    anonymousBytes: 20 * 1024 * 1024,
    fileBytes: 40 * 1024 * 1024,
    cpuPercent: 1,
    requestCpuMicros: readySeconds === null ? null : 500,
  };
}

function smallest(runs: readonly LimitRun[]): number | null | undefined {
  return limitReport(runs, { image: 'x', cpus: 0.5, sets: [{ name: 'as shipped', flags: [] }] }).findings[0]?.value;
}

describe('limitReport', () => {
  test('takes the smallest limit from which on all fit', () => {
    expect(smallest([run(60, null), run(64, 2, 5), run(68, 2, 0.9), run(72, 1)])).toBe(68);
  });

  test('does not trust a limit below one that did not fit', () => {
    expect(smallest([run(60, 1), run(64, 6), run(68, 1)])).toBe(68);
  });

  test('has none where the largest did not fit', () => {
    expect(smallest([run(60, 1), run(64, 5)])).toBeNull();
  });

  test('tells what a request costs, in the middle of all limits at which it could be asked', () => {
    const [finding] = limitReport([run(60, null), run(64, 1), { ...run(68, 1), requestCpuMicros: 300 }], {
      image: 'x',
      cpus: 0.5,
      sets: [{ name: 'as shipped', flags: [] }],
    }).findings;
    expect(finding?.note).toContain('a request takes 400 µs');
  });

  test('counts a start that never ended as the longest', () => {
    expect(smallest([run(64, 1), run(64, null), run(64, null), run(68, 1)])).toBe(68);
    expect(smallest([run(64, 1), run(64, 1), run(64, null), run(68, 1)])).toBe(64);
  });
});
