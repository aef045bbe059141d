import type { Paint } from '../paint.ts';
import { bar } from './bar.ts';
import { type BudgetRow, paintedVerdict } from './budget-row.ts';

/** A few lines per service, and the same for all of them. */
export function narrowTable(rows: readonly BudgetRow[], total: BudgetRow, columns: number, paint: Paint): string[] {
  const width = columns - 4;
  return [...rows, total].flatMap((row, index) => [...(index === 0 ? [] : ['']), ...block(row, width, paint)]);
}

function block(row: BudgetRow, width: number, paint: Paint): string[] {
  const gap = ' '.repeat(Math.max(2, width - row.name.length - (row.verdict?.length ?? 0)));
  const title = `  ${paint.strong(row.name)}${gap}${paintedVerdict(row.verdict, paint)}`.trimEnd();
  if (row.bar === undefined) return [title];
  return [title, `  ${bar(row.bar, width, paint)}`, ...numbers(row, width), ...trouble(row)];
}

/** On one line where there is room. */
function numbers({ anonymous, file, limit, free, faultsPerSecond, cpu }: BudgetRow, width: number): string[] {
  const memory = `${anonymous} + ${file} of ${limit}, free ${free}`;
  const rates = `${faultsPerSecond} faults/s  CPU ${cpu}`;
  return memory.length + 2 + rates.length <= width
    ? [`  ${memory}${rates.padStart(width - memory.length)}`]
    : [`  ${memory}`, `  ${rates.padStart(width)}`];
}

function trouble({ oomKills, restarts }: BudgetRow): string[] {
  const isQuiet = [oomKills, restarts].every((count) => count === '0' || count === '-');
  return isQuiet ? [] : [`  ${oomKills} OOM kills, ${restarts} restarts`];
}
