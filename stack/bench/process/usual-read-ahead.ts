import { writeFileSync } from 'node:fs';
import { realpath, writeFile } from 'node:fs/promises';
import { findReadAhead, readReadAhead } from '../../cgroup/read-ahead.ts';

export interface ReadAhead {
  /** What the machine has otherwise; null: nobody can say. */
  readonly machineKilobytes: number | null;
  /** What was measured with. */
  readonly kilobytes: number | null;
  /** Sets the machine back. */
  restore(): Promise<void>;
}

/**
 * Read-ahead of the disk below a folder, as the devices have it that this is made for, until `restore`: on machines with a large one
 * (some servers: 4 to 8 MiB) nothing that was read from a disk would be comparable.
 */
export async function setReadAhead(folder: string, kilobytes: number): Promise<ReadAhead> {
  const found = await findReadAhead(folder);
  const before = found === undefined ? undefined : await readReadAhead(found);
  if (found === undefined || before === undefined) return untouched(null);
  const file = await realpath(found);
  try {
    await writeFile(file, String(kilobytes));
  } catch {
    return untouched(before);
  }
  // A benchmark that is interrupted must not leave the machine changed.
  const restoreNow = (): void => writeFileSync(file, String(before));
  process.once('exit', restoreNow);
  return {
    machineKilobytes: before,
    kilobytes,
    async restore() {
      process.off('exit', restoreNow);
      await writeFile(file, String(before));
    },
  };
}

function untouched(machineKilobytes: number | null): ReadAhead {
  return { machineKilobytes, kilobytes: machineKilobytes, restore: async () => {} };
}
