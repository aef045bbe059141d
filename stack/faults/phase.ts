import { readFile } from 'node:fs/promises';
import type { ComponentId } from '../native/commands.ts';
import { componentIds } from './memory-watch.ts';
import type { RealPipeline } from './real-pipeline.ts';

/** Nothing is wrong; the collector's queue is full and its store away; what had waited goes out; everything is over. */
export type PhaseName = 'before' | 'full' | 'draining' | 'after';

/** A part of a scenario in which major faults were counted by themselves. Thrashing shows in them; a start has some, and so has reading a large queue once. */
export interface Phase {
  readonly name: PhaseName;
  readonly seconds: number;
  readonly majorFaults: Readonly<Record<ComponentId, number>>;
}

type Running = Pick<RealPipeline, 'running'>;

export async function measurePhase<T>(
  pipeline: Running,
  name: PhaseName,
  work: () => Promise<T>,
): Promise<{ readonly phase: Phase; readonly result: T }> {
  const before = await readAll(pipeline);
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await readAll(pipeline);
  const majorFaults = Object.fromEntries(componentIds.map((id) => [id, difference(before[id], after[id])]));
  return { phase: { name, seconds, majorFaults: majorFaults as Record<ComponentId, number> }, result };
}

interface ProcessFaults {
  readonly pid: number;
  readonly majorFaults: number;
}

/** One that was started meanwhile begins at 0. */
function difference(before: ProcessFaults, after: ProcessFaults): number {
  return after.majorFaults - (before.pid === after.pid ? before.majorFaults : 0);
}

async function readAll(pipeline: Running): Promise<Record<ComponentId, ProcessFaults>> {
  const entries = await Promise.all(
    componentIds.map(async (id) => {
      const pid = pipeline.running(id)?.pid ?? 0;
      const stat = pid === 0 ? '' : await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return [id, { pid, majorFaults: parseMajorFaults(stat) }] as const;
    }),
  );
  return Object.fromEntries(entries) as Record<ComponentId, ProcessFaults>;
}

/** The tenth field behind the name, which stands in brackets and may hold blanks. 0 where there is nothing to read. */
export function parseMajorFaults(stat: string): number {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  return Number(fields[9] ?? 0);
}
