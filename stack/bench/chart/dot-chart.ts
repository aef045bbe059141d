import { position, scaleFor } from './axis.ts';
import type { ChartAxis } from './line-chart.ts';
import { palette, seriesColor } from './palette.ts';
import { element, type SvgNode, svgDocument, text } from './svg.ts';
import { verticalGrid } from './vertical-grid.ts';

/** Every run a dot, the median a bar. */
export interface DotGroup {
  readonly name: string;
  readonly values: readonly number[];
  /** Undefined: there is no value to show. */
  readonly median: number | undefined;
  /** Said in the row, where dots alone would mislead. */
  readonly note?: string;
}

export interface DotChart {
  readonly title: string;
  readonly x: ChartAxis;
  /** A row each, from top to bottom. */
  readonly groups: readonly DotGroup[];
  /** A line from top to bottom. */
  readonly goal?: { readonly value: number; readonly label: string };
}

const width = 760;
const rowHeight = 40;
const area = { right: width - 24, top: 56 };
const leastLeft = 210;
// Of the page's font at its size, on average.
const characterWidth = 7;

export function dotChart({ title, x, groups, goal }: DotChart): string {
  const longest = Math.max(0, ...groups.map(({ name }) => name.length));
  const left = Math.max(leastLeft, longest * characterWidth + 20);
  const bottom = area.top + groups.length * rowHeight;
  const scale = scaleFor([...groups.flatMap(({ values }) => values), ...(goal ? [goal.value] : [])], x);
  const across = (value: number): number => position(value, scale, [left, area.right]);
  const label = { fill: palette.text };

  const nodes: SvgNode[] = [
    text(title, { ...label, x: 12, y: 22, 'font-size': 15, 'font-weight': 600 }),
    ...verticalGrid({ scale, across, top: area.top, bottom }),
    text(`${x.label} (${x.unit})`, {
      ...label,
      x: (left + area.right) / 2,
      y: bottom + 42,
      'text-anchor': 'middle',
    }),
    ...groups.flatMap((group, index) =>
      groupRow(group, { color: seriesColor(index), y: area.top + (index + 0.5) * rowHeight, left, across }),
    ),
  ];
  if (goal) {
    const anchor = across(goal.value) > (left + area.right) / 2 ? 'end' : 'start';
    nodes.push(
      element('line', {
        x1: across(goal.value),
        x2: across(goal.value),
        y1: area.top - 4,
        y2: bottom,
        stroke: palette.goal,
        'stroke-dasharray': '6 4',
      }),
      text(goal.label, { x: across(goal.value), y: area.top - 10, fill: palette.goal, 'text-anchor': anchor }),
    );
  }
  return svgDocument({ width, height: bottom + 56 }, title, nodes);
}

interface RowPlace {
  readonly color: string;
  readonly y: number;
  /** Where the values begin, and the names end. */
  readonly left: number;
  readonly across: (value: number) => number;
}

function groupRow({ name, values, median, note }: DotGroup, { color, y, left, across }: RowPlace): SvgNode[] {
  const bar = median === undefined ? [] : [across(median)];
  return [
    text(name, { fill: palette.text, x: left - 12, y: y + 4, 'text-anchor': 'end' }),
    ...values.map((value) => element('circle', { cx: across(value), cy: y, r: 5, fill: color, 'fill-opacity': 0.45 })),
    ...bar.map((x) => element('line', { x1: x, x2: x, y1: y - 12, y2: y + 12, stroke: color, 'stroke-width': 3 })),
    ...(note === undefined ? [] : [text(note, { fill: color, x: area.right, y: y + 4, 'text-anchor': 'end' })]),
  ];
}
