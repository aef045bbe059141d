import { position, scaleFor } from '../chart/axis.ts';
import { palette, seriesColor } from '../chart/palette.ts';
import { element, type SvgNode, svgDocument, text } from '../chart/svg.ts';
import { verticalGrid } from '../chart/vertical-grid.ts';

export interface LimitRow {
  readonly name: string;
  readonly limit: number;
  readonly anonymous: number;
  readonly activeFile: number;
  readonly otherFile: number;
  /** Right of the bar. */
  readonly note: string;
  readonly fits: boolean;
}

export interface LimitChart {
  readonly title: string;
  readonly unit: string;
  /** From top to bottom; a row without a limit is a heading. */
  readonly groups: readonly { readonly name: string; readonly rows: readonly LimitRow[] }[];
}

const width = 860;
const rowHeight = 30;
const area = { left: 150, right: 560, top: 72 };

/** A frame per limit, and in it what cannot be given back, file pages in use, other file pages. */
export function limitChart({ title, unit, groups }: LimitChart): string {
  const rows = groups.flatMap(({ rows: of }) => of);
  const scale = scaleFor(
    rows.flatMap(({ limit, anonymous, activeFile, otherFile }) => [limit, anonymous + activeFile + otherFile]),
    { from: 0 },
  );
  const across = (value: number): number => position(value, scale, [area.left, area.right]);
  const bottom = area.top + (rows.length + groups.length) * rowHeight;
  const label = { fill: palette.text };
  const parts = ['anonymous', 'active file pages', 'other file pages'];
  const nodes: SvgNode[] = [
    text(title, { ...label, x: 12, y: 22, 'font-size': 15, 'font-weight': 600 }),
    ...parts.flatMap((part, index) => [
      element('rect', { x: 12 + index * 150, y: 36, width: 12, height: 12, fill: seriesColor(index) }),
      text(part, { ...label, x: 30 + index * 150, y: 46 }),
    ]),
    element('rect', { x: 462, y: 36, width: 12, height: 12, fill: 'none', stroke: palette.text }),
    text('limit', { ...label, x: 480, y: 46 }),
    ...verticalGrid({ scale, across, top: area.top, bottom }),
    text(unit, { ...label, x: (area.left + area.right) / 2, y: bottom + 40, 'text-anchor': 'middle' }),
  ];
  let y = area.top;
  for (const group of groups) {
    nodes.push(text(group.name, { ...label, x: 12, y: y + 20, 'font-weight': 600 }));
    y += rowHeight;
    for (const row of group.rows) {
      nodes.push(...drawnRow(row, y, across));
      y += rowHeight;
    }
  }
  return svgDocument({ width, height: bottom + 52 }, title, nodes);
}

function drawnRow(row: LimitRow, y: number, across: (value: number) => number): SvgNode[] {
  const ends = [row.anonymous, row.anonymous + row.activeFile, row.anonymous + row.activeFile + row.otherFile];
  return [
    text(row.name, { fill: palette.text, x: area.left - 10, y: y + 20, 'text-anchor': 'end' }),
    ...ends.map((end, index) => {
      const from = index === 0 ? 0 : (ends[index - 1] ?? 0);
      return element('rect', {
        x: across(from),
        y: y + 6,
        width: across(end) - across(from),
        height: rowHeight - 12,
        fill: seriesColor(index),
      });
    }),
    element('rect', {
      x: across(0),
      y: y + 4,
      width: across(row.limit) - across(0),
      height: rowHeight - 8,
      fill: 'none',
      stroke: row.fits ? palette.text : palette.goal,
      'stroke-width': row.fits ? 1 : 2,
    }),
    text(row.note, { fill: row.fits ? palette.text : palette.goal, x: area.right + 12, y: y + 20 }),
  ];
}
