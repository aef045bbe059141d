import { position, scaleFor } from './axis.ts';
import type { ChartAxis } from './line-chart.ts';
import { palette, seriesColor } from './palette.ts';
import { element, type SvgNode, svgDocument, text } from './svg.ts';
import { verticalGrid } from './vertical-grid.ts';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Right of the bar: the number as it is to be read, and what a bar cannot say. */
  readonly note: string;
  /** Which colour; bars of the same kind have the same in every group. */
  readonly series: number;
}

export interface BarChart {
  readonly title: string;
  readonly x: ChartAxis;
  /** From top to bottom. */
  readonly groups: readonly { readonly name: string; readonly bars: readonly Bar[] }[];
}

const width = 860;
const rowHeight = 22;
const headingHeight = 30;
const area = { left: 250, right: 640, top: 44 };

/** Lengths from zero, so that they can be compared by eye. */
export function barChart({ title, x, groups }: BarChart): string {
  const scale = scaleFor(
    groups.flatMap(({ bars }) => bars.map(({ value }) => value)),
    { from: 0 },
  );
  const across = (value: number): number => position(value, scale, [area.left, area.right]);
  const bars = groups.reduce((sum, group) => sum + group.bars.length, 0);
  const bottom = area.top + groups.length * headingHeight + bars * rowHeight + 6;
  const label = { fill: palette.text };
  const nodes: SvgNode[] = [
    text(title, { ...label, x: 12, y: 22, 'font-size': 15, 'font-weight': 600 }),
    ...verticalGrid({ scale, across, top: area.top, bottom }),
    text(`${x.label} (${x.unit})`, {
      ...label,
      x: (area.left + area.right) / 2,
      y: bottom + 42,
      'text-anchor': 'middle',
    }),
  ];
  let y = area.top;
  for (const group of groups) {
    nodes.push(text(group.name, { ...label, x: 12, y: y + 20, 'font-weight': 600 }));
    y += headingHeight;
    for (const bar of group.bars) {
      nodes.push(...drawnBar(bar, y, across));
      y += rowHeight;
    }
  }
  return svgDocument({ width, height: bottom + 54 }, title, nodes);
}

function drawnBar({ name, value, note, series }: Bar, y: number, across: (value: number) => number): SvgNode[] {
  const middle = y + rowHeight / 2 + 4;
  return [
    text(name, { fill: palette.text, x: area.left - 10, y: middle, 'text-anchor': 'end' }),
    element('rect', {
      x: across(0),
      y: y + 3,
      width: Math.max(0, across(value) - across(0)),
      height: rowHeight - 6,
      fill: seriesColor(series),
    }),
    text(note, { fill: palette.text, x: across(value) + 6, y: middle }),
  ];
}
