import type { SpoolConfig } from '../config/telemetry-config.ts';
import { errorType } from '../error-type.ts';
import type { Log } from '../log.ts';
import { createDiskQueue, type DiskQueue } from './disk-queue.ts';
import { createMemorySpool } from './memory-spool.ts';
import { createSegmentFolder } from './segment-folder.ts';
import { type SpoolFiles, spoolFiles } from './spool-files.ts';
import type { SpooledPush, SpoolReport } from './spooled-push.ts';

/** Pushes that wait, oldest first out; beyond the limit the oldest is dropped and counted. No call rejects or waits for a disk for long. */
export interface Spool {
  sizeBytes(): number;
  limitBytes(): number;
  pushes(): number;
  put(push: SpooledPush): Promise<void>;
  oldest(): Promise<SpooledPush | undefined>;
  /** Takes out what `oldest` gave; nothing when the limit has taken it meanwhile. */
  remove(push: SpooledPush): Promise<void>;
  /** What fell back to memory gets a last chance to reach the disk. */
  close(): Promise<void>;
  /** A disk has not answered for long: the thread that waits for it keeps the process from exiting. */
  mayBeBlocked(): boolean;
}

export interface SpoolDeps {
  readonly report: SpoolReport;
  readonly log: Log;
  readonly files?: SpoolFiles;
}

/** On disk where there is a directory, and in memory where there is none or it fails. */
export async function openSpool(config: SpoolConfig, deps: SpoolDeps): Promise<Spool> {
  const { report, log } = deps;
  const memory = createMemorySpool({ limitBytes: config.memoryLimitBytes });
  const keepInMemory = (push: SpooledPush): void => {
    const dropped = memory.put(push);
    if (dropped > 0) report.dropped('limit', dropped);
  };
  const trouble = createTrouble(config.directory, deps);
  const disk = await openDisk(config, deps, trouble);

  return {
    sizeBytes: () => memory.sizeBytes() + (disk?.folder.sizeBytes() ?? 0),
    limitBytes: () => config.memoryLimitBytes + (disk === undefined ? 0 : config.limitBytes),
    pushes: () => memory.pushes() + (disk?.folder.pushes() ?? 0),
    async put(push) {
      if (disk === undefined) return keepInMemory(push);
      try {
        await disk.run((folder) => folder.append(push));
        trouble.over();
      } catch (error) {
        trouble.met(error);
        keepInMemory(push);
      }
    },
    async oldest() {
      try {
        return (await disk?.run((folder) => folder.oldest())) ?? memory.oldest();
      } catch (error) {
        trouble.met(error);
        return memory.oldest();
      }
    },
    async remove(push) {
      memory.remove(push);
      await disk?.run((folder) => folder.remove(push)).catch(trouble.met);
    },
    async close() {
      if (disk === undefined) return;
      try {
        for (let push = memory.oldest(); push !== undefined; push = memory.oldest()) {
          const waiting = push;
          await disk.run((folder) => folder.append(waiting));
          memory.remove(waiting);
        }
        await disk.run((folder) => folder.close());
      } catch (error) {
        log.warn('pushes that only memory holds are lost with this stop', { pushes: memory.pushes(), error });
      }
    },
    mayBeBlocked: () => disk?.mayBeBlocked() ?? false,
  };
}

async function openDisk(
  { directory, limitBytes, fsync }: SpoolConfig,
  { report, files = spoolFiles }: SpoolDeps,
  trouble: Trouble,
): Promise<DiskQueue | undefined> {
  if (directory === undefined) return undefined;
  const folder = createSegmentFolder({ directory, limitBytes, fsync }, { files, dropped: report.dropped });
  const disk = createDiskQueue(folder);
  try {
    await disk.run(() => folder.open());
  } catch (error) {
    trouble.met(error);
    return disk; // the next push tries again
  }
  void countAll(disk, trouble);
  return disk;
}

/** In the background and file by file: 24 h of pushes are 15 MB, a second of reading on an SD card. */
async function countAll(disk: DiskQueue, trouble: Trouble): Promise<void> {
  for (let more = true; more; ) {
    more = await disk
      .run((folder) => folder.count())
      .catch((error: unknown) => {
        trouble.met(error);
        return !disk.mayBeBlocked(); // the file that failed is set aside; a disk that does not answer is left alone
      });
  }
}

interface Trouble {
  met(error: unknown): void;
  over(): void;
}

/** Counts each failure of the disk, and says it once until the disk works again. */
function createTrouble(directory: string | undefined, { report, log }: SpoolDeps): Trouble {
  let failing = false;
  return {
    met(error) {
      report.diskError(errorType(error));
      if (!failing) log.warn('the spool directory fails, pushes are kept in memory', { directory, error });
      failing = true;
    },
    over() {
      if (failing) log.info('the spool directory works again', { directory });
      failing = false;
    },
  };
}
