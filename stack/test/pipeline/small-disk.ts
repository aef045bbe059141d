import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const run = promisify(execFile);

/** Only root may mount. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0;

export interface SmallDisk {
  readonly path: string;
  resize(mebibytes: number): Promise<void>;
}

/** A file system in memory that is full at the given size; gone when the test is over. */
export async function mountSmallDisk(path: string, mebibytes: number): Promise<SmallDisk> {
  await mkdir(path, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]);
  onTestFinished(async () => void (await run('umount', ['--lazy', path])));
  return {
    path,
    resize: async (size) => void (await run('mount', ['-o', `remount,size=${size}m`, path])),
  };
}
