import type { Paint } from '../paint.ts';
import { bar } from './bar.ts';
import { type BudgetRow, paintedVerdict } from './budget-row.ts';

/** A terminal from which on a service fits on one line. */
export const wideColumns = 112;

type NumberColumn = Exclude<keyof BudgetRow, 'name' | 'verdict' | 'bar'>;

const numberColumns: readonly { readonly key: NumberColumn; readonly header: string; readonly width: number }[] = [
  { key: 'limit', header: 'limit', width: 6 },
  { key: 'anonymous', header: 'anon', width: 6 },
  { key: 'file', header: 'file', width: 6 },
  { key: 'free', header: 'free', width: 6 },
  { key: 'faultsPerSecond', header: 'faults/s', width: 8 },
  { key: 'cpu', header: 'CPU', width: 7 },
  { key: 'oomKills', header: 'OOM', width: 3 },
  { key: 'restarts', header: 'restarts', width: 8 },
];
const nameWidth = 16;
const verdictWidth = 12;
const numbersWidth = numberColumns.reduce((sum, { width }) => sum + 2 + width, 0);

/** A line per service, and one for all of them. */
export function wideTable(rows: readonly BudgetRow[], total: BudgetRow, columns: number, paint: Paint): string[] {
  const barWidth = columns - 2 - nameWidth - numbersWidth - 2 - verdictWidth;
  const line = (name: string, drawn: string, numbers: readonly string[], end: string): string =>
    `  ${name.padEnd(nameWidth)}${drawn}${numbers.map((text) => `  ${text}`).join('')}  ${end}`.trimEnd();
  const rowLine = (row: BudgetRow): string =>
    line(
      row.name,
      row.bar === undefined ? ' '.repeat(barWidth) : bar(row.bar, barWidth, paint),
      numberColumns.map(({ key, width }) => row[key].padStart(width)),
      paintedVerdict(row.verdict, paint),
    );
  const headers = numberColumns.map(({ header, width }) => header.padStart(width));
  return [
    paint.faint(line('MiB', ' '.repeat(barWidth), headers, '')),
    ...rows.map(rowLine),
    paint.faint(line('', '─'.repeat(barWidth), [], '')),
    rowLine(total),
  ];
}
