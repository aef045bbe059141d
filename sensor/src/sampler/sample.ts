import type { Reading } from '../source/sensor-source.ts';

/** A reading and when it was made. */
export interface Sample {
  readonly reading: Reading;
  /** Unix milliseconds by the device's clock. */
  readonly at: number;
  /** The same moment by the monotonic clock, for ages. */
  readonly atMonotonic: number;
}
