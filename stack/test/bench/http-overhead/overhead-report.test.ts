import { describe, expect, test } from 'vitest';
import { meetsGoal } from '../../../bench/benchmark.ts';
import {
  appNames,
  byTurns,
  overheadReport,
  type Round,
  roundOf,
  undisturbed,
} from '../../../bench/http-overhead/overhead-report.ts';

/** A pair in which the bare app answered 1,000 requests a second. */
function pair(number: number, requestsPerSecond: number, changes: Partial<Round> = {}): readonly Round[] {
  const round = {
    pair: number,
    connections: 16,
    requests: 10_000,
    cpuMicrosPerRequest: 25,
    cpuShare: 0.95,
    otherShare: 0.05,
    p50Millis: 0.4,
    p99Millis: 1.2,
    pushes: 10,
  };
  return [
    { ...round, app: 'instrumented', requestsPerSecond, ...changes },
    { ...round, app: 'bare', requestsPerSecond: 1_000, connections: changes.connections ?? 16 },
  ];
}

const report = (rounds: readonly Round[], connectionCounts: readonly number[] = [16]) =>
  overheadReport(rounds, { connectionCounts });

test('the turns of a server count as one round, the times of their answers together', () => {
  const millis = (...times: readonly (readonly [count: number, millis: number])[]): readonly number[] =>
    times.flatMap(([count, one]) => Array<number>(count).fill(one));
  // Of all 400 answers the 200th took 0.5 ms and the 396th 0.75, of the first turn's the middle one 0.25, of the second's the 99th percentile 0.5.
  const first = { requests: 100, millis: millis([90, 0.25], [10, 0.75]), cpuSeconds: 1, otherSeconds: 0.5, pushes: 2 };
  const second = { requests: 300, millis: millis([297, 0.5], [3, 0.875]), cpuSeconds: 2, otherSeconds: 0.1, pushes: 3 };
  const which = { pair: 3, connections: 64, app: 'bare' } as const;
  expect(
    roundOf(which, [
      { ...first, seconds: 2 },
      { ...second, seconds: 2 },
    ]),
  ).toEqual({
    ...which,
    requests: 400,
    requestsPerSecond: 100,
    cpuMicrosPerRequest: 7_500,
    cpuShare: 0.75,
    otherShare: 0.15,
    p50Millis: 0.5,
    p99Millis: 0.75,
    pushes: 5,
  });
});

describe('undisturbed', () => {
  test.each([
    [0.9, 2],
    [0.899, 0],
  ])('with a share of the core of %d, %i rounds count', (cpuShare, count) => {
    expect(undisturbed(pair(1, 900, { cpuShare }))).toHaveLength(count);
  });
  test.each([
    [0.15, 2],
    [0.151, 0],
  ])('a single connection cannot fill a core: with %d of one for other work, %i rounds count', (otherShare, count) => {
    expect(undisturbed(pair(1, 900, { cpuShare: 0.4, otherShare, connections: 1 }))).toHaveLength(count);
  });
});

describe('overheadReport', () => {
  test('compares pair by pair and leaves disturbed ones out', () => {
    const { findings } = report([...pair(1, 900), ...pair(2, 920), ...pair(3, 100, { cpuShare: 0.5 })]);
    expect(findings[0]).toMatchObject({ value: 0.91, range: [0.9, 0.92], note: '2 pairs undisturbed of 3' });
  });
  test('the goal is about each number of connections', () => {
    const { findings } = report([...pair(1, 900), ...pair(1, 500, { connections: 64 })], [16, 64]);
    const goals = findings.filter(({ goal }) => goal !== undefined);
    expect(goals.map(({ measure }) => measure)).toEqual([
      '16 at a time: requests/s, instrumented / bare',
      '64 at a time: requests/s, instrumented / bare',
    ]);
    expect(goals.map(({ value, goal }) => goal && value !== null && meetsGoal(value, goal))).toEqual([true, false]);
  });
  test('has p50 and p99 of both apps for each number of connections', () => {
    const { findings, tables } = report([...pair(1, 900), ...pair(1, 500, { connections: 64 })], [16, 64]);
    for (const measure of ['p50, instrumented', 'p99, instrumented', 'p50, bare', 'p99, bare'])
      for (const count of [16, 64])
        expect(findings).toContainEqual(expect.objectContaining({ measure: `${count} at a time: ${measure}` }));
    expect(tables['rounds']).toHaveLength(4);
  });
});

test('in every other pair the bare app is first', () => {
  expect([1, 2, 3].map((number) => byTurns(appNames, number)[0])).toEqual(['instrumented', 'bare', 'instrumented']);
  expect(byTurns(appNames, 2)).toHaveLength(2);
});
