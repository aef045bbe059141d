import { describe, expect, test } from 'vitest';
import { lossFigure, lossFindings } from '../../../bench/durability/loss-report.ts';
import type { Loss } from '../../../bench/durability/measure-losses.ts';
import { writeFigure, writeFindings } from '../../../bench/durability/write-report.ts';

const sample = (minute: number, queueBytes: number, storeBytes: number) => {
  return { variant: 'safe', devices: 0, minute, queueBytes, storeBytes };
};

describe('writeFindings', () => {
  test('extrapolates to a day what was written after the warm-up', () => {
    // 1 MB a minute in the queue, 2 MB in the store; the gigabytes before do not count.
    const samples = [sample(0, 0, 0), sample(5, 1e9, 3e9), sample(15, 1.01e9, 3.02e9)];
    expect(writeFindings(samples).map(({ value, unit }) => [value, unit])).toEqual([
      [1440, 'MB/day'],
      [2880, 'MB/day'],
    ]);
  });

  test('says nothing of a run that did not go beyond its first sample', () => {
    expect(writeFindings([sample(0, 1, 1)])).toEqual([]);
  });
});

const loss = (round: number, missing: number): Loss => {
  const base = { variant: 'safe', fault: 'power cut', acknowledged: 400, setAside: 0 } as const;
  return { ...base, round, missing, reachesBackSeconds: missing / 4 };
};

describe('lossFindings', () => {
  test('counts in seconds: four pushes are one', () => {
    const [finding, ...others] = lossFindings([loss(1, 4), loss(2, 40), loss(3, 8)]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ value: 2, unit: 's', range: [1, 10] });
    expect(finding?.note).toContain('3 rounds; oldest lost push 10 s');
  });
});

test('both figures are drawn', () => {
  expect(writeFigure([sample(0, 0, 0), sample(1, 1e6, 2e6)])).toContain('safe');
  expect(lossFigure([loss(1, 4)])).toContain('safe, power cut');
});
