import { writeFileSync } from 'node:fs';
import { realpath, writeFile } from 'node:fs/promises';
import { diskReadAhead } from '../../cgroup/read-ahead.ts';

export interface ReadAhead {
  /** What the machine has otherwise; null: nobody can say. */
  readonly machineKilobytes: number | null;
  /** What was measured with. */
  readonly kilobytes: number | null;
}

export interface ReadAheadPlace {
  /** On the disk that is meant. */
  readonly folder: string;
  readonly kilobytes: number;
  readonly sysRoot?: string;
}

/**
 * Read-ahead of the disk below a folder, as the devices have it that this is made for, while `act` goes on: on machines with a large one
 * (some servers: 4 to 8 MiB) nothing that was read from a disk would be comparable. Files that are open already keep what they had.
 */
export async function withReadAhead<T>(
  { folder, kilobytes, sysRoot }: ReadAheadPlace,
  act: (readAhead: ReadAhead) => Promise<T>,
): Promise<T> {
  const disk = await diskReadAhead(folder, sysRoot);
  if (disk === undefined) return act({ machineKilobytes: null, kilobytes: null });
  const before = disk.kilobytes;
  const file = await realpath(disk.file);
  try {
    await writeFile(file, String(kilobytes));
  } catch {
    return act({ machineKilobytes: before, kilobytes: before });
  }
  // A benchmark that is interrupted must not leave the machine changed.
  const restoreNow = (): void => writeFileSync(file, String(before));
  process.once('exit', restoreNow);
  try {
    return await act({ machineKilobytes: before, kilobytes });
  } finally {
    process.off('exit', restoreNow);
    restoreNow();
  }
}
