import { describe, expect, test } from 'vitest';
import { matrixFindings, matrixTable, roundRows } from '../../../bench/faults/fault-report.ts';
import type { MatrixRow } from '../../../bench/faults/run-matrix.ts';
import type { Round } from '../../../faults/scenario.ts';

const kept: Round = {
  variant: '',
  pushes: 10,
  lost: 2,
  duplicated: 0,
  allowedLost: 2,
  freshSeconds: 1.5,
  drainSeconds: null,
  note: '',
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
    result: { rounds, peakBytes },
    failure: undefined,
    use: { victoriametrics: use, collector: use, sensor: use },
    ...more,
  };
}

function valuesOf(rows: readonly MatrixRow[]): Record<string, number | null> {
  return Object.fromEntries(matrixFindings(rows).map(({ measure, value }) => [measure.split(',')[0], value]));
}

describe('matrixFindings', () => {
  test('finds nothing wrong where no more is lost than may be', () => {
    expect(valuesOf([row([kept])])).toMatchObject({
      'rounds in which more was lost than the documents say': 0,
      'pushes stored twice': 0,
      'scenarios that did not end': 0,
      'highest anonymous memory of sensor': 25,
      'from the end of a fault to fresh data': 1.5,
    });
  });

  test('counts a round that lost one push too many, and one that stored one twice', () => {
    const broken = valuesOf([row([kept, { ...kept, lost: 3 }, { ...kept, duplicated: 1 }])]);
    expect(broken['rounds in which more was lost than the documents say']).toBe(2);
    expect(broken['pushes stored twice']).toBe(1);
  });

  test('counts what did not end, and who was killed for want of memory', () => {
    const killed = { ...use, oomKills: 1 };
    const findings = valuesOf([
      row([], { result: undefined, failure: 'gone', use: { victoriametrics: use, collector: killed, sensor: use } }),
    ]);
    expect(findings['scenarios that did not end']).toBe(1);
    expect(findings['processes killed for want of memory']).toBe(1);
  });
});

describe('matrixTable', () => {
  test('sums the rounds of a scenario in one row', () => {
    expect(
      matrixTable([row([kept, kept])])
        .split('\n')
        .at(-2),
    ).toBe('| a storm | 2 | 20 | 4 | two pushes | 1.5 (1.5-1.5) | 20, 10, 25 |');
  });

  test('says why a scenario did not end in place of its losses', () => {
    expect(matrixTable([row([], { result: undefined, failure: 'gone\nfor good' })])).toContain('| gone |');
  });
});

test('roundRows numbers the rounds of each scenario', () => {
  expect(roundRows([row([kept, kept]), row([kept])]).map(({ round }) => round)).toEqual([1, 2, 1]);
});
