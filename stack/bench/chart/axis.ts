export interface Scale {
  /** Round values within the range, ascending. */
  readonly ticks: readonly number[];
  /** Ends of the axis; they hold all values. */
  readonly from: number;
  readonly to: number;
  /** As written at the axis. */
  label(tick: number): string;
}

const wantedSteps = 6;

/** An axis around the values with steps of 1, 2 or 5 times a power of ten. `from` fixes the lower end. */
export function scaleFor(values: readonly number[], fixed: { readonly from?: number } = {}): Scale {
  const lowest = fixed.from ?? Math.min(...values);
  const highest = Math.max(...values, lowest);
  const step = roundStep((highest - lowest || Math.abs(highest) || 1) / wantedSteps);
  const first = Math.floor(lowest / step);
  const last = Math.max(first + 1, Math.ceil(highest / step));
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return {
    from: first * step,
    to: last * step,
    ticks: Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toFixed(digits))),
    label: (tick) => tick.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  };
}

function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 5].find((factor) => factor * power >= wanted) ?? 10);
}

/** Position of a value between two pixels. */
export function position(value: number, { from, to }: Scale, [start, end]: readonly [number, number]): number {
  return start + ((value - from) / (to - from)) * (end - start);
}
