import type { Finding, Row } from '../benchmark.ts';
import { lineChart } from '../chart/line-chart.ts';
import { rounded } from '../statistics.ts';
import type { WriteSample } from './measure-writes.ts';

// Before it the store makes its folders, and every series is new.
const warmUpMinutes = 5;
const minutesPerDay = 24 * 60;

export function writeRow({ variant, devices, minute, queueBytes, storeBytes }: WriteSample): Row {
  return { variant, devices, minute, queue_bytes: queueBytes, store_bytes: storeBytes };
}

/** By what was written after the warm-up; a day has merges of bigger parts as well, so it is a lower bound for the store. */
export function writeFindings(samples: readonly WriteSample[]): readonly Finding[] {
  return groups(samples).flatMap(({ variant, devices, rows }) => {
    const first = rows.find(({ minute }) => minute >= warmUpMinutes) ?? rows[0];
    const last = rows.at(-1);
    if (first === undefined || last === undefined || last.minute === first.minute) return [];
    const perDay = (key: 'queueBytes' | 'storeBytes'): number =>
      rounded((((last[key] - first[key]) / (last.minute - first.minute)) * minutesPerDay) / 1e6, 0);
    const of = (what: string) => `${variant}, ${devices} other devices: ${what}`;
    return [
      { measure: of('queue'), value: perDay('queueBytes'), unit: 'MB/day' },
      { measure: of('store'), value: perDay('storeBytes'), unit: 'MB/day' },
    ];
  });
}

export function writeFigure(samples: readonly WriteSample[]): string {
  return lineChart({
    title: 'Written to the block devices of queue and store, no other devices',
    x: { label: 'time since start', unit: 'min' },
    y: { label: 'written', unit: 'MB', from: 0 },
    series: groups(samples)
      .filter(({ devices }) => devices === 0)
      .map(({ variant, rows }) => ({
        name: variant,
        points: rows.map(({ minute, queueBytes, storeBytes }) => {
          const start = (rows[0]?.queueBytes ?? 0) + (rows[0]?.storeBytes ?? 0);
          return [minute, (queueBytes + storeBytes - start) / 1e6] as const;
        }),
      })),
  });
}

function groups(samples: readonly WriteSample[]) {
  const byKey = Map.groupBy(samples, ({ variant, devices }) => `${variant}\n${devices}`);
  return [...byKey.values()].map((rows) => ({
    variant: rows[0]?.variant ?? '',
    devices: rows[0]?.devices ?? 0,
    rows,
  }));
}
