import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cgroup, defaultCgroupRoot, memoryVersion } from '../../cgroup/find-cgroup.ts';
import { StackError } from '../../stack-error.ts';
import { removeCgroup, writeMemoryLimit } from './memory-cgroup.ts';

export interface ServiceCgroup extends Cgroup {
  /** Prefix of a command that shall run within. */
  readonly enter: readonly string[];
  /** Share of a core, at most; undefined: no limit. Holds from now on, for what runs. */
  limitCpus(cpus: number | undefined): Promise<void>;
  /** Its processes must have ended. */
  remove(): Promise<void>;
}

export interface CgroupLimits {
  /** Undefined: counted, but not limited. */
  readonly memoryBytes: number | undefined;
  readonly cpus: number | undefined;
}

/** What Docker takes for `cpus`, so that a share means the same here. */
const periodMicros = 100_000;
let made = 0;

/** Counts and limits memory and CPU of one component, as a container would. @throws where none can be made. */
export async function createServiceCgroup(
  { memoryBytes, cpus }: CgroupLimits,
  root = defaultCgroupRoot,
): Promise<ServiceCgroup> {
  const name = `otel-edge-service-${process.pid}-${made++}`;
  const version = (await memoryVersion(root)) ?? 1;
  const base = (controller: string): string => (version === 2 ? join(root, name) : join(root, controller, name));
  const wanted = [...new Set(['memory', 'cpu', 'cpuacct'].map(base))];
  let dirs: readonly string[] = [];
  const limitCpus = (share: number | undefined): Promise<void> => writeCpuLimit(base('cpu'), version, share);
  try {
    if (version === 2) await writeFile(join(root, 'cgroup.subtree_control'), '+memory +cpu');
    for (const dir of wanted) await mkdir(dir).catch(unlessThere);
    // In version 1 `cpu` and `cpuacct` are often one folder under two names.
    dirs = [...new Set(await Promise.all(wanted.map((dir) => realpath(dir))))];
    if (memoryBytes !== undefined) await writeMemoryLimit(base('memory'), version, memoryBytes);
    await limitCpus(cpus);
  } catch (error) {
    throw new StackError('ERR_UNAVAILABLE', 'no cgroup for memory and cpu could be made (root only)', { cause: error });
  }
  return {
    version,
    memoryDir: base('memory'),
    cpuDir: base('cpuacct'),
    // The shell moves itself and then becomes the program: not a page of it is charged to anybody else.
    enter: [
      '/bin/sh',
      '-c',
      'for dir in $0; do echo $$ > "$dir/cgroup.procs" || exit 1; done; exec "$@"',
      dirs.join(' '),
    ],
    limitCpus,
    async remove() {
      for (const dir of dirs) await removeCgroup(dir);
    },
  };
}

/** The second name of one folder is there already. */
function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function writeCpuLimit(dir: string, version: 1 | 2, cpus: number | undefined): Promise<void> {
  const quota = cpus === undefined ? undefined : Math.round(cpus * periodMicros);
  if (version === 2) return writeFile(join(dir, 'cpu.max'), `${quota ?? 'max'} ${periodMicros}`);
  await writeFile(join(dir, 'cpu.cfs_period_us'), String(periodMicros));
  await writeFile(join(dir, 'cpu.cfs_quota_us'), String(quota ?? -1));
}
