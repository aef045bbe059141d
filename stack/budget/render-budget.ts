import type { Paint } from '../paint.ts';
import { shorten } from '../screen.ts';
import { wrap } from '../wrap.ts';
import { barSigns } from './bar.ts';
import { serviceRow, totalRow } from './budget-row.ts';
import type { Judgement } from './judge.ts';
import { narrowTable } from './narrow-table.ts';
import { wideColumns, wideTable } from './wide-table.ts';

export interface RenderOptions {
  readonly project: string;
  readonly seconds: number;
  /** Of the terminal; narrower than 60 is taken as 60. */
  readonly columns: number;
  readonly paint: Paint;
}

const minColumns = 60;
/** Without colours: █ anonymous  ▒ file pages  · free */
const legendWidth = 33;
/** Longer bars say no more. */
const maxColumns = 132;

export function renderBudget(judgement: Judgement, options: RenderOptions): string {
  const columns = Math.min(maxColumns, Math.max(minColumns, options.columns));
  const table = columns >= wideColumns ? wideTable : narrowTable;
  const rows = judgement.services.map(serviceRow);
  return [
    '',
    ...heading(judgement, options, columns),
    '',
    ...table(rows, totalRow(judgement), columns, options.paint),
    '',
    ...sentences(judgement, columns, options.paint),
    '',
  ].join('\n');
}

function heading(
  { limitBytes, budgetBytes }: Judgement,
  { project, seconds, paint }: RenderOptions,
  columns: number,
): string[] {
  const whole = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);
  const sum = `${whole(limitBytes)} of ${whole(budgetBytes)} MiB`;
  const rest = ` in hard limits, watched for ${seconds} s`;
  // A project's name may be as long as somebody likes.
  const reserved = columns >= wideColumns ? legendWidth + 4 : 0;
  const name = shorten(project, Math.max(8, columns - 4 - sum.length - rest.length - reserved));
  const left = `  ${paint.strong(name)}  ${limitBytes > budgetBytes ? paint.bad(sum) : sum}${rest}`;
  const legend = [
    `${paint.anonymous(barSigns.anonymous)} anonymous`,
    `${paint.file(barSigns.file)} file pages`,
    `${paint.faint(barSigns.free)} free`,
  ].join('  ');
  return columns >= wideColumns ? [`${left}    ${legend}`] : [left, `  ${legend}    MiB`];
}

/** What must change first, then what is worth knowing. */
function sentences({ problems, notes }: Judgement, columns: number, paint: Paint): string[] {
  const told = [
    ...(problems.length === 0 ? [{ mark: paint.good('✓'), text: 'Everything fits.' }] : []),
    ...problems.map((text) => ({ mark: paint.bad('✗'), text })),
    ...notes.map((text) => ({ mark: paint.warning('!'), text })),
  ];
  return told.flatMap(({ mark, text }) =>
    wrap(text, columns - 4).map((line, index) => `  ${index === 0 ? mark : ' '} ${line}`),
  );
}
