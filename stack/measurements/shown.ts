import { type Finding, type Goal, meetsGoal } from '../bench/benchmark.ts';

/**
 * A number as the tables have it: from 100 on whole, with commas; from 10 on a decimal; from 1 on two; below, two significant digits. Zeros at the end are
 * left out. Whether a goal is met is decided by the number as it was measured.
 */
export function shownNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-US');
  if (size >= 10) return String(Number(value.toFixed(1)));
  return String(Number(size >= 1 ? value.toFixed(2) : value.toPrecision(2)));
}

/** Value and unit; the range behind it where there is one; the note where there is no value. */
export function shown({ value, unit, range, note }: Finding): string {
  if (value === null) return `not measured${note === undefined ? '' : ` (${note})`}`;
  const between = range === undefined ? '' : ` (${shownNumber(range[0])}-${shownNumber(range[1])})`;
  return `${shownNumber(value)}${shownUnit(unit)}${between}`;
}

/** `< 10 s: met`, or missed in bold; `0 points: met` where less than one thing that can be counted is asked for. What could not be measured has missed its goal. */
export function shownGoal({ value, unit, goal }: Finding & { readonly goal: Goal }): string {
  const isMet = value !== null && meetsGoal(value, goal);
  const isNone = goal.relation === '<' && goal.value === 1 && /^[a-z]{4,}$/.test(unit);
  const bound = isNone ? '0' : `${goal.relation} ${shownNumber(goal.value)}`;
  return `${bound}${shownUnit(unit)}: ${isMet ? 'met' : '**missed**'}`;
}

function shownUnit(unit: string): string {
  if (unit === '(ratio)' || unit === '') return '';
  return unit.startsWith('/') ? unit : ` ${unit}`;
}

export function hasGoal(finding: Finding): finding is Finding & { readonly goal: Goal } {
  return finding.goal !== undefined;
}

export function isMissed({ value, goal }: Finding & { readonly goal: Goal }): boolean {
  return value === null || !meetsGoal(value, goal);
}
