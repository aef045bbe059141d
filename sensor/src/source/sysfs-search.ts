import { join } from 'node:path';
import { SourceError } from './sensor-source.ts';
import type { SysfsReader } from './sysfs-reader.ts';
import type { SysfsDevice } from './sysfs-source.ts';

/** The error message lists this many of the devices that were there; a machine can have dozens. */
const MAX_NAMES_TOLD = 10;

/** A device that could be read, and what `select` may call it: the first name is the one that messages use. */
export interface Candidate {
  readonly names: readonly string[];
  readonly device: SysfsDevice;
}

export interface SysfsSearch {
  /** What is looked for, for the message: `IIO device with ...`. */
  readonly what: string;
  readonly directory: string;
  /** Matches the names of the entries that are devices, and captures their number. */
  readonly entry: RegExp;
  /** One of a candidate's names; unset takes the first candidate. */
  readonly select: string | undefined;
  /** What can be read in a device's directory, best first; empty if nothing. */
  readonly inspect: (directory: string, signal: AbortSignal) => Promise<readonly Candidate[]>;
}

/** The first device that fits, in the order of their numbers: device2 comes before device10. Rejects with `not_found`, saying what was there instead. */
export async function findDevice(reader: SysfsReader, search: SysfsSearch, signal: AbortSignal): Promise<SysfsDevice> {
  const { what, directory, select } = search;
  const seen = new Set<string>();
  for (const entry of await deviceEntries(reader, search, signal)) {
    for (const { names, device } of await inspect(reader, search, entry, signal)) {
      if (select === undefined || names.includes(select)) return device;
      if (names[0]) seen.add(names[0]);
    }
  }
  const wanted = select === undefined ? what : `${what} called ${JSON.stringify(select)}`;
  const instead = seen.size === 0 ? '' : `; there is ${[...seen].slice(0, MAX_NAMES_TOLD).join(', ')}`;
  throw new SourceError('not_found', `no ${wanted} in ${directory}${instead}`);
}

async function deviceEntries(
  reader: SysfsReader,
  { directory, entry }: SysfsSearch,
  signal: AbortSignal,
): Promise<string[]> {
  const number = (name: string) => Number(entry.exec(name)?.[1]);
  try {
    const names = await reader.list(directory, signal);
    return names.filter((name) => entry.test(name)).sort((a, b) => number(a) - number(b));
  } catch (error) {
    // The kernel makes these directories when the first driver of a kind is loaded: a missing one is an empty one.
    if (error instanceof SourceError && error.code === 'not_found') return [];
    throw error;
  }
}

/**
 * The entry is a link, and what is kept is where it points to. That path names the bus and the address of the device: if another device
 * gets this number, the old path is gone, whereas the link would silently lead to the other device.
 */
async function inspect(
  reader: SysfsReader,
  search: SysfsSearch,
  entry: string,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  try {
    return await search.inspect(await reader.realPath(join(search.directory, entry), signal), signal);
  } catch (error) {
    if (error instanceof SourceError && error.code === 'not_found') return []; // went away while we looked
    throw error;
  }
}

/** An attribute that describes the device; '' where there is none, it cannot be read or it is blank. */
export async function describe(reader: SysfsReader, path: string, signal: AbortSignal): Promise<string> {
  try {
    return await reader.text(path, signal);
  } catch (error) {
    if (error instanceof SourceError && error.code !== 'timeout') return '';
    throw error;
  }
}
