import { execFile, spawnSync } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { StackError } from '../../stack-error.ts';

const run = promisify(execFile);

/** A file system of its own on a block device whose bytes are counted, and whose content can be had as it is at any moment. */
export interface LoopDisk {
  readonly mountPoint: string;
  /** Sent to the device so far, journal and metadata included: what wears flash. */
  writtenBytes(): Promise<number>;
  /** Resolves when nothing is held back any more of what was written so far. */
  flush(): Promise<void>;
  /** What a power cut in this moment would leave: the device's content, without what the kernel still holds back. */
  copyImage(to: string): Promise<void>;
  remove(): Promise<void>;
}

const sectorBytes = 512;

/** A new ext4, as an SD card of a Raspberry Pi has it. Root only. */
export async function createLoopDisk(folder: string, name: string, bytes: number): Promise<LoopDisk> {
  const image = join(folder, `${name}.img`);
  await mkdir(folder, { recursive: true });
  const file = await open(image, 'w');
  await file.truncate(bytes);
  await file.close();
  // Without lazy initialisation: the kernel would go on writing the tables of inodes for minutes, on nobody's account.
  await command('mkfs.ext4', ['-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image]);
  return mountLoopDisk(image, join(folder, name));
}

/** Mounts an image; the kernel replays its journal, as after a power cut. */
export async function mountLoopDisk(image: string, mountPoint: string): Promise<LoopDisk> {
  await mkdir(mountPoint, { recursive: true });
  // Direct, where the file system below can: or the kernel has each page a second time, on the account of whoever wrote it.
  const device = (await command('losetup', ['--find', '--show', '--direct-io=on', image])).trim();
  const detachNow = (): void => {
    spawnSync('umount', ['--lazy', mountPoint]);
    spawnSync('losetup', ['--detach', device]);
  };
  process.once('exit', detachNow);
  await command('mount', ['-o', 'noatime', device, mountPoint]);
  return {
    mountPoint,
    async writtenBytes() {
      const fields = (await readFile(`/sys/block/${basename(device)}/stat`, 'utf8')).trim().split(/\s+/);
      return Number(fields[6]) * sectorBytes;
    },
    flush: async () => void (await command('sync', ['--file-system', mountPoint])),
    // Holes stay holes: the copy takes milliseconds.
    copyImage: async (to) => void (await command('cp', ['--sparse=always', image, to])),
    async remove() {
      process.off('exit', detachNow);
      await command('umount', [mountPoint]);
      await command('losetup', ['--detach', device]);
    },
  };
}

async function command(file: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(file, args)).stdout;
  } catch (error) {
    throw new StackError('ERR_UNAVAILABLE', `${file} failed: loop devices and mounts need root`, { cause: error });
  }
}
