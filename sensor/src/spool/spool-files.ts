import { type FileHandle, mkdir, open, readdir, readFile, stat, unlink } from 'node:fs/promises';

/** The part of the file system that the spool uses: a parameter, so that tests can fill the disk or block it. */
export interface SpoolFiles {
  open(path: string, flags: string, mode: number): Promise<FileHandle>;
  readFile(path: string): Promise<Buffer>;
  list(folder: string): Promise<string[]>;
  size(path: string): Promise<number>;
  unlink(path: string): Promise<void>;
  /** Makes it with this mode; one that is there keeps its own, for somebody gave it that. */
  makeFolder(folder: string, mode: number): Promise<void>;
  /** Names of files reach the medium. */
  syncFolder(folder: string): Promise<void>;
}

export const spoolFiles: SpoolFiles = {
  open,
  readFile: (path) => readFile(path),
  list: (folder) => readdir(folder),
  size: async (path) => (await stat(path)).size,
  unlink,
  async makeFolder(folder, mode) {
    await mkdir(folder, { recursive: true, mode });
  },
  async syncFolder(folder) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};
