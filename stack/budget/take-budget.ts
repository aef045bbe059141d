import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerEngine } from '../docker/docker-engine.ts';
import { findContainers, type ServiceContainer } from './find-containers.ts';
import { type ContainerReading, readContainer } from './read-container.ts';

/** One service over a few seconds; what is not known of a container that does not run is undefined. */
export interface ServiceUse extends ServiceContainer {
  readonly uptimeSeconds: number;
  readonly memory: ContainerReading | undefined;
  readonly majorFaultsPerSecond: number | undefined;
  /** Of one core. */
  readonly cpuPercent: number | undefined;
}

export interface TakeOptions {
  readonly project: string;
  readonly seconds: number;
  readonly cgroupRoot?: string;
  readonly signal?: AbortSignal;
  /** Between the two readings, with the names of what is watched. */
  readonly onWatch?: (services: readonly string[]) => void;
}

/** Reads every container twice, `seconds` apart. */
export async function takeBudget(
  engine: DockerEngine,
  { project, seconds, cgroupRoot, signal, onWatch }: TakeOptions,
): Promise<readonly ServiceUse[]> {
  const before = await readAll(engine, project, cgroupRoot);
  onWatch?.(before.map(({ container }) => container.service));
  await sleep(seconds * 1000, undefined, signal === undefined ? {} : { signal });
  const after = await readAll(engine, project, cgroupRoot);
  return after.map((now) =>
    useOf(
      before.find(({ container }) => container.id === now.container.id),
      now,
    ),
  );
}

interface Taken {
  readonly container: ServiceContainer;
  readonly memory: ContainerReading | undefined;
  readonly atMillis: number;
}

async function readAll(
  engine: DockerEngine,
  project: string,
  cgroupRoot: string | undefined,
): Promise<readonly Taken[]> {
  const containers = await findContainers(engine, project);
  return Promise.all(
    containers.map(async (container) => {
      const memory = container.pid === 0 ? undefined : await readContainer(engine, container.id, cgroupRoot);
      return { container, memory, atMillis: Date.now() };
    }),
  );
}

function useOf(before: Taken | undefined, { container, memory, atMillis }: Taken): ServiceUse {
  // Started anew in between: its counters began at 0, so a difference would say nothing.
  const isSame = before?.container.startedAtMillis === container.startedAtMillis;
  const earlier = isSame ? before?.memory : undefined;
  const seconds = before === undefined ? 0 : (atMillis - before.atMillis) / 1000;
  const perSecond = (of: (reading: ContainerReading) => number): number | undefined =>
    memory === undefined || earlier === undefined || seconds <= 0 ? undefined : (of(memory) - of(earlier)) / seconds;
  const cores = perSecond(({ cpuSeconds }) => cpuSeconds);
  return {
    ...container,
    uptimeSeconds: container.pid === 0 ? 0 : Math.max(0, (atMillis - container.startedAtMillis) / 1000),
    memory,
    majorFaultsPerSecond: perSecond(({ majorFaults }) => majorFaults),
    cpuPercent: cores === undefined ? undefined : cores * 100,
  };
}
