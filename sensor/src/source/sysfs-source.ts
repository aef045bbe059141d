import { type Reading, type SensorSource, SourceError } from './sensor-source.ts';

/** Reads one quantity in the unit of sysfs: thousandths of a degree Celsius or of a percent. */
export type ReadMilli = (signal: AbortSignal) => Promise<number>;

/** A device that was found. A quantity that it does not have is undefined; it has at least one. */
export interface SysfsDevice {
  readonly hardwareId: string;
  readonly temperature: ReadMilli | undefined;
  readonly humidity: ReadMilli | undefined;
}

/**
 * A source over devices in sysfs. `find` is asked for the device at the first read and whenever the known one has gone, so that a sensor that comes back
 * under another number is found by itself, and a read in the steady state lists no directory.
 *
 * A quantity that fails while the other one works is null and told in `failures`; the read rejects only if nothing worked.
 */
export function createSysfsSource(kind: string, find: (signal: AbortSignal) => Promise<SysfsDevice>): SensorSource {
  let known: SysfsDevice | undefined;

  return {
    async read(signal) {
      if (known !== undefined) {
        const outcome = await readDevice(known, signal);
        if (!isGone(outcome)) return asReading(kind, known, outcome);
      }
      known = await find(signal);
      return asReading(kind, known, await readDevice(known, signal));
    },
  };
}

interface Outcome {
  readonly temperatureMilli: number | null;
  readonly humidityMilli: number | null;
  readonly failures: readonly SourceError[];
}

/** One quantity after the other: in parallel, a slow device would take two of the process's four file threads. */
async function readDevice({ temperature, humidity }: SysfsDevice, signal: AbortSignal): Promise<Outcome> {
  const failures: SourceError[] = [];
  const attempt = async (read: ReadMilli | undefined): Promise<number | null> => {
    if (read === undefined) return null;
    try {
      return await read(signal);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      failures.push(error);
      return null;
    }
  };
  const temperatureMilli = await attempt(temperature);
  const humidityMilli = await attempt(humidity);
  return { temperatureMilli, humidityMilli, failures };
}

function isGone({ failures }: Outcome): boolean {
  return failures.some(({ code }) => code === 'not_found');
}

function asReading(kind: string, { hardwareId }: SysfsDevice, outcome: Outcome): Reading {
  const { temperatureMilli, humidityMilli, failures } = outcome;
  const [failure] = failures;
  if (temperatureMilli === null && humidityMilli === null && failure !== undefined) throw failure;
  return {
    temperatureCelsius: temperatureMilli === null ? null : temperatureMilli / 1000,
    humidityPercent: humidityMilli === null ? null : humidityMilli / 1000,
    source: kind,
    hardwareId,
    ...(failure !== undefined && { failures }),
  };
}
