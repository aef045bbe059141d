import { relative } from 'node:path';
import { readDotEnv } from '../../compose/dot-env.ts';
import { readCompose, type Service } from '../../compose/read-compose.ts';
import { guardsOf, type PortBinding, parsePortBinding } from '../port-binding.ts';
import type { Surroundings } from '../surroundings.ts';

/** A service that `docker compose up` would start. */
export interface ExpectedService {
  readonly name: string;
  readonly bindings: readonly PortBinding[];
}

type Place = Pick<Surroundings, 'projectFolder' | 'env'>;

/**
 * As compose reads the files, with the shell's variables above those of .env.
 * @param labels of a container: which files it was made from, wherever the folder was then. Without: COMPOSE_FILE.
 */
export async function readExpectedServices(
  { projectFolder, env }: Place,
  labels: Readonly<Record<string, string>> = {},
): Promise<readonly ExpectedService[]> {
  const variables = { ...(await readDotEnv(projectFolder)), ...env };
  const files = filesOf(labels) ?? filesFrom(variables) ?? ['docker-compose.yml'];
  const { services } = await readCompose(projectFolder, files, variables);
  return Object.entries(services).map(([name, service]) => ({ name, bindings: bindingsOf(name, service) }));
}

function filesOf(labels: Readonly<Record<string, string>>): readonly string[] | undefined {
  const files = labels['com.docker.compose.project.config_files'];
  const folder = labels['com.docker.compose.project.working_dir'];
  if (files === undefined || folder === undefined) return undefined;
  return files.split(',').map((file) => relative(folder, file));
}

function filesFrom({ COMPOSE_FILE: text = '' }: NodeJS.ProcessEnv): readonly string[] | undefined {
  const files = text.split(':').filter((file) => file.trim() !== '');
  return files.length === 0 ? undefined : files;
}

function bindingsOf(name: string, service: Service): readonly PortBinding[] {
  const { ports, environment } = service as { ports?: unknown; environment?: Readonly<Record<string, unknown>> };
  if (!Array.isArray(ports)) return [];
  const guards = guardsOf((variable) => environment?.[variable]);
  return ports.flatMap((text: unknown) => parsePortBinding(name, String(text), guards) ?? []);
}
