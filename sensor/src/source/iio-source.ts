import { join } from 'node:path';
import { busDeviceName, hardwareId } from './hardware-id.ts';
import { findIioChannel, type IioType } from './iio-channel.ts';
import type { SensorSource } from './sensor-source.ts';
import { createSysfsReader, type SysfsReader } from './sysfs-reader.ts';
import { type Candidate, describe, findDevice } from './sysfs-search.ts';
import { createSysfsSource, type ReadMilli } from './sysfs-source.ts';

export interface IioOptions {
  /** Where sysfs is mounted: /sys. */
  readonly sysfsRoot: string;
  /** The device's `name` (`bme280`) or its hardware id (`bme280-1-0076`) where there are several alike; unset takes the first. */
  readonly select: string | undefined;
}

/** Temperature and relative humidity from a kernel IIO driver, as those of the dht11 and the bme280. */
export function createIioSource({ sysfsRoot, select }: IioOptions): SensorSource {
  const reader = createSysfsReader();
  const search = {
    what: 'IIO device with a temperature or humidity channel',
    directory: join(sysfsRoot, 'bus/iio/devices'),
    entry: /^iio:device(\d+)$/,
    select,
    inspect: (directory: string, signal: AbortSignal) => inspect(reader, directory, signal),
  };
  return createSysfsSource('iio', (signal) => findDevice(reader, search, signal));
}

async function inspect(reader: SysfsReader, directory: string, signal: AbortSignal): Promise<readonly Candidate[]> {
  const attributes = await reader.list(directory, signal);
  const temperature = channelReader(reader, directory, attributes, 'temp');
  const humidity = channelReader(reader, directory, attributes, 'humidityrelative');
  if (temperature === undefined && humidity === undefined) return [];

  const name = await describe(reader, join(directory, 'name'), signal);
  const id = hardwareId(directory, [name, await busDeviceName(reader, directory, signal)]);
  return [{ names: [name, id], device: { hardwareId: id, temperature, humidity } }];
}

/** Offset and scale are read each time: some can be written, and a stale one would be a wrong value that nobody notices. */
function channelReader(
  reader: SysfsReader,
  directory: string,
  attributes: readonly string[],
  type: IioType,
): ReadMilli | undefined {
  const channel = findIioChannel(type, attributes);
  if (channel === undefined) return undefined;
  const { value, offset, scale } = channel;
  const number = (attribute: string, signal: AbortSignal) => reader.number(join(directory, attribute), signal);
  return async (signal) => {
    const raw = await number(value, signal);
    const shift = offset === undefined ? 0 : await number(offset, signal);
    const factor = scale === undefined ? 1 : await number(scale, signal);
    return (raw + shift) * factor;
  };
}
