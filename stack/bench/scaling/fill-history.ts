import type { ExportedSeries } from '../../victoriametrics-client.ts';
import { noise } from './disk-values.ts';
import type { ImportSeries } from './week.ts';

/**
 * A week, or a day, in place of the few points that a series really has: counters go on as fast as they went, everything else stays around its
 * last value. As many points and as many different ones as a real one, which is what a query has to read.
 */
export function fillHistory(
  { labels, values }: ExportedSeries,
  timestamps: readonly number[],
  seed: number,
): ImportSeries {
  const last = values.at(-1) ?? 0;
  const isCounter = /_(total|count|sum|bucket)$/.test(labels['__name__'] ?? '');
  const isSequence = labels['__name__']?.endsWith('_sequence') === true;
  const perPush = Math.max(0, last - (values.at(-2) ?? last));
  const value = (index: number): number => {
    if (isSequence) return index + 1;
    if (isCounter) return Math.round(perPush * index * 1000) / 1000;
    return Math.round((last + last * 0.02 * (noise(seed, (timestamps[index] ?? 0) % 604_800_000) - 0.5)) * 100) / 100;
  };
  return { labels, timestamps, values: timestamps.map((_, index) => value(index)) };
}

/** The same series of another device. */
export function asDevice(series: ExportedSeries, device: string): ExportedSeries {
  return { ...series, labels: { ...series.labels, host_name: device, service_instance_id: device } };
}
