import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tempDir } from '../temp-dir.ts';

/** A folder with these files, as the kernel would show them; gone after the test. */
export async function cgroupTree(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await tempDir();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
}

export const containerId = '855ef8453e36b4ffdeef828491aeaac04b145cc7c7da29cd006a79b9a8ccdf70';

const mebibyte = 1024 * 1024;

/** 48 MiB, of which 20 anonymous, 1 tmpfs and 10 of files are used. */
export function version1Files(path: string): Record<string, string> {
  return {
    'memory/memory.stat': 'cache 0\n',
    [`memory/${path}/memory.stat`]: [
      'cache 4096',
      'rss 4096',
      `total_cache ${11 * mebibyte}`,
      `total_rss ${20 * mebibyte}`,
      `total_shmem ${mebibyte}`,
      'total_pgmajfault 7',
      'total_workingset_refault_file 70',
      `total_active_file ${4 * mebibyte}`,
      '',
    ].join('\n'),
    [`memory/${path}/memory.limit_in_bytes`]: `${48 * mebibyte}\n`,
    [`memory/${path}/memory.usage_in_bytes`]: `${33 * mebibyte}\n`,
    [`memory/${path}/memory.max_usage_in_bytes`]: `${40 * mebibyte}\n`,
    [`memory/${path}/memory.oom_control`]: 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
    [`cpuacct/${path}/cpuacct.usage`]: '1500000000\n',
  };
}

/** The same in version 2. */
export function version2Files(path: string): Record<string, string> {
  return {
    'cgroup.controllers': 'cpuset cpu io memory pids\n',
    [`${path}/memory.stat`]: [
      `anon ${20 * mebibyte}`,
      `file ${11 * mebibyte}`,
      `shmem ${mebibyte}`,
      `active_file ${4 * mebibyte}`,
      'pgmajfault 7',
      'workingset_refault_file 70',
      '',
    ].join('\n'),
    [`${path}/memory.max`]: `${48 * mebibyte}\n`,
    [`${path}/memory.current`]: `${33 * mebibyte}\n`,
    [`${path}/memory.peak`]: `${40 * mebibyte}\n`,
    [`${path}/memory.events`]: 'low 0\nhigh 0\nmax 9\noom 2\noom_kill 2\noom_group_kill 0\n',
    [`${path}/cpu.stat`]: 'usage_usec 1500000\nuser_usec 1000000\n',
  };
}

export const expectedReading = {
  limitBytes: 48 * mebibyte,
  usageBytes: 33 * mebibyte,
  anonymousBytes: 21 * mebibyte,
  fileBytes: 10 * mebibyte,
  activeFileBytes: 4 * mebibyte,
  peakBytes: 40 * mebibyte,
  majorFaults: 7,
  fileRefaults: 70,
  cpuSeconds: 1.5,
  oomKills: 2,
};
