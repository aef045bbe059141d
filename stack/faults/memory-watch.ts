import type { ComponentId } from '../native/commands.ts';
import { readProcessMemory } from '../native/process-memory.ts';
import type { RealPipeline } from './real-pipeline.ts';

export const componentIds = ['victoriametrics', 'collector', 'sensor'] as const satisfies readonly ComponentId[];

/** Its name in the compose files, whose limits are the bound. */
export const serviceOf: Readonly<Record<ComponentId, string>> = {
  victoriametrics: 'victoriametrics',
  collector: 'otel-collector',
  sensor: 'sensor',
};

export interface MemoryWatch {
  /** Most anonymous memory that was seen of each, over all restarts; 0 of one that never ran. */
  peakBytes(): Readonly<Record<ComponentId, number>>;
  stop(): void;
}

/** A Go heap that was needed once is given back over minutes and a Node heap hardly ever, so this finds peaks that last longer than itself. */
const everyMillis = 100;

/** Anonymous memory, for the rest is pages of files that the kernel may drop: natively they would count against nobody. */
export function watchMemory(pipeline: Pick<RealPipeline, 'running'>): MemoryWatch {
  const peak: Record<ComponentId, number> = { victoriametrics: 0, collector: 0, sensor: 0 };
  const look = async (): Promise<void> => {
    for (const id of componentIds) {
      const pid = pipeline.running(id)?.pid ?? 0;
      const memory = pid === 0 ? undefined : await readProcessMemory(pid);
      peak[id] = Math.max(peak[id], memory?.anonymousBytes ?? 0);
    }
  };
  const timer = setInterval(() => void look(), everyMillis).unref();
  return { peakBytes: () => ({ ...peak }), stop: () => clearInterval(timer) };
}
