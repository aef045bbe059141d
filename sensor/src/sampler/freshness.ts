import type { Clock } from '../clock.ts';
import type { Sample } from './sample.ts';

/** By the monotonic clock: setting the device's clock ages nothing. */
export function ageMillis(sample: Sample, clock: Clock): number {
  return Math.max(0, clock.monotonic() - sample.atMonotonic);
}

/** Older than the limit; exactly at it is still fresh. */
export function isStale(sample: Sample, clock: Clock, staleAfterMillis: number): boolean {
  return ageMillis(sample, clock) > staleAfterMillis;
}
