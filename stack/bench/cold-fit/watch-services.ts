import { setTimeout as sleep } from 'node:timers/promises';
import { findContainers, type ServiceContainer } from '../../budget/find-containers.ts';
import { readContainer } from '../../budget/read-container.ts';
import type { CgroupReading } from '../../cgroup/cgroup-reading.ts';
import type { ComposeStack } from '../../compose/compose-stack.ts';
import type { DockerEngine } from '../../docker/docker-engine.ts';
import { isServiceReady } from './service-ready.ts';

export interface ServiceSample {
  readonly service: string;
  /** Since this service was ready. */
  readonly seconds: number;
  readonly reading: CgroupReading;
  readonly restarts: number;
}

export interface ReadyService {
  readonly service: string;
  readonly id: string;
  /** From the container's start; null: not within the time. */
  readonly readySeconds: number | null;
  /** `performance.now()` at the first reading. */
  readonly readyAt: number;
  readonly atReady: CgroupReading;
}

export interface ReadyOptions {
  readonly services: readonly string[];
  readonly timeoutMillis: number;
  readonly onReady: (service: string) => void;
}

const pollMillis = 100;

/** Resolves once every service was ready, or the time is over: each is read at its own moment. */
export async function waitServicesReady(
  engine: DockerEngine,
  stack: ComposeStack,
  { services, timeoutMillis, onReady }: ReadyOptions,
): Promise<readonly ReadyService[]> {
  const until = performance.now() + timeoutMillis;
  const wait = async (service: string): Promise<ReadyService> => {
    for (;;) {
      const container = await running(engine, stack.project, service);
      const isReady = container !== undefined && (await isServiceReady(service, container.pid, stack));
      if (isReady || performance.now() > until) {
        const readySeconds = isReady ? (Date.now() - container.startedAtMillis) / 1000 : null;
        if (isReady) onReady(service);
        return {
          service,
          ...(await firstReading(engine, service, container)),
          readySeconds,
          readyAt: performance.now(),
        };
      }
      await sleep(pollMillis);
    }
  };
  return Promise.all(services.map(wait));
}

async function running(engine: DockerEngine, project: string, service: string): Promise<ServiceContainer | undefined> {
  // No container at all yet is what the first polls find.
  const containers = await findContainers(engine, project).catch(() => []);
  return containers.find((container) => container.service === service && container.pid !== 0);
}

async function firstReading(engine: DockerEngine, service: string, container: ServiceContainer | undefined) {
  const reading = container === undefined ? undefined : await readContainer(engine, container.id);
  if (container === undefined || reading === undefined) throw new Error(`${service} does not run`);
  return { id: container.id, atReady: reading };
}

/** Every service once; one that is gone or between two lives is left out. */
export async function sampleServices(
  engine: DockerEngine,
  project: string,
  ready: readonly ReadyService[],
): Promise<readonly ServiceSample[]> {
  const containers = await findContainers(engine, project);
  const samples = ready.map(async ({ service, readyAt }) => {
    const container = containers.find((candidate) => candidate.service === service);
    const reading =
      container === undefined || container.pid === 0 ? undefined : await readContainer(engine, container.id);
    if (container === undefined || reading === undefined) return undefined;
    return { service, seconds: (performance.now() - readyAt) / 1000, reading, restarts: container.restarts };
  });
  return (await Promise.all(samples)).filter((sample) => sample !== undefined);
}
