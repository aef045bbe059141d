import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findContainerCgroup, findProcessCgroup } from '../../cgroup/find-cgroup.ts';
import { cgroupTree, containerId, version1Files, version2Files } from './cgroup-tree.ts';

const rootless = `user.slice/user-1000.slice/user@1000.service/app.slice/docker.service/docker/${containerId}`;

describe('findContainerCgroup', () => {
  test.each([`docker/${containerId}`, `system.slice/docker-${containerId}.scope`, `custom/parent/${containerId}`])(
    'finds %s in version 1',
    async (path) => {
      const root = await cgroupTree(version1Files(path));
      expect(await findContainerCgroup(containerId, root)).toEqual({
        version: 1,
        memoryDir: join(root, 'memory', path),
        cpuDir: join(root, 'cpuacct', path),
      });
    },
  );

  test.each([`docker/${containerId}`, `system.slice/docker-${containerId}.scope`, rootless])(
    'finds %s in version 2',
    async (path) => {
      const root = await cgroupTree(version2Files(path));
      expect(await findContainerCgroup(containerId, root)).toEqual({
        version: 2,
        memoryDir: join(root, path),
        cpuDir: join(root, path),
      });
    },
  );

  test('finds nothing where another container runs', async () => {
    const root = await cgroupTree(version2Files(`docker/${containerId}`));
    expect(await findContainerCgroup('f'.repeat(64), root)).toBeUndefined();
  });

  test('finds nothing where the kernel does not count memory', async () => {
    const files = { ...version2Files(`docker/${containerId}`), 'cgroup.controllers': 'cpu io pids\n' };
    expect(await findContainerCgroup(containerId, await cgroupTree(files))).toBeUndefined();
  });

  test.each(['../../etc', '', 'abc'])('refuses %j as an id', async (id) => {
    await expect(findContainerCgroup(id, '/nowhere')).rejects.toThrow(RangeError);
  });
});

describe('findProcessCgroup', () => {
  test('goes by the controller in version 1, also where several share a hierarchy', async () => {
    const root = await cgroupTree(version1Files('a/b'));
    const procRoot = await cgroupTree({ '42/cgroup': '8:pids:/x\n4:blkio,memory:/a/b\n1:cpu:/y\n0::/z\n' });
    const found = await findProcessCgroup(42, { root, procRoot });
    expect(found?.memoryDir).toBe(join(root, 'memory', 'a/b'));
  });

  test('goes by the unified line in version 2', async () => {
    const root = await cgroupTree(version2Files('a/b'));
    const procRoot = await cgroupTree({ '42/cgroup': '1:name=systemd:/x\n0::/a/b\n' });
    const found = await findProcessCgroup(42, { root, procRoot });
    expect(found).toEqual({ version: 2, memoryDir: join(root, 'a/b'), cpuDir: join(root, 'a/b') });
  });

  test('finds nothing for a process that is gone', async () => {
    const root = await cgroupTree(version2Files('a'));
    expect(await findProcessCgroup(42, { root, procRoot: root })).toBeUndefined();
  });
});
