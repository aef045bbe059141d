import { basename, join } from 'node:path';
import { hardwareId } from './hardware-id.ts';
import { type SensorSource, SourceError } from './sensor-source.ts';
import { createSysfsReader, type SysfsReader } from './sysfs-reader.ts';
import { type Candidate, describe, findDevice } from './sysfs-search.ts';
import { createSysfsSource } from './sysfs-source.ts';

export interface ThermalOptions {
  /** Where sysfs is mounted: /sys. */
  readonly sysfsRoot: string;
  /** The zone's `type` (`cpu-thermal`), or `thermal_zone2` where several have the same; unset takes the first. */
  readonly select: string | undefined;
}

/** Temperature of a thermal zone, as of the processor of most small boards. */
export function createThermalSource({ sysfsRoot, select }: ThermalOptions): SensorSource {
  const reader = createSysfsReader();
  const search = {
    what: 'thermal zone',
    directory: join(sysfsRoot, 'class/thermal'),
    entry: /^thermal_zone(\d+)$/,
    select,
    inspect: (directory: string, signal: AbortSignal) => inspect(reader, directory, signal),
  };
  return createSysfsSource('thermal', (signal) => findDevice(reader, search, signal));
}

async function inspect(reader: SysfsReader, directory: string, signal: AbortSignal): Promise<readonly Candidate[]> {
  const attributes = await reader.list(directory, signal);
  if (!attributes.includes('temp')) return [];
  const type = await describe(reader, join(directory, 'type'), signal);
  const id = hardwareId(directory, [type]);

  const temperature = async (signal: AbortSignal): Promise<number> => {
    // Zones sit on no bus: all that tells another zone with this number is the type, so it is compared each time.
    if ((await describe(reader, join(directory, 'type'), signal)) !== type) {
      throw new SourceError('not_found', `${directory} is no longer the zone ${type}`);
    }
    return reader.number(join(directory, 'temp'), signal);
  };
  const names = [type, basename(directory), id];
  return [{ names, device: { hardwareId: id, temperature, humidity: undefined } }];
}
