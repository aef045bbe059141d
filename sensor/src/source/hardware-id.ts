import { basename, dirname, join } from 'node:path';
import { SourceError } from './sensor-source.ts';
import type { SysfsReader } from './sysfs-reader.ts';

/** It becomes a label of every point: long enough for two bus names, and bounded whatever a driver says. */
const MAX_LENGTH = 128;

/**
 * What the parts say about a device, joined: `bme280-1-0076`. Unknown parts are left out. Without any part that stays the same over a reboot
 * the number that the kernel counted out has to do: `iio:device0`.
 * @param directory the device's own, the last component of which carries that number.
 */
export function hardwareId(directory: string, parts: readonly (string | undefined)[]): string {
  const known = parts.filter((part) => part !== undefined && part !== '');
  return (known.length > 0 ? known : [basename(directory)]).join('-').replaceAll(/\s+/g, '_').slice(0, MAX_LENGTH);
}

/**
 * The name of the nearest device above that sits on a bus: its address there (`1-0076`, `0000:01:00.0`, `dht11@4`), which is the same after
 * a reboot. Class devices in between (`hwmon3`, `nvme0`, `thermal_zone1`) are numbered in the order of their discovery and passed over.
 * Undefined for devices on no bus.
 */
export async function busDeviceName(
  reader: SysfsReader,
  directory: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let above = dirname(directory); above !== dirname(above); above = dirname(above)) {
    if ((await subsystemOf(reader, above, signal)).includes('/bus/')) return basename(above);
  }
  return undefined;
}

async function subsystemOf(reader: SysfsReader, directory: string, signal: AbortSignal): Promise<string> {
  try {
    return await reader.linkTarget(join(directory, 'subsystem'), signal);
  } catch (error) {
    if (error instanceof SourceError && error.code !== 'timeout') return ''; // most directories on the way up are no devices
    throw error;
  }
}
