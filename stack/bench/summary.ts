import { type Finding, meetsGoal } from './benchmark.ts';

/** One line per finding, in columns. */
export function summaryText(findings: readonly Finding[]): string {
  const lines = findings.map(({ measure, value, unit, range, goal, note }) => [
    measure,
    value === null ? '-' : `${value} ${unit}`,
    range === undefined ? '' : `${range[0]} to ${range[1]}`,
    goal === undefined ? '' : `${goal.relation} ${goal.value}`,
    goal === undefined || value === null ? '' : meetsGoal(value, goal) ? 'met' : 'MISSED',
    note ?? '',
  ]);
  const all = [['measure', 'value', 'range', 'goal', '', ''], ...lines];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? [];
  return all
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
