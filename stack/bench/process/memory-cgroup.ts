import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryVersion } from '../../cgroup/find-cgroup.ts';

export interface MemoryCgroup {
  /** Prefix of a command that shall run within. */
  readonly enter: readonly string[];
  readonly version: 1 | 2;
  /** Resolves once the kernel has let it go; its processes must have ended. */
  remove(): Promise<void>;
}

/** Folder names of one run do not collide with those of another, or of one that was killed. */
let made = 0;

/**
 * A memory limit as a container has it, swap off. Undefined where none can be made: no cgroups, or not allowed to.
 * @param cgroupRoot where cgroups are mounted.
 */
export async function createMemoryCgroup(
  limitBytes: number,
  cgroupRoot = '/sys/fs/cgroup',
): Promise<MemoryCgroup | undefined> {
  const name = `otel-edge-bench-${process.pid}-${made++}`;
  return (
    (await version2(join(cgroupRoot, name), cgroupRoot, limitBytes)) ??
    (await version1(join(cgroupRoot, 'memory', name), limitBytes))
  );
}

async function version2(dir: string, cgroupRoot: string, limitBytes: number): Promise<MemoryCgroup | undefined> {
  if ((await memoryVersion(cgroupRoot)) !== 2) return undefined;
  return prepare(dir, 2, async () => {
    await writeFile(join(cgroupRoot, 'cgroup.subtree_control'), '+memory');
    await mkdir(dir);
    await writeMemoryLimit(dir, 2, limitBytes);
  });
}

async function version1(dir: string, limitBytes: number): Promise<MemoryCgroup | undefined> {
  return prepare(dir, 1, async () => {
    await mkdir(dir);
    await writeMemoryLimit(dir, 1, limitBytes);
  });
}

/** Into a cgroup that is there: hard limit, swap off. */
export async function writeMemoryLimit(dir: string, version: 1 | 2, limitBytes: number): Promise<void> {
  if (version === 2) {
    await writeFile(join(dir, 'memory.max'), String(limitBytes));
    await writeFile(join(dir, 'memory.swap.max'), '0').catch(() => {}); // absent in a kernel without swap accounting
    return;
  }
  await writeFile(join(dir, 'memory.limit_in_bytes'), String(limitBytes));
  await writeFile(join(dir, 'memory.swappiness'), '0');
  // After the limit itself, which it must not be below. Absent in a kernel without swap accounting.
  await writeFile(join(dir, 'memory.memsw.limit_in_bytes'), String(limitBytes)).catch(() => {});
}

async function prepare(dir: string, version: 1 | 2, make: () => Promise<void>): Promise<MemoryCgroup | undefined> {
  try {
    await make();
  } catch {
    await rmdir(dir).catch(() => {});
    return undefined;
  }
  // The shell moves itself and then becomes the program: not a page of it is charged to anybody else.
  const enter = ['/bin/sh', '-c', 'echo $$ > "$0" && exec "$@"', join(dir, 'cgroup.procs')];
  return { enter, version, remove: () => removeCgroup(dir) };
}

/** A cgroup is busy for a moment after its last process has ended. */
export async function removeCgroup(dir: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rmdir(dir);
    } catch (error) {
      if (attempt === 50) throw error;
      await sleep(100);
    }
  }
}
