import type { Reading } from '../source/sensor-source.ts';

interface Span {
  readonly min: number;
  readonly max: number;
}

/** Lowest and highest of each quantity over some readings of one device. */
export interface Extremes {
  readonly source: string;
  readonly hardwareId: string;
  readonly temperatureCelsius: Span | undefined;
  readonly humidityPercent: Span | undefined;
}

/** `extremes` with one more reading. */
export function widen(extremes: Extremes | undefined, reading: Reading): Extremes {
  const single: Extremes = {
    source: reading.source,
    hardwareId: reading.hardwareId,
    temperatureCelsius: spanOf(reading.temperatureCelsius),
    humidityPercent: spanOf(reading.humidityPercent),
  };
  return mergeExtremes(extremes, single) ?? single;
}

/** Both together; the later one alone when it is of another device, since the two cannot share a series. */
export function mergeExtremes(earlier: Extremes | undefined, later: Extremes | undefined): Extremes | undefined {
  if (earlier === undefined || later === undefined) return later ?? earlier;
  if (earlier.source !== later.source || earlier.hardwareId !== later.hardwareId) return later;
  return {
    ...later,
    temperatureCelsius: mergeSpans(earlier.temperatureCelsius, later.temperatureCelsius),
    humidityPercent: mergeSpans(earlier.humidityPercent, later.humidityPercent),
  };
}

function spanOf(value: number | null): Span | undefined {
  return value === null ? undefined : { min: value, max: value };
}

function mergeSpans(a: Span | undefined, b: Span | undefined): Span | undefined {
  if (a === undefined || b === undefined) return b ?? a;
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
