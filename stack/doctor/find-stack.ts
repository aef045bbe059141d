import { hostname } from 'node:os';
import { usageError } from '../command-line.ts';
import { projectName } from '../compose/project-name.ts';
import { composeProjects, type ProjectContainer, projectContainers } from '../docker/project-containers.ts';
import type { StackConfig } from '../native/stack-config.ts';
import type { DoctorOptions } from './doctor-options.ts';
import { composeEndpoints, type Endpoints, nativeEndpoints } from './endpoints.ts';
import { type Fact, factOf, known, unknown, valueFrom } from './fact.ts';
import type { Mode } from './facts.ts';
import { readServices, type ServiceFacts, variableOf } from './gather/containers.ts';
import { type EngineFacts, readEngine } from './gather/engine.ts';
import { isNativeRunning, readNativeServices } from './gather/native-services.ts';
import type { Surroundings } from './surroundings.ts';

/** What runs here, and where it can be asked. */
export interface FoundStack {
  readonly mode: Mode;
  readonly project: string;
  readonly engine: Fact<EngineFacts> | undefined;
  readonly otherProjects: readonly string[];
  readonly containers: readonly ProjectContainer[];
  /** What compose wrote on them; the same on each where it is about the project. */
  readonly labels: Readonly<Record<string, string>>;
  readonly services: Fact<readonly ServiceFacts[]> | undefined;
  readonly endpoints: Endpoints;
  /** host_name of what this device stores. */
  readonly deviceName: string;
  /** SENSOR_SOURCE; undefined: the recording that `npm start` plays by itself. */
  readonly source: string | undefined;
}

export interface Place {
  readonly surroundings: Surroundings;
  readonly config: StackConfig;
  readonly dotEnv: Fact<NodeJS.ProcessEnv>;
}

const nowhere: Endpoints = { store: undefined, otlp: undefined, sensor: undefined, grafana: undefined };

/** Containers come first: an `npm start` beside them would have had to take other ports. */
export async function findStack({ way, project: wanted }: DoctorOptions, place: Place): Promise<FoundStack> {
  const { surroundings, config, dotEnv } = place;
  const variables = { ...valueFrom(dotEnv), ...surroundings.env };
  const project = projectName(wanted, variables, usageError(''));
  if (way === 'native') return nativeStack(project, place);
  const engine = await factOf(() => readEngine(surroundings.engine));
  const listed = engine.isKnown
    ? await factOf(() => projectContainers(surroundings.engine, project))
    : unknown(engine.why);
  const containers = valueFrom(listed) ?? [];
  if (containers.length > 0) return composeStack({ project, engine, containers, variables }, surroundings);
  if (way === undefined && (await isNativeRunning(config.dataDir, surroundings.procRoot)))
    return nativeStack(project, place);
  return {
    // Asked for, and not even to be seen: then the engine is what is wrong.
    mode: way === 'compose' && !listed.isKnown ? 'compose' : 'nothing',
    project,
    engine,
    otherProjects: engine.isKnown ? await composeProjects(surroundings.engine).catch(() => []) : [],
    containers: [],
    labels: {},
    services: undefined,
    endpoints: nowhere,
    deviceName: hostname(),
    source: configuredSource(variables),
  };
}

interface ComposeParts extends Pick<FoundStack, 'project' | 'engine' | 'containers'> {
  readonly variables: NodeJS.ProcessEnv;
}

async function composeStack(
  { project, engine, containers, variables }: ComposeParts,
  surroundings: Surroundings,
): Promise<FoundStack> {
  const services = await factOf(() => readServices(containers, surroundings));
  const variable = (service: string, name: string): string => {
    const container = containers.find((candidate) => candidate.service === service);
    return container === undefined ? '' : variableOf(container.inspected, name);
  };
  return {
    mode: 'compose',
    project,
    engine,
    otherProjects: [],
    containers,
    labels: containers[0]?.inspected.Config.Labels ?? {},
    services,
    endpoints: composeEndpoints(valueFrom(services) ?? [], surroundings.isInside),
    deviceName: variable('otel-collector', 'COLLECTOR_HOST_NAME') || hostname(),
    source: variable('sensor', 'SENSOR_SOURCE') || configuredSource(variables),
  };
}

async function nativeStack(project: string, { surroundings, config }: Place): Promise<FoundStack> {
  return {
    mode: 'native',
    project,
    engine: undefined,
    otherProjects: [],
    containers: [],
    labels: {},
    services: known(await readNativeServices(config)),
    endpoints: nativeEndpoints(config),
    deviceName: hostname(),
    source: surroundings.env['SENSOR_SOURCE']?.trim() || undefined,
  };
}

/** As docker-compose.yml has it. */
function configuredSource({ SENSOR_SOURCE: source = '' }: NodeJS.ProcessEnv): string {
  return source.trim() || 'auto';
}
