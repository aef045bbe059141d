import { type CgroupReading, limitOf, memoryStat } from '../cgroup/cgroup-reading.ts';
import { defaultCgroupRoot, findContainerCgroup } from '../cgroup/find-cgroup.ts';
import { readCgroup } from '../cgroup/read-cgroup.ts';
import { type DockerEngine, DockerEngineError } from '../docker/docker-engine.ts';

export interface ContainerReading extends CgroupReading {
  /** `engine`: no cgroup of it can be seen from here (a container, another machine), so the engine was asked. */
  readonly source: 'cgroup' | 'engine';
}

/** Undefined: it ended meanwhile, or this kernel does not count memory per container. */
export async function readContainer(
  engine: DockerEngine,
  id: string,
  cgroupRoot = defaultCgroupRoot,
): Promise<ContainerReading | undefined> {
  const cgroup = await findContainerCgroup(id, cgroupRoot);
  const reading = cgroup === undefined ? undefined : await readCgroup(cgroup).catch(() => undefined);
  return reading === undefined ? fromEngine(engine, id) : { ...reading, source: 'cgroup' };
}

interface Stats {
  readonly cpu_stats: { readonly cpu_usage: { readonly total_usage: number } };
  readonly memory_stats: {
    readonly usage?: number;
    readonly max_usage?: number;
    readonly limit?: number;
    readonly stats?: Readonly<Record<string, number>>;
  };
}

async function fromEngine(engine: DockerEngine, id: string): Promise<ContainerReading | undefined> {
  // one-shot: without it the engine takes a second to measure CPU itself.
  const stats = await engine.get(`/containers/${id}/stats?stream=false&one-shot=true`).catch((error: unknown) => {
    if (error instanceof DockerEngineError) return undefined;
    throw error;
  });
  return stats === undefined ? undefined : readingOf(stats as Stats);
}

function readingOf({ cpu_stats: cpu, memory_stats: memory }: Stats): ContainerReading | undefined {
  if (memory.usage === undefined || memory.stats === undefined) return undefined;
  return {
    ...memoryStat(new Map(Object.entries(memory.stats))),
    limitBytes: limitOf(String(memory.limit ?? 0)),
    usageBytes: memory.usage,
    peakBytes: memory.max_usage,
    cpuSeconds: cpu.cpu_usage.total_usage / 1e9,
    oomKills: undefined,
    source: 'engine',
  };
}
