import { readContainer } from '../../budget/read-container.ts';
import type { InspectedContainer, ProjectContainer } from '../../docker/project-containers.ts';
import { guardsOf, type PortBinding } from '../port-binding.ts';
import type { Surroundings } from '../surroundings.ts';

/** A component, however it is run. What only containers have is undefined for a plain process. */
export interface ServiceFacts {
  readonly name: string;
  readonly isUp: boolean;
  /** running, restarting, exited, created, ...; `not answering` for a plain process. */
  readonly state: string;
  /** What the engine or the probe said of it; empty: nothing. */
  readonly error: string;
  readonly exitCode: number | undefined;
  readonly restarts: number;
  readonly startedAtMillis: number | undefined;
  readonly wasKilledForMemory: boolean;
  /** healthy, unhealthy, starting; undefined: nobody checks it. */
  readonly health: string | undefined;
  /** What the last health check said. */
  readonly healthOutput: string;
  /** 0: none. */
  readonly memoryLimitBytes: number | undefined;
  readonly bindings: readonly PortBinding[];
}

export function readServices(
  containers: readonly ProjectContainer[],
  { engine, cgroupRoot }: Pick<Surroundings, 'engine' | 'cgroupRoot'>,
): Promise<readonly ServiceFacts[]> {
  return Promise.all(
    containers.map(async ({ service, inspected }) => {
      const memory = inspected.State.Pid === 0 ? undefined : await readContainer(engine, inspected.Id, cgroupRoot);
      return serviceFacts(service, inspected, memory?.oomKills ?? 0);
    }),
  );
}

function serviceFacts(name: string, inspected: InspectedContainer, oomKills: number): ServiceFacts {
  const { State, RestartCount, HostConfig } = inspected;
  const isUp = State.Status === 'running';
  const startedAtMillis = Date.parse(State.StartedAt);
  return {
    name,
    isUp,
    state: State.Status,
    error: State.Error,
    exitCode: State.ExitCode,
    restarts: RestartCount,
    startedAtMillis: isUp && Number.isFinite(startedAtMillis) ? startedAtMillis : undefined,
    wasKilledForMemory: State.OOMKilled || oomKills > 0,
    health: State.Health?.Status,
    healthOutput: State.Health?.Log?.at(-1)?.Output.trim() ?? '',
    memoryLimitBytes: HostConfig.Memory,
    bindings: bindingsOf(name, inspected),
  };
}

function bindingsOf(service: string, inspected: InspectedContainer): readonly PortBinding[] {
  const guards = guardsOf((variable) => variableOf(inspected, variable));
  return Object.entries(inspected.HostConfig.PortBindings ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => ({
      service,
      servicePort: Number.parseInt(port, 10),
      hostAddress: HostIp,
      hostPort: Number(HostPort),
      ...guards,
    })),
  );
}

/** Of a container's environment; empty: unset. */
export function variableOf({ Config }: InspectedContainer, name: string): string {
  const entry = Config.Env.find((text) => text.startsWith(`${name}=`));
  return entry?.slice(name.length + 1).trim() ?? '';
}
