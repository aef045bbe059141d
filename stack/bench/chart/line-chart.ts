import { position, scaleFor } from './axis.ts';
import { palette, seriesColor } from './palette.ts';
import { element, type SvgNode, svgDocument, text } from './svg.ts';

export interface LineChart {
  readonly title: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
  /** A line across. */
  readonly goal?: { readonly value: number; readonly label: string };
  /** Moments on the x axis where something begins. */
  readonly marks?: readonly { readonly at: number; readonly label: string }[];
}

export interface ChartAxis {
  readonly label: string;
  readonly unit: string;
  /** Lower end, where the values should not decide. */
  readonly from?: number;
}

const size = { width: 760, height: 340 };
// To the right as much as half of the longest number below the line: the last one stands at its end.
const area = { left: 64, right: size.width - 30, top: 44, bottom: size.height - 64 };

export function lineChart({ title, x, y, series, goal, marks = [] }: LineChart): string {
  const all = series.flatMap(({ points }) => points);
  const xScale = scaleFor(
    all.map(([value]) => value),
    { from: 0, ...x },
  );
  const yScale = scaleFor([...all.map(([, value]) => value), ...(goal ? [goal.value] : [])], y);
  const across = (value: number): number => position(value, xScale, [area.left, area.right]);
  const up = (value: number): number => position(value, yScale, [area.bottom, area.top]);
  const label = { fill: palette.text };
  const nameWidth = Math.min(150, (area.right - area.left) / series.length);

  const nodes: SvgNode[] = [
    text(title, { ...label, x: area.left, y: 22, 'font-size': 15, 'font-weight': 600 }),
    ...yScale.ticks.flatMap((tick) => [
      element('line', {
        x1: area.left,
        x2: area.right,
        y1: up(tick),
        y2: up(tick),
        stroke: palette.grid,
        'stroke-opacity': 0.3,
      }),
      text(yScale.label(tick), { ...label, x: area.left - 8, y: up(tick) + 4, 'text-anchor': 'end' }),
    ]),
    ...xScale.ticks.map((tick) =>
      text(xScale.label(tick), { ...label, x: across(tick), y: area.bottom + 20, 'text-anchor': 'middle' }),
    ),
    text(`${x.label} (${x.unit})`, {
      ...label,
      x: (area.left + area.right) / 2,
      y: area.bottom + 42,
      'text-anchor': 'middle',
    }),
    text(`${y.label} (${y.unit})`, {
      ...label,
      transform: `translate(16 ${(area.top + area.bottom) / 2}) rotate(-90)`,
      'text-anchor': 'middle',
    }),
    ...marks.flatMap(({ at, label: name }, index) => [
      element('line', {
        x1: across(at),
        x2: across(at),
        y1: area.top,
        y2: area.bottom,
        stroke: palette.grid,
        'stroke-dasharray': '2 4',
      }),
      text(name, { ...label, x: across(at) + 4, y: area.bottom - 6 - index * 14, 'font-size': 11 }),
    ]),
    ...series.map(({ points }, index) =>
      element('polyline', {
        points: points.map(([a, b]) => `${across(a).toFixed(1)},${up(b).toFixed(1)}`).join(' '),
        fill: 'none',
        stroke: seriesColor(index),
        'stroke-width': 2,
        'stroke-linejoin': 'round',
      }),
    ),
    ...series.map(({ name }, index) =>
      text(name, {
        x: area.left + index * nameWidth,
        y: size.height - 6,
        fill: seriesColor(index),
        'font-weight': 600,
      }),
    ),
  ];
  if (goal) {
    nodes.push(
      element('line', {
        x1: area.left,
        x2: area.right,
        y1: up(goal.value),
        y2: up(goal.value),
        stroke: palette.goal,
        'stroke-dasharray': '6 4',
      }),
      text(goal.label, { x: area.right, y: up(goal.value) - 6, fill: palette.goal, 'text-anchor': 'end' }),
    );
  }
  return svgDocument(size, title, nodes);
}
