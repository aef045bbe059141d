import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createServiceCgroup } from '../../../bench/process/service-cgroup.ts';
import { tempDir } from '../../temp-dir.ts';

/** As the kernel mounts version 1: a folder per controller. */
async function version1(): Promise<string> {
  const root = await tempDir();
  for (const controller of ['memory', 'cpu', 'cpuacct']) await mkdir(join(root, controller));
  return root;
}

async function version2(): Promise<string> {
  const root = await tempDir();
  await writeFile(join(root, 'cgroup.controllers'), 'cpu io memory pids\n');
  return root;
}

const half = { memoryBytes: 50_000_000, cpus: 0.5 };
const read = (dir: string, file: string) => readFile(join(dir, file), 'utf8');

describe('createServiceCgroup', () => {
  test('limits memory and CPU in version 1', async () => {
    const { memoryDir, cpuDir, version, enter } = await createServiceCgroup(half, await version1());
    const limits = cpuDir.replace('cpuacct', 'cpu');
    expect(version).toBe(1);
    expect(await read(memoryDir, 'memory.limit_in_bytes')).toBe('50000000');
    expect(await read(limits, 'cpu.cfs_quota_us')).toBe('50000');
    expect(await read(limits, 'cpu.cfs_period_us')).toBe('100000');
    expect(enter.at(-1)?.split(' ')).toEqual([memoryDir, limits, cpuDir]);
  });
  test('limits memory and CPU in version 2, where they are one folder', async () => {
    const { memoryDir, cpuDir, version, enter } = await createServiceCgroup(half, await version2());
    expect(version).toBe(2);
    expect(cpuDir).toBe(memoryDir);
    expect(await read(memoryDir, 'memory.max')).toBe('50000000');
    expect(await read(memoryDir, 'cpu.max')).toBe('50000 100000');
    expect(enter.at(-1)).toBe(memoryDir);
  });
  test('takes cpu and cpuacct for one folder where they are one, as most systems have it', async () => {
    const root = await tempDir();
    await mkdir(join(root, 'memory'));
    await mkdir(join(root, 'cpu,cpuacct'));
    for (const name of ['cpu', 'cpuacct']) await symlink('cpu,cpuacct', join(root, name));
    const { cpuDir, enter } = await createServiceCgroup(half, root);
    expect(enter.at(-1)?.split(' ')).toHaveLength(2);
    expect(await read(cpuDir, 'cpu.cfs_quota_us')).toBe('50000');
  });
  test('changes the share of a core later, and takes the limit away', async () => {
    const one = await createServiceCgroup({ memoryBytes: undefined, cpus: undefined }, await version2());
    expect(await read(one.cpuDir, 'cpu.max')).toBe('max 100000');
    await one.limitCpus(0.05);
    expect(await read(one.cpuDir, 'cpu.max')).toBe('5000 100000');
    await one.limitCpus(undefined);
    expect(await read(one.cpuDir, 'cpu.max')).toBe('max 100000');
  });
  test('writes no memory limit where there is none', async () => {
    const { memoryDir } = await createServiceCgroup({ memoryBytes: undefined, cpus: 1 }, await version1());
    await expect(read(memoryDir, 'memory.limit_in_bytes')).rejects.toThrow('ENOENT');
  });
  test('says that it takes root where none can be made', async () => {
    const nowhere = createServiceCgroup(half, await tempDir());
    await expect(nowhere).rejects.toMatchObject({ code: 'ERR_UNAVAILABLE' });
  });
});
