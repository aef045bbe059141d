import type { DockerEngine } from './docker-engine.ts';

/** The parts of the engine's answer that are looked at. */
export interface InspectedContainer {
  readonly Id: string;
  /** Of the image: sha256:... */
  readonly Image: string;
  readonly RestartCount: number;
  readonly State: {
    /** running, restarting, exited, created, paused, dead. */
    readonly Status: string;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly ExitCode: number;
    /** Of its last end. */
    readonly OOMKilled: boolean;
    /** 0: not running. */
    readonly Pid: number;
    /** Why it could not be started; empty: it could. */
    readonly Error: string;
    readonly Health?: { readonly Status: string; readonly Log?: readonly { readonly Output: string }[] | null };
  };
  readonly Config: {
    /** `10001:10001`; empty: the image's, or root. */
    readonly User: string;
    /** `NAME=value`. */
    readonly Env: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
  readonly HostConfig: {
    /** Bytes; 0: no limit. */
    readonly Memory: number;
    /** By `4318/tcp`. */
    readonly PortBindings: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
    > | null;
  };
  readonly Mounts: readonly {
    readonly Type: string;
    readonly Source: string;
    readonly Destination: string;
    readonly RW: boolean;
  }[];
}

export interface ProjectContainer {
  readonly service: string;
  readonly inspected: InspectedContainer;
}

interface Listed {
  readonly Id: string;
  readonly Labels: Readonly<Record<string, string>>;
}

const projectLabel = 'com.docker.compose.project';
const serviceLabel = 'com.docker.compose.service';
const oneOffLabel = 'com.docker.compose.oneoff';

/** Those of `docker compose up`, stopped ones as well, by name; what `docker compose run` starts for a moment is left out. */
export async function projectContainers(engine: DockerEngine, project: string): Promise<readonly ProjectContainer[]> {
  const listed = await list(engine, `${projectLabel}=${project}`);
  const containers = await Promise.all(
    listed
      .filter(({ Labels }) => Labels[oneOffLabel] !== 'True')
      .map(async ({ Id, Labels }) => ({
        service: Labels[serviceLabel] ?? Id,
        inspected: (await engine.get(`/containers/${Id}/json`)) as InspectedContainer,
      })),
  );
  return containers.toSorted((a, b) => a.service.localeCompare(b.service));
}

/** Names of all compose projects that this engine has containers of. */
export async function composeProjects(engine: DockerEngine): Promise<readonly string[]> {
  const listed = await list(engine, projectLabel);
  return [...new Set(listed.flatMap(({ Labels }) => Labels[projectLabel] ?? []))].toSorted();
}

async function list(engine: DockerEngine, label: string): Promise<readonly Listed[]> {
  const query = new URLSearchParams({ all: '1', filters: JSON.stringify({ label: [label] }) });
  return (await engine.get(`/containers/json?${query}`)) as readonly Listed[];
}
