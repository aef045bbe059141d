import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CgroupReading, limitOf, memoryStat, parseCounters } from './cgroup-reading.ts';
import type { Cgroup } from './find-cgroup.ts';

/** @throws where the cgroup is gone, or may not be read. */
export function readCgroup(cgroup: Cgroup): Promise<CgroupReading> {
  return cgroup.version === 2 ? readVersion2(cgroup.memoryDir) : readVersion1(cgroup);
}

async function readVersion2(dir: string): Promise<CgroupReading> {
  const [stat, limit, usage, peak, events, cpu] = await Promise.all([
    read(dir, 'memory.stat'),
    read(dir, 'memory.max'),
    read(dir, 'memory.current'),
    readIfThere(dir, 'memory.peak'), // since Linux 5.19
    read(dir, 'memory.events'),
    read(dir, 'cpu.stat'),
  ]);
  return {
    ...memoryStat(parseCounters(stat)),
    limitBytes: limitOf(limit),
    usageBytes: Number(usage),
    peakBytes: peak === undefined ? undefined : Number(peak),
    cpuSeconds: (parseCounters(cpu).get('usage_usec') ?? 0) / 1e6,
    oomKills: parseCounters(events).get('oom_kill'),
  };
}

async function readVersion1({ memoryDir, cpuDir }: Cgroup): Promise<CgroupReading> {
  const [stat, limit, usage, peak, oom, cpu] = await Promise.all([
    read(memoryDir, 'memory.stat'),
    read(memoryDir, 'memory.limit_in_bytes'),
    read(memoryDir, 'memory.usage_in_bytes'),
    read(memoryDir, 'memory.max_usage_in_bytes'),
    read(memoryDir, 'memory.oom_control'),
    read(cpuDir, 'cpuacct.usage'),
  ]);
  return {
    ...memoryStat(parseCounters(stat)),
    limitBytes: limitOf(limit),
    usageBytes: Number(usage),
    peakBytes: Number(peak),
    cpuSeconds: Number(cpu) / 1e9,
    oomKills: parseCounters(oom).get('oom_kill'), // since Linux 4.13
  };
}

function read(dir: string, file: string): Promise<string> {
  return readFile(join(dir, file), 'utf8');
}

function readIfThere(dir: string, file: string): Promise<string | undefined> {
  return read(dir, file).catch(() => undefined);
}
