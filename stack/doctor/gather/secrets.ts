import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import type { ProjectContainer } from '../../docker/project-containers.ts';
import { type Fact, factOf } from '../fact.ts';
import { type PathFacts, pathInContainer } from '../path-in-container.ts';
import type { SecretFile } from '../secret-files.ts';
import type { Surroundings } from '../surroundings.ts';

export interface SecretFacts extends SecretFile {
  /** Undefined: it is not there. */
  readonly file: Fact<PathFacts | undefined>;
}

export interface SecretsDeps extends Pick<Surroundings, 'engine' | 'projectFolder' | 'isInside'> {
  readonly containers: readonly ProjectContainer[];
  /** The project's folder as the engine's machine has it. */
  readonly hostFolder: string;
}

/** Each file as its owner and mode are here; from inside, where it cannot be seen, as a container sees it that has it mounted. */
export function readSecrets(files: readonly SecretFile[], deps: SecretsDeps): Promise<readonly SecretFacts[]> {
  return Promise.all(
    files.map(async (secret) => {
      const path = isAbsolute(secret.path) ? secret.path : join(deps.projectFolder, secret.path);
      return { ...secret, file: await factOf(() => lookAt(path, deps)) };
    }),
  );
}

async function lookAt(path: string, deps: SecretsDeps): Promise<PathFacts | undefined> {
  if (!deps.isInside) return statOf(path);
  return (await statOf(path).catch(() => undefined)) ?? mounted(path, deps);
}

async function statOf(path: string): Promise<PathFacts | undefined> {
  try {
    const info = await stat(path);
    return { ownerId: info.uid, mode: info.mode & 0o7777, isFolder: info.isDirectory() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function mounted(path: string, { engine, containers, projectFolder, hostFolder }: SecretsDeps): Promise<PathFacts> {
  const below = relative(projectFolder, path);
  const onHost = below.startsWith('..') ? path : join(hostFolder, below);
  for (const { inspected } of containers) {
    for (const { Source, Destination } of inspected.Mounts) {
      if (onHost !== Source && !onHost.startsWith(`${Source}/`)) continue;
      return pathInContainer(engine, inspected.Id, join(Destination, relative(Source, onHost)));
    }
  }
  throw new Error('it cannot be seen from in here');
}
