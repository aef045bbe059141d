import { mkdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAheadNote } from '../../budget/read-ahead-note.ts';
import { deviceNumbers, findReadAhead, readReadAhead } from '../../cgroup/read-ahead.ts';
import { tempDir } from '../temp-dir.ts';
import { cgroupTree } from './cgroup-tree.ts';

/** A /sys in which the disk of this folder reads that much ahead. */
async function sysWith(folder: string, kilobytes: string): Promise<string> {
  const { major, minor } = deviceNumbers((await stat(folder)).dev);
  return cgroupTree({ [`dev/block/${major}:${minor}/queue/read_ahead_kb`]: kilobytes });
}

describe('findReadAhead', () => {
  test('finds that of a disk', async () => {
    const folder = await tempDir();
    const file = await findReadAhead(folder, await sysWith(folder, '4096\n'));
    expect(await readReadAhead(file ?? '')).toBe(4096);
  });

  test('finds that of a partition above it', async () => {
    const folder = await tempDir();
    const { major, minor } = deviceNumbers((await stat(folder)).dev);
    const sys = await cgroupTree({ 'devices/disk/queue/read_ahead_kb': '128\n', 'devices/disk/part/partition': '2\n' });
    await mkdir(join(sys, 'dev/block'), { recursive: true });
    await symlink('../../devices/disk/part', join(sys, `dev/block/${major}:${minor}`));
    const file = await findReadAhead(folder, sys);
    expect(await readReadAhead(file ?? '')).toBe(128);
  });

  test('finds nothing without a disk', async () => {
    expect(await findReadAhead(await tempDir(), await tempDir())).toBeUndefined();
    expect(await findReadAhead('/nowhere', '/sys')).toBeUndefined();
  });
});

describe('deviceNumbers', () => {
  test.each([
    [65_024, { major: 254, minor: 0 }],
    [66_309, { major: 259, minor: 5 }],
    [45_826, { major: 179, minor: 2 }],
  ])('takes %d apart', (device, numbers) => {
    expect(deviceNumbers(device)).toEqual(numbers);
  });
});

describe('readAheadNote', () => {
  const engineOf = (folder: string) => ({ get: async () => ({ DockerRootDir: folder }) });

  test.each([
    ['1024', undefined],
    ['2048', expect.stringContaining('echo 128 | sudo tee')],
  ])('at %s KiB', async (kilobytes, note) => {
    const folder = await tempDir();
    expect(await readAheadNote(engineOf(folder), await sysWith(folder, kilobytes))).toEqual(note);
  });

  test('says nothing where nothing is known', async () => {
    expect(await readAheadNote(engineOf('/nowhere'), await tempDir())).toBeUndefined();
  });
});
