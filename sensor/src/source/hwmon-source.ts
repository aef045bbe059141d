import { join } from 'node:path';
import { busDeviceName, hardwareId } from './hardware-id.ts';
import { type SensorSource, SourceError } from './sensor-source.ts';
import { createSysfsReader, type SysfsReader } from './sysfs-reader.ts';
import { type Candidate, describe, findDevice } from './sysfs-search.ts';
import { createSysfsSource, type ReadMilli } from './sysfs-source.ts';

export interface HwmonOptions {
  /** Where sysfs is mounted: /sys. */
  readonly sysfsRoot: string;
  /** The device's `name` (`coretemp`), one of its channels (`coretemp/temp2`) or a hardware id; unset takes the first channel of the first device. */
  readonly select: string | undefined;
}

/** Temperature from a hardware monitoring driver, and humidity where the chip has it: the drivers of the SHT3x, SHT4x and AHT10 are of this kind. */
export function createHwmonSource({ sysfsRoot, select }: HwmonOptions): SensorSource {
  const reader = createSysfsReader();
  const search = {
    what: 'hwmon device with a temperature or humidity channel',
    directory: join(sysfsRoot, 'class/hwmon'),
    entry: /^hwmon(\d+)$/,
    select,
    inspect: (directory: string, signal: AbortSignal) => inspect(reader, directory, signal),
  };
  return createSysfsSource('hwmon', (signal) => findDevice(reader, search, signal));
}

/** One candidate per temperature channel. The first humidity channel, of which these chips have one, goes with each. */
async function inspect(reader: SysfsReader, directory: string, signal: AbortSignal): Promise<readonly Candidate[]> {
  const attributes = await reader.list(directory, signal);
  const temperatures = channels('temp', attributes);
  const [humidityChannel] = channels('humidity', attributes);
  const first = temperatures[0] ?? humidityChannel;
  if (first === undefined) return [];

  const name = await describe(reader, join(directory, 'name'), signal);
  const parent = await busDeviceName(reader, directory, signal);
  const device = hardwareId(directory, [name, parent]);
  const readerOf = (channel: string | undefined) =>
    channel === undefined ? undefined : channelReader(reader, directory, attributes, channel);
  const candidates: Candidate[] = [];
  for (const channel of temperatures.length > 0 ? temperatures : [first]) {
    const label = await describe(reader, join(directory, `${channel}_label`), signal);
    const id = hardwareId(directory, [device, label || channel]);
    const temperature = readerOf(channel === humidityChannel ? undefined : channel);
    const humidity = readerOf(humidityChannel);
    candidates.push({ names: [name, `${name}/${channel}`, id], device: { hardwareId: id, temperature, humidity } });
  }
  return candidates;
}

/** `temp1`, `temp2`, `temp10`: by number, as the driver counts its channels. */
function channels(type: 'temp' | 'humidity', attributes: readonly string[]): readonly string[] {
  const pattern = new RegExp(`^${type}(\\d+)_input$`);
  return attributes
    .flatMap((attribute) => pattern.exec(attribute)?.[1] ?? [])
    .sort((a, b) => Number(a) - Number(b))
    .map((index) => `${type}${index}`);
}

/** A channel that reports a fault still gives a number: that of an open or shorted sensor. */
function channelReader(
  reader: SysfsReader,
  directory: string,
  attributes: readonly string[],
  channel: string,
): ReadMilli {
  const value = join(directory, `${channel}_input`);
  const fault = attributes.includes(`${channel}_fault`) ? join(directory, `${channel}_fault`) : undefined;
  return async (signal) => {
    if (fault !== undefined && (await reader.number(fault, signal)) !== 0) {
      throw new SourceError('io_error', `the sensor reports a fault in ${fault}`);
    }
    return reader.number(value, signal);
  };
}
