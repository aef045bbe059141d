import { palette } from '../chart/palette.ts';
import { element, type SvgNode, svgDocument, text } from '../chart/svg.ts';
import type { LimitCell } from './limit-report.ts';

export interface LimitTable {
  /** From top to bottom. */
  readonly sets: readonly string[];
  readonly limits: readonly number[];
  readonly cells: readonly LimitCell[];
}

const columnWidth = 104;
const rowHeight = 42;
const area = { left: 180, top: 76 };
const fitColour = palette.series[3];

/** A field per set of flags and limit: framed where it fits, with the time to ready and the faults after it. */
export function limitTable({ sets, limits, cells }: LimitTable): string {
  const title = 'Start of the sensor from a cold page cache, by memory limit';
  const width = area.left + limits.length * columnWidth + 16;
  const label = { fill: palette.text };
  const nodes: SvgNode[] = [
    text(title, { ...label, x: 12, y: 22, 'font-size': 15, 'font-weight': 600 }),
    text('time to ready, major faults a second after it (medians); framed: ready within 5 s, then below 1', {
      ...label,
      x: 12,
      y: 42,
    }),
    ...limits.map((limit, column) =>
      text(`${limit} MiB`, {
        ...label,
        x: area.left + (column + 0.5) * columnWidth,
        y: area.top - 10,
        'text-anchor': 'middle',
        'font-weight': 600,
      }),
    ),
    ...sets.map((set, row) =>
      text(set, { ...label, x: area.left - 10, y: area.top + (row + 0.5) * rowHeight + 4, 'text-anchor': 'end' }),
    ),
    ...cells.flatMap((cell) => {
      const x = area.left + limits.indexOf(cell.limitMegabytes) * columnWidth;
      const y = area.top + sets.indexOf(cell.set) * rowHeight;
      return drawnCell(cell, x, y);
    }),
  ];
  return svgDocument({ width, height: area.top + sets.length * rowHeight + 12 }, title, nodes);
}

function drawnCell({ readySeconds, majorFaultsPerSecond, fits }: LimitCell, x: number, y: number): SvgNode[] {
  const fill = fits ? fitColour : palette.goal;
  const middle = { fill, x: x + columnWidth / 2, 'text-anchor': 'middle' };
  return [
    element('rect', {
      x: x + 3,
      y: y + 3,
      width: columnWidth - 6,
      height: rowHeight - 6,
      fill: 'none',
      stroke: fits ? fill : 'none',
    }),
    text(readySeconds === null ? 'never' : `${readySeconds.toFixed(1)} s`, {
      ...middle,
      y: y + 18,
      'font-weight': 600,
    }),
    text(`${majorFaultsPerSecond.toFixed(1)}/s`, { ...middle, y: y + 33, 'font-size': 11 }),
  ];
}
