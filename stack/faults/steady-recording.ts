import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A recording in which nothing changes, so that stored values can be compared exactly. */
export async function writeSteadyRecording(
  folder: string,
  temperatureCelsius: number,
  humidityPercent: number,
): Promise<string> {
  const file = join(folder, 'steady.csv');
  const row = (time: string) => `${time},${temperatureCelsius},${humidityPercent}`;
  const rows = [row('2025-01-01T00:00:00Z'), row('2025-01-01T01:00:00Z')];
  await writeFile(file, `${['time,temperature_celsius,humidity_percent', ...rows].join('\n')}\n`);
  return file;
}
