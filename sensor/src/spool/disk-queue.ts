import { within } from '../within.ts';
import type { SegmentFolder } from './segment-folder.ts';

/** A healthy SD card syncs within tens of milliseconds; a push waits this long for a sick one, once. */
const WAIT_MILLIS = 1_000;

/** Calls of a folder one after the other, none of them waited for longer than a second. */
export interface DiskQueue {
  readonly folder: Pick<SegmentFolder, 'sizeBytes' | 'pushes'>;
  /** Rejects with the file system's error, with code `timeout`, or at once while an earlier call still hangs. */
  run<T>(work: (folder: SegmentFolder) => Promise<T>): Promise<T>;
  /** A call took too long and has not ended yet. */
  mayBeBlocked(): boolean;
}

export function createDiskQueue(folder: SegmentFolder): DiskQueue {
  let last: Promise<unknown> = Promise.resolve();
  let late = 0;
  return {
    folder,
    mayBeBlocked: () => late > 0,
    async run(work) {
      if (late > 0) throw Object.assign(new Error('the disk has not answered yet'), { code: 'timeout' });
      const result = last.then(() => work(folder));
      last = result.catch(() => undefined);
      try {
        return await within(result, WAIT_MILLIS);
      } catch (error) {
        if (isTimeout(error)) {
          late += 1;
          void last.then(() => {
            late -= 1;
          });
        }
        throw error;
      }
    },
  };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'timeout';
}
