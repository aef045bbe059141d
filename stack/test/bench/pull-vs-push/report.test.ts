import { describe, expect, test } from 'vitest';
import { meetsGoal } from '../../../bench/benchmark.ts';
import { report } from '../../../bench/pull-vs-push/report.ts';
import type { CaseRun } from '../../../bench/pull-vs-push/run-case.ts';
import { faultPlans } from '../../../bench/pull-vs-push/system-plan.ts';
import { caseRun, inCase, megabyte, named } from './case-run.ts';

const all = [0, 1, 2, 3];
const findingsOf = (compared: readonly CaseRun[]) => report({ compared, faults: [] }, {}).findings;
const missed = (compared: readonly CaseRun[]) =>
  findingsOf(compared)
    .filter(({ value, goal }) => goal !== undefined && (value === null || !meetsGoal(value, goal)))
    .map(({ measure }) => measure);

describe('report', () => {
  test('says first how push compares with the fixed pull, to which there is no goal', () => {
    const [first] = findingsOf(inCase('undisturbed', [all, all, all]));
    expect(first).toEqual({ measure: 'memory, push / fixed pull, undisturbed', value: 0.75, unit: '(ratio)' });
  });
  test('meets its goals where push stores all and needs 0.45 of the memory', () => {
    const runs = [...inCase('undisturbed', [all, all, all]), ...inCase('cut-network', [[0, 3], [0, 3], all])];
    expect(missed(runs)).toEqual([]);
    expect(findingsOf(runs).find(({ goal }) => goal?.relation === '<=')?.value).toBe(0.45);
  });
  test('misses one where push needs more', () => {
    expect(missed(inCase('undisturbed', [all, all, all], [100, 60, 46]))).toEqual([
      'memory, push / faulty pull, undisturbed',
    ]);
  });
  test('misses one where a pull loses and push loses as well, and names the case', () => {
    const lost = 'cases in which a pull loses and push does not store all';
    const runs = inCase('cut-network', [[0, 3], all, [0, 1, 3]]);
    expect(missed(runs)).toEqual([lost]);
    expect(findingsOf(runs).find(({ measure }) => measure === lost)?.note).toBe('cut-network');
  });
  test('a case in which no pull loses asks nothing of push', () => {
    expect(missed(inCase('sleep', [all, all, [0, 1, 3]]))).toEqual([]);
  });
  test('one table has every run, and a figure answers each question', () => {
    const compared = inCase('cut-network', [[0, 3], all, all]);
    const faults = faultPlans.map((plan) => caseRun({ ...named('undisturbed'), name: 'faults' }, plan, all));
    const { texts, figures, tables } = report({ compared, faults }, {});
    const lines = texts?.['table.md']?.trim().split('\n') ?? [];
    expect(lines).toHaveLength(2 + compared.length + faults.length);
    const columns = new Set(lines.map((line) => line.split('|').length));
    expect(columns.size).toBe(1);
    expect(lines[2]).toMatch(/^\| cut-network \| faulty pull \| 2 of 4 \| 2 \| 0 \| 1 \| 30 \|/);
    expect(Object.keys(figures)).toEqual([
      ...['stored', 'age', 'memory', 'cpu', 'wire', 'written'],
      ...['faults-memory', 'faults-cpu', 'faults-latency'],
    ]);
    for (const svg of Object.values(figures)) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(tables['slots']).toContainEqual(
      expect.objectContaining({ slot_seconds: 15, state: 'lost', seen_seconds: null }),
    );
  });
  test('memory is the median over time of all components together', () => {
    const [row] = report({ compared: inCase('undisturbed', [all]), faults: [] }, {}).tables['runs'] ?? [];
    expect(row).toMatchObject({ memory_median_bytes: 100 * megabyte, memory_highest_bytes: 300 * megabyte });
  });
});
