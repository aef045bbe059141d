/** Middle value; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = (sorted.length - 1) / 2;
  return (at(sorted, Math.floor(middle)) + at(sorted, Math.ceil(middle))) / 2;
}

/** The smallest value that so many percent of them do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  return at(ascending(values), Math.max(0, Math.ceil((percent / 100) * values.length) - 1));
}

export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function range(values: readonly number[]): readonly [lowest: number, highest: number] {
  const sorted = ascending(values);
  return [at(sorted, 0), at(sorted, sorted.length - 1)];
}

/**
 * `over` divided by `under`, pair by pair. Both halves of a pair are measured right after each other, so what the machine does
 * meanwhile (other work, clock rates) falls on both; a ratio of two means would mix moments.
 */
export function pairRatios(over: readonly number[], under: readonly number[]): readonly number[] {
  if (over.length !== under.length)
    throw new RangeError(`pairs expected, got ${over.length} and ${under.length} values`);
  return over.map((value, index) => value / at(under, index));
}

/** `[median, [lowest, highest]]`, without those that gave no value. */
export function spread(
  values: readonly (number | null)[],
): { median: number; range: readonly [number, number] } | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : { median: median(known), range: range(known) };
}

export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function ascending(values: readonly number[]): readonly number[] {
  if (values.length === 0) throw new RangeError('no values');
  return values.toSorted((a, b) => a - b);
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no value at ${index}`);
  return value;
}
