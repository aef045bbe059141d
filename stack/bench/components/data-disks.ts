import { createLoopDisk, type LoopDisk } from '../process/loop-disk.ts';

/**
 * A disk for each component that keeps data, mounted where they lie: what is written to it is on that component's account. `write_bytes` of /proc/PID/io is not
 * enough: since ext4 has large folios (Linux 6.16) it counts up to 64 pages for one (docs/measurements/pull-vs-push).
 */
export interface DataDisks {
  of(component: string): LoopDisk | undefined;
  /** Resolves when the kernel holds nothing back any more. */
  flush(): Promise<void>;
  remove(): Promise<void>;
}

// Nearly all of it holes. VictoriaMetrics wants 256 MiB free.
const diskBytes = 1024 * 1024 * 1024;

/** @param components by the name of their folder in `folder`. Root only. */
export async function mountDataDisks(folder: string, components: readonly string[]): Promise<DataDisks> {
  const disks = new Map<string, LoopDisk>();
  const remove = async (): Promise<void> => {
    for (const disk of disks.values()) await disk.remove();
  };
  try {
    for (const name of components) disks.set(name, await createLoopDisk(folder, name, diskBytes));
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    of: (component) => disks.get(component),
    async flush() {
      for (const disk of disks.values()) await disk.flush();
    },
    remove,
  };
}
