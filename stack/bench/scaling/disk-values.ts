import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRecordingCsv } from '../../../sensor/src/source/recording-csv.ts';
import { storedNames } from '../../stored-names.ts';
import { valueAt } from '../cold-fit/load-points.ts';

/** A kind of readings, from the easiest to store to the hardest. */
export interface ValueKind {
  readonly name: string;
  /** The kind that the goal is about. */
  readonly isGoal?: boolean;
  /** @param millis since the begin of the week. */
  value(series: number, millis: number): number;
}

const recordings = ['jfk', 'ewr', 'lga'] as const;

/** Temperature and humidity of each recording: the series that are stored. */
export const storedSeries: readonly Readonly<Record<string, string>>[] = recordings.flatMap((place) =>
  [storedNames.temperature, storedNames.humidity].map((name) => ({
    __name__: name,
    host_name: place,
    service_instance_id: place,
    service_name: 'sensor',
  })),
);

export async function valueKinds(root: string): Promise<readonly ValueKind[]> {
  const parsed = await Promise.all(
    recordings.map(async (place) => {
      const file = join(root, 'sensor/recordings', `${place}.csv`);
      return parseRecordingCsv(file, await readFile(file)).recording;
    }),
  );
  const columns = parsed.flatMap((recording) => [
    (millis: number) => recording.at(millis).temperatureCelsius ?? 0,
    (millis: number) => recording.at(millis).humidityPercent ?? 0,
  ]);
  const recorded = (series: number, millis: number): number => columns[series]?.(millis) ?? 0;
  return [
    // A weather station reports once an hour; in between the last report is the reading.
    { name: 'recorded, hourly values held', value: recorded },
    {
      // As hardware that is read every 15 s has it.
      name: 'recorded, the last digit flickers',
      isGoal: true,
      value: (series, millis) => Math.round((recorded(series, millis) + (noise(series, millis) - 0.5) * 0.2) * 10) / 10,
    },
    { name: 'three digits of noise', value: (series, millis) => valueAt(0, series, millis) },
    { name: 'random numbers', value: noise },
  ];
}

/** 0 to 1, the same in every run: 32 bits mixed (splitmix) of series and time, and as many again for the lower digits. */
export function noise(series: number, millis: number): number {
  const seed = series * 0x9e3779b1 + Math.floor(millis / 1000);
  return mixed(seed) / 2 ** 32 + mixed(seed + 0x5bd1e995) / 2 ** 64;
}

function mixed(seed: number): number {
  let bits = Math.imul(seed ^ (seed >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}
