import { describe, expect, test } from 'vitest';
import { matrixFindings } from '../../../bench/faults/fault-findings.ts';
import { matrixTable, phaseRows, roundRows, scenarioRows } from '../../../bench/faults/fault-report.ts';
import type { MatrixRow } from '../../../bench/faults/run-matrix.ts';
import type { Phase, PhaseName } from '../../../faults/phase.ts';
import type { Round } from '../../../faults/scenario.ts';

const kept: Round = {
  variant: '',
  pushes: 10,
  lost: 2,
  duplicated: 0,
  allowedLost: 2,
  freshSeconds: 1.5,
  drainSeconds: 3,
  backlogSeconds: null,
  note: '',
  problem: '',
};
const peakBytes = { victoriametrics: 20e6, collector: 10e6, sensor: 25e6 };
const use = { limitBytes: 40e6, majorFaults: 0, oomKills: 0 };

function row(rounds: readonly Round[], more: Partial<MatrixRow> = {}): MatrixRow {
  return {
    scenario: {
      name: 'storm',
      fault: 'a storm',
      promise: 'two pushes',
      needsRoot: false,
      rounds: { short: 1, long: 1 },
      run: () => Promise.reject(new Error('not run here')),
    },
    seconds: 12.3,
    rounds,
    peakBytes,
    failure: undefined,
    use: { victoriametrics: use, collector: use, sensor: use },
    ...more,
  };
}

function findingsOf(rows: readonly MatrixRow[]) {
  return new Map(matrixFindings(rows).map((finding) => [finding.measure.split(', of')[0], finding]));
}

function phase(name: PhaseName, faults: number): Phase {
  return { name, seconds: 10, majorFaults: { victoriametrics: 0, collector: faults, sensor: 0 } };
}

describe('matrixFindings', () => {
  test('finds nothing wrong where no more is lost than may be', () => {
    const found = findingsOf([row([kept])]);
    expect(found.get('rounds that were not as the documents say')?.value).toBe(0);
    expect(found.get('pushes stored twice')?.value).toBe(0);
    expect(found.get('scenarios that did not end')?.value).toBe(0);
    expect(found.get('highest anonymous memory of sensor')).toMatchObject({
      value: 25,
      goal: { relation: '<', value: 40 },
    });
    expect(found.get('from the end of a fault to fresh data, median')?.value).toBe(1.5);
  });

  test('counts a round that lost one push too many, one that stored one twice, and one that was wrong otherwise', () => {
    const found = findingsOf([
      row([kept, { ...kept, lost: 3 }, { ...kept, duplicated: 1 }, { ...kept, problem: 'two files' }]),
    ]);
    expect(found.get('rounds that were not as the documents say')?.value).toBe(3);
    expect(found.get('pushes stored twice')?.value).toBe(1);
  });

  test('counts what did not end, and who was killed for want of memory', () => {
    const killed = { ...use, oomKills: 1 };
    const found = findingsOf([
      row([], { failure: 'gone', use: { victoriametrics: use, collector: killed, sensor: use } }),
    ]);
    expect(found.get('scenarios that did not end')?.value).toBe(1);
    expect(found.get('processes killed for want of memory')?.value).toBe(1);
  });

  test('names the slowest way back to fresh data and the slowest drain, against their goals', () => {
    const slow = { ...kept, freshSeconds: 31, drainSeconds: 200, backlogSeconds: 3_600 };
    const found = findingsOf([row([kept, { ...kept, drainSeconds: 10, backlogSeconds: 3_600 }, slow])]);
    expect(found.get('from the end of a fault to fresh data, slowest')).toMatchObject({
      value: 31,
      goal: { value: 30 },
    });
    expect(found.get('slowest drain of a backlog')).toMatchObject({ value: 18, goal: { relation: '>=', value: 20 } });
  });

  test('tells faults of a steady state from those of a drain', () => {
    const found = findingsOf([
      row([{ ...kept, phases: [phase('full', 15), phase('draining', 9_000), phase('after', 2)] }]),
    ]);
    expect(found.get('major faults of collector in a steady state')).toMatchObject({ value: 1.5, goal: { value: 1 } });
    expect(found.get('major faults of collector while a backlog drains')?.value).toBe(900);
    expect(found.get('major faults of collector while a backlog drains')?.goal).toBeUndefined();
  });
});

describe('matrixTable', () => {
  test('sums the rounds of a scenario in one row', () => {
    const withBacklog = { ...kept, backlogSeconds: 300 };
    expect(
      matrixTable([row([kept, withBacklog])])
        .split('\n')
        .at(-2),
    ).toBe('| a storm | 2 | 20 | 4 | two pushes | 1.5 | 3 | 100 | 20 of 40, 10 of 40, 25 of 40 |');
  });

  test('says why a scenario did not end, behind the losses of the rounds that did', () => {
    expect(matrixTable([row([kept], { failure: 'gone\nfor good' })])).toContain('| 2; gone |');
  });
});

test('roundRows numbers the rounds of each scenario', () => {
  expect(roundRows([row([kept, kept]), row([kept])]).map(({ round }) => round)).toEqual([1, 2, 1]);
});

test('scenarioRows has the rounds of one that did not end', () => {
  expect(scenarioRows([row([kept], { failure: 'gone', peakBytes: undefined, use: undefined })])).toMatchObject([
    { rounds: 1, failure: 'gone', collector_anonymous_mb: null },
  ]);
});

test('phaseRows has a row for each part that was looked at', () => {
  expect(phaseRows([row([kept, { ...kept, phases: [phase('before', 5)] }])])).toMatchObject([
    { round: 2, phase: 'before', collector_major_faults_per_s: 0.5 },
  ]);
});
