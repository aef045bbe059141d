import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SpoolFiles } from './spool-files.ts';

/** The one file that records are added to. Calls must not overlap. */
export interface SegmentWriter {
  /** A file takes records; without one, `create` comes first. */
  isOpen(): boolean;
  create(path: string): Promise<void>;
  /** Whole on the medium, or not at all: a record that was cut short, by a full disk, takes no room, and no later one stands behind it. */
  append(record: Buffer): Promise<void>;
  close(): Promise<void>;
}

export function createSegmentWriter({ fsync }: { readonly fsync: boolean }, files: SpoolFiles): SegmentWriter {
  let handle: FileHandle | undefined;
  let sizeBytes = 0;
  const close = async (): Promise<void> => {
    const open = handle;
    handle = undefined;
    await open?.close();
  };
  return {
    isOpen: () => handle !== undefined,
    async create(path) {
      await close();
      handle = await files.open(path, 'ax', 0o600);
      sizeBytes = 0;
      if (fsync) await files.syncFolder(dirname(path)); // or a power cut forgets the file with all its records
    },
    async append(record) {
      if (handle === undefined) throw new Error('no file is open');
      try {
        await handle.appendFile(record);
        if (fsync) await handle.datasync();
        sizeBytes += record.length;
      } catch (error) {
        await handle.truncate(sizeBytes).catch(() => undefined); // what stays behind is stepped over when it is read
        await close().catch(() => undefined);
        throw error;
      }
    },
    close,
  };
}
