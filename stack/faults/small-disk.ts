import { execFile, spawnSync } from 'node:child_process';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of its own that can run full without anybody else noticing. Root only. */
export interface SmallDisk {
  readonly path: string;
  /** Writes a file into it until so many bytes are free. */
  fill(leaveFreeBytes: number): Promise<void>;
  /** Another size from now on. */
  resize(bytes: number): Promise<void>;
  /** Takes the file away again. */
  makeRoom(): Promise<void>;
  remove(): Promise<void>;
}

export const isRoot = process.getuid?.() === 0;

const blockBytes = 65_536;

export async function createSmallDisk(path: string, bytes: number): Promise<SmallDisk> {
  await mkdir(path, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'otel-edge-small-disk', path]);
  const unmountNow = (): void => void spawnSync('umount', ['--lazy', path]);
  process.once('exit', unmountNow);
  const ballast = join(path, 'ballast');
  return {
    path,
    async fill(leaveFreeBytes) {
      const file = await open(ballast, 'a');
      try {
        await writeUntilFull(file, async () => (await freeBytes(path)) - leaveFreeBytes);
      } finally {
        await file.close();
      }
    },
    resize: async (size) => void (await run('mount', ['-o', `remount,size=${size}`, path])),
    makeRoom: () => rm(ballast),
    async remove() {
      process.off('exit', unmountNow);
      await run('umount', [path]);
    },
  };
}

interface Appendable {
  write(bytes: Buffer): Promise<unknown>;
}

async function writeUntilFull(file: Appendable, roomBytes: () => Promise<number>): Promise<void> {
  for (let room = await roomBytes(); room > 0; room = await roomBytes()) {
    try {
      await file.write(Buffer.alloc(Math.min(room, blockBytes)));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return;
      throw error;
    }
  }
}

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
