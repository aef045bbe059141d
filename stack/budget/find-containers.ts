import { StackError } from '../stack-error.ts';
import type { DockerEngine } from './docker-engine.ts';

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

interface Listed {
  readonly Id: string;
  readonly Labels: Readonly<Record<string, string>>;
}

interface Inspected {
  readonly Id: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly StartedAt: string;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Pid: number;
  };
}

const projectLabel = 'com.docker.compose.project';
const serviceLabel = 'com.docker.compose.service';
const oneOffLabel = 'com.docker.compose.oneoff';

/** Those of `docker compose up`, by name; what `docker compose run` starts for a moment is left out. */
export async function findContainers(engine: DockerEngine, project: string): Promise<readonly ServiceContainer[]> {
  const listed = await list(engine, [`${projectLabel}=${project}`]);
  const lasting = listed.filter(({ Labels }) => Labels[oneOffLabel] !== 'True');
  if (lasting.length === 0) throw notFound(project, await otherProjects(engine));
  const containers = await Promise.all(
    lasting.map(({ Id, Labels }) => inspect(engine, Id, Labels[serviceLabel] ?? Id)),
  );
  return containers.toSorted((a, b) => a.service.localeCompare(b.service));
}

async function list(engine: DockerEngine, labels: readonly string[]): Promise<readonly Listed[]> {
  const query = new URLSearchParams({ all: '1', filters: JSON.stringify({ label: labels }) });
  return (await engine.get(`/containers/json?${query}`)) as readonly Listed[];
}

async function inspect(engine: DockerEngine, id: string, service: string): Promise<ServiceContainer> {
  const { RestartCount, State } = (await engine.get(`/containers/${id}/json`)) as Inspected;
  return {
    service,
    id,
    state: State.Status,
    startedAtMillis: Date.parse(State.StartedAt),
    exitCode: State.ExitCode,
    restarts: RestartCount,
    wasOomKilled: State.OOMKilled,
    pid: State.Pid,
  };
}

async function otherProjects(engine: DockerEngine): Promise<readonly string[]> {
  const listed = await list(engine, [projectLabel]);
  return [...new Set(listed.flatMap(({ Labels }) => Labels[projectLabel] ?? []))].toSorted();
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
