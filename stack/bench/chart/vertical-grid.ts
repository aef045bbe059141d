import type { Scale } from './axis.ts';
import { palette } from './palette.ts';
import { element, type SvgNode, text } from './svg.ts';

export interface VerticalGrid {
  readonly scale: Scale;
  /** Pixel of a value. */
  readonly across: (value: number) => number;
  readonly top: number;
  readonly bottom: number;
}

/** A line per tick of a horizontal axis, with its value below. */
export function verticalGrid({ scale, across, top, bottom }: VerticalGrid): SvgNode[] {
  return scale.ticks.flatMap((tick) => [
    element('line', {
      x1: across(tick),
      x2: across(tick),
      y1: top,
      y2: bottom,
      stroke: palette.grid,
      'stroke-opacity': 0.3,
    }),
    text(scale.label(tick), { fill: palette.text, x: across(tick), y: bottom + 20, 'text-anchor': 'middle' }),
  ]);
}
