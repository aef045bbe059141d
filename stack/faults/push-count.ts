import { SEQUENCE_BLOCK } from '../../sensor/src/spool/sequence.ts';
import type { ExportedSeries } from '../victoriametrics-client.ts';

export interface PushCount {
  readonly stored: number;
  /** Number of the push with the newest time; 0 where there is none. */
  readonly newest: number;
  readonly newestMillis: number;
  readonly oldestMillis: number;
  /** The last stored number of each process that pushed, in order. */
  readonly lasts: readonly number[];
  /** Missing between the first push of each process and its last one that is stored. */
  readonly missing: readonly MissingPushes[];
  readonly lost: number;
  readonly duplicated: number;
}

/** Numbers that are not stored, one after the other. */
export interface MissingPushes {
  readonly count: number;
  /** Of the stored push behind them. */
  readonly beforeMillis: number;
}

interface Push {
  readonly number: number;
  readonly millis: number;
}

/**
 * Pushes are numbered by the sensor, one by one: from 1, or from one above a million where a process before it could not say where it ended. So a gap is
 * a loss, and a number that is there twice was delivered twice with different times.
 */
export function countPushes(series: readonly ExportedSeries[]): PushCount {
  const pushes = inOrder(series);
  const missing: MissingPushes[] = [];
  const lasts: number[] = [];
  let duplicated = 0;
  let previous = 0;
  for (const { number, millis } of pushes) {
    const startsAnew = number < previous || previous === 0 || blockOf(number) !== blockOf(previous);
    const gap = startsAnew ? (number - 1) % SEQUENCE_BLOCK : number - previous - 1;
    if (number === previous) duplicated += 1;
    else if (gap > 0) missing.push({ count: gap, beforeMillis: millis });
    if (startsAnew) lasts.push(number);
    else lasts.splice(-1, 1, number);
    previous = number;
  }
  const lost = missing.reduce((sum, { count }) => sum + count, 0);
  const last = pushes.at(-1);
  const newest = { newest: last?.number ?? 0, newestMillis: last?.millis ?? 0, oldestMillis: pushes[0]?.millis ?? 0 };
  return { stored: pushes.length, ...newest, lasts, missing, lost, duplicated };
}

function inOrder(series: readonly ExportedSeries[]): readonly Push[] {
  const pushes = series.flatMap(({ values, timestampsMillis }) =>
    values.map((number, index) => ({ number, millis: timestampsMillis[index] ?? 0 })),
  );
  return pushes.toSorted((a, b) => a.millis - b.millis || a.number - b.number);
}

function blockOf(number: number): number {
  return Math.floor((number - 1) / SEQUENCE_BLOCK);
}
