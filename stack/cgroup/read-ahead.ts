import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Linux's default, and what a Raspberry Pi has for its SD card. How much is read around a page of a program that is missing, and all of it counts
 * against the memory limit: in the sensor's 56 MiB a start takes 0.6 s with 128 to 1024 KiB, 1.0 s with 2 MiB, and with 8 MiB it never ends.
 */
export const usualReadAheadKilobytes = 128;
/** Up to here it made no difference. */
export const harmlessReadAheadKilobytes = 1024;

/** Where the kernel keeps the read-ahead of the disk below a folder; undefined: not to be seen from here, or no disk (tmpfs). */
export async function findReadAhead(folder: string, sysRoot = '/sys'): Promise<string | undefined> {
  const info = await stat(folder).catch(() => undefined);
  if (info === undefined) return undefined;
  const { major, minor } = deviceNumbers(info.dev);
  const device = join(sysRoot, 'dev/block', `${major}:${minor}`);
  // A partition has none of its own: the disk is the folder above it.
  for (const path of ['queue/read_ahead_kb', '../queue/read_ahead_kb']) {
    // Not join(): it would take the `..` away before the kernel has followed the link.
    const file = `${device}/${path}`;
    if ((await readReadAhead(file)) !== undefined) return file;
  }
  return undefined;
}

export interface DiskReadAhead {
  /** Where it can be set. */
  readonly file: string;
  readonly kilobytes: number;
}

/** Of the disk below a folder; undefined: not to be seen from here. */
export async function diskReadAhead(folder: string, sysRoot = '/sys'): Promise<DiskReadAhead | undefined> {
  const file = await findReadAhead(folder, sysRoot);
  const kilobytes = file === undefined ? undefined : await readReadAhead(file);
  return file === undefined || kilobytes === undefined ? undefined : { file, kilobytes };
}

export async function readReadAhead(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** As glibc's gnu_dev_major and gnu_dev_minor. */
export function deviceNumbers(device: number): { readonly major: number; readonly minor: number } {
  const value = BigInt(device);
  const major = ((value >> 8n) & 0xfffn) | ((value >> 32n) & 0xfffff000n);
  const minor = (value & 0xffn) | ((value >> 12n) & 0xffffff00n);
  return { major: Number(major), minor: Number(minor) };
}
