/** What the kernel says of a container's or a service's memory and CPU, the same for cgroup v1 and v2. */
export interface CgroupReading {
  /** The hard limit; undefined: none. */
  readonly limitBytes: number | undefined;
  /** Everything that counts against the limit, the kernel's own share included. */
  readonly usageBytes: number;
  /** What the kernel cannot take back without swap: anonymous pages and files in memory (tmpfs). */
  readonly anonymousBytes: number;
  /** Pages of files, the binary's own above all. They can be dropped, but a process that needs them reads them again and again. */
  readonly fileBytes: number;
  /** The part of them that was used more than once of late. */
  readonly activeFileBytes: number;
  /** Highest usage so far; undefined where the kernel does not keep it (cgroup v2 before Linux 5.19). */
  readonly peakBytes: number | undefined;
  /** Pages that had to be read from a disk while a process waited. */
  readonly majorFaults: number;
  /** File pages that were dropped and soon wanted back: thrashing itself, where major faults may be a first reading. */
  readonly fileRefaults: number;
  readonly cpuSeconds: number;
  /** Undefined where nothing counts them (the engine's API). */
  readonly oomKills: number | undefined;
}

/** Lines of `name number`, as in memory.stat, memory.events, memory.oom_control and cpu.stat. */
export function parseCounters(text: string): ReadonlyMap<string, number> {
  const counters = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^([\w()]+) (\d+)$/.exec(line);
    if (match?.[1] !== undefined) counters.set(match[1], Number(match[2]));
  }
  return counters;
}

/** The part of a reading that stands in memory.stat, as a file or in the answer of the engine. */
export type MemoryStat = Pick<
  CgroupReading,
  'anonymousBytes' | 'fileBytes' | 'activeFileBytes' | 'majorFaults' | 'fileRefaults'
>;

/** @throws where it is neither version's. */
export function memoryStat(counters: ReadonlyMap<string, number>): MemoryStat {
  const of = (name: string): number => counters.get(name) ?? 0;
  if (counters.has('anon')) {
    return {
      anonymousBytes: of('anon') + of('shmem'),
      // `file` counts tmpfs as well.
      fileBytes: of('file') - of('shmem'),
      activeFileBytes: of('active_file'),
      majorFaults: of('pgmajfault'),
      fileRefaults: of('workingset_refault_file'),
    };
  }
  if (!counters.has('total_rss')) throw new Error('memory.stat has neither anon nor total_rss');
  // total_: with the cgroups below, as version 2 counts.
  return {
    anonymousBytes: of('total_rss') + of('total_shmem'),
    fileBytes: of('total_cache') - of('total_shmem'),
    activeFileBytes: of('total_active_file'),
    majorFaults: of('total_pgmajfault'),
    fileRefaults: of('total_workingset_refault_file'),
  };
}

/** Version 1 says 2^63 less a page, version 2 says `max`; the engine says the machine's memory, or 0. */
export function limitOf(text: string): number | undefined {
  const bytes = Number(text.trim());
  return Number.isFinite(bytes) && bytes > 0 && bytes < 2 ** 60 ? bytes : undefined;
}
