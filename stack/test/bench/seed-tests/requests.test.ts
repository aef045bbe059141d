import { describe, expect, test } from 'vitest';
import { meetsGoal } from '../../../bench/benchmark.ts';
import { requestsReport } from '../../../bench/seed-tests/requests.ts';

/** 600 answers of 2 ms, the last of them slower. */
function run(slowMillis: readonly number[], failed = 0) {
  const millis = Array.from({ length: 600 - failed }, (_, index) => slowMillis[600 - failed - 1 - index] ?? 2);
  return { name: 'steady', count: 600, perSecond: 1, millis, failed } as const;
}

const missed = (one: ReturnType<typeof run>) =>
  requestsReport([one])
    .findings.filter(({ value, goal }) => goal !== undefined && (value === null || !meetsGoal(value, goal)))
    .map(({ measure }) => measure);

describe('requestsReport', () => {
  test('six slow ones of 600 do not miss the goal of the 99th percentile, the seventh does', () => {
    expect(missed(run(Array(6).fill(50)))).toEqual([]);
    expect(missed(run(Array(7).fill(50)))).toEqual(['600 requests, 1 a second: 99th percentile']);
  });
  test('a single request without an answer misses a goal', () => {
    expect(missed(run([], 1))).toEqual(['600 requests, 1 a second: answered']);
  });
  test('says mean and slowest beside what the original design had', () => {
    const { findings } = requestsReport([run([602])]);
    expect(findings).toContainEqual(expect.objectContaining({ value: 3, note: 'the original design: 85 ms' }));
    expect(findings).toContainEqual(expect.objectContaining({ value: 602, note: 'the original design: 120 ms' }));
  });
});
