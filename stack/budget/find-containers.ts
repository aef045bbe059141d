import type { DockerEngine } from '../docker/docker-engine.ts';
import { composeProjects, type ProjectContainer, projectContainers } from '../docker/project-containers.ts';
import { StackError } from '../stack-error.ts';

/** What the engine knows of one container of a compose project. */
export interface ServiceContainer {
  readonly service: string;
  readonly id: string;
  /** running, restarting, exited, created, paused, dead. */
  readonly state: string;
  readonly startedAtMillis: number;
  readonly exitCode: number;
  readonly restarts: number;
  /** Of its last end. */
  readonly wasOomKilled: boolean;
  /** 0: not running. */
  readonly pid: number;
}

/** @throws where there is none: then nothing is running that could be measured. */
export async function findContainers(engine: DockerEngine, project: string): Promise<readonly ServiceContainer[]> {
  const containers = await projectContainers(engine, project);
  if (containers.length === 0) throw notFound(project, await composeProjects(engine));
  return containers.map(serviceContainer);
}

function serviceContainer({ service, inspected }: ProjectContainer): ServiceContainer {
  const { Id, RestartCount, State } = inspected;
  return {
    service,
    id: Id,
    state: State.Status,
    startedAtMillis: Date.parse(State.StartedAt),
    exitCode: State.ExitCode,
    restarts: RestartCount,
    wasOomKilled: State.OOMKilled,
    pid: State.Pid,
  };
}

function notFound(project: string, others: readonly string[]): StackError {
  const hint =
    others.length === 0
      ? 'start it: docker compose up -d --wait'
      : `compose projects that are here: ${others.join(', ')} (--project NAME reads another one)`;
  return new StackError(
    'ERR_UNAVAILABLE',
    `no stack is running: there is no container of compose project ${project}\n${hint}`,
  );
}
