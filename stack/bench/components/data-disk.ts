import { createLoopDisk, type LoopDisk } from '../process/loop-disk.ts';

export interface DiskSite {
  /** Data and logs go there. */
  readonly folder: string;
  /** Who keeps data gets a disk of its own for them, on which it is counted what is written. Root only. */
  readonly countsWrites?: boolean;
}

// Nearly all of it holes. VictoriaMetrics wants 256 MiB free.
const diskBytes = 1024 * 1024 * 1024;

/**
 * Mounted where the data of the component lie. `write_bytes` of /proc/PID/io is not enough: since ext4 has large folios (Linux 6.16) it counts up to 64 pages for
 * one (docs/measurements/pull-vs-push).
 */
export async function dataDisk(
  { folder, countsWrites = false }: DiskSite,
  component: string,
): Promise<LoopDisk | undefined> {
  return countsWrites ? createLoopDisk(folder, component, diskBytes) : undefined;
}
