import type { Clock } from '../clock.ts';
import { createHwmonSource } from './hwmon-source.ts';
import { createIioSource } from './iio-source.ts';
import { type Reading, type SensorSource, SourceError } from './sensor-source.ts';
import { createThermalSource } from './thermal-source.ts';

/** Looking around lists directories and opens files of devices that other programs may use: a minute costs nobody anything. */
const LOOK_UP_MILLIS = 60_000;

export interface AutoOptions {
  /** Where sysfs is mounted: /sys. */
  readonly sysfsRoot: string;
}

/**
 * The best hardware that there is: IIO (room sensors), then hwmon, then thermal zones. Looks at once, then once a minute as long as there is something
 * better to find: a sensor whose driver loads late, or that was unplugged for a while, takes over from the processor's own thermometer.
 *
 * Hardware that is there but fails is kept: its failures are counted, and no other thermometer is passed off as it.
 */
export function createAutoSource({ sysfsRoot }: AutoOptions, { clock }: { readonly clock: Clock }): SensorSource {
  const options = { sysfsRoot, select: undefined };
  const ranked = [createIioSource(options), createHwmonSource(options), createThermalSource(options)];
  /** Index of the source in use; ranked.length means none. */
  let kept = ranked.length;
  let nextLookUp = Number.NEGATIVE_INFINITY;

  return {
    async read(signal) {
      if (kept > 0 && clock.monotonic() >= nextLookUp) {
        nextLookUp = clock.monotonic() + LOOK_UP_MILLIS;
        const better = await lookUp(signal);
        if (better !== undefined) return better;
      }
      const source = ranked[kept];
      if (source === undefined) throw notFound(sysfsRoot);
      try {
        return await source.read(signal);
      } catch (error) {
        if (isNotFound(error)) {
          kept = ranked.length;
          nextLookUp = Number.NEGATIVE_INFINITY; // the next read looks for something else at once, later ones every minute
        }
        throw error;
      }
    },
  };

  /** The reading of a source that ranks above the one in use and is now in use itself; undefined if there is none. */
  async function lookUp(signal: AbortSignal): Promise<Reading | undefined> {
    for (const [rank, source] of ranked.slice(0, kept).entries()) {
      try {
        const reading = await source.read(signal);
        kept = rank;
        return reading;
      } catch (error) {
        if (isNotFound(error)) continue;
        if (kept < ranked.length) continue; // what works is not given up for what does not
        kept = rank;
        throw error;
      }
    }
    return undefined;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof SourceError && error.code === 'not_found';
}

function notFound(sysfsRoot: string): SourceError {
  const places = `IIO, hwmon and thermal devices in ${sysfsRoot}/bus/iio/devices, ${sysfsRoot}/class/hwmon and ${sysfsRoot}/class/thermal`;
  const ways = 'load the driver of the sensor, or play a recording with SENSOR_SOURCE=replay:FILE';
  return new SourceError('not_found', `no temperature or humidity sensor found: looked for ${places}; ${ways}`);
}
