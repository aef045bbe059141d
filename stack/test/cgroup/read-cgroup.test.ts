import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { limitOf, memoryStat, parseCounters } from '../../cgroup/cgroup-reading.ts';
import { readCgroup } from '../../cgroup/read-cgroup.ts';
import { cgroupTree, expectedReading, version1Files, version2Files } from './cgroup-tree.ts';

describe('readCgroup', () => {
  test('reads version 1', async () => {
    const root = await cgroupTree(version1Files('docker/x'));
    const cgroup = {
      version: 1,
      memoryDir: join(root, 'memory/docker/x'),
      cpuDir: join(root, 'cpuacct/docker/x'),
    } as const;
    expect(await readCgroup(cgroup)).toEqual(expectedReading);
  });

  test('reads the same from version 2', async () => {
    const dir = join(await cgroupTree(version2Files('docker/x')), 'docker/x');
    expect(await readCgroup({ version: 2, memoryDir: dir, cpuDir: dir })).toEqual(expectedReading);
  });

  test('has no peak where the kernel keeps none, and no limit where there is none', async () => {
    const files = { ...version2Files('x'), 'x/memory.max': 'max\n' };
    const dir = join(await cgroupTree(files), 'x');
    await rm(join(dir, 'memory.peak'));
    const reading = await readCgroup({ version: 2, memoryDir: dir, cpuDir: dir });
    expect(reading).toEqual({ ...expectedReading, peakBytes: undefined, limitBytes: undefined });
  });

  test('rejects where the cgroup is gone', async () => {
    await expect(readCgroup({ version: 2, memoryDir: '/nowhere', cpuDir: '/nowhere' })).rejects.toThrow('ENOENT');
  });
});

describe('limitOf', () => {
  test.each([
    ['83886080\n', 83_886_080],
    ['9223372036854771712\n', undefined],
    ['max\n', undefined],
    ['0', undefined],
  ])('reads %j as %j', (text, bytes) => {
    expect(limitOf(text)).toBe(bytes);
  });
});

describe('memoryStat', () => {
  test('refuses what is neither version', () => {
    expect(() => memoryStat(parseCounters('cache 1\nrss 2\n'))).toThrow('total_rss');
  });
});
