import type { DockerEngine } from '../../docker/docker-engine.ts';

/** Where the engine keeps images, and so the binaries that it starts. */
export async function dockerFolder(engine: DockerEngine): Promise<string> {
  return ((await engine.get('/info')) as { readonly DockerRootDir: string }).DockerRootDir;
}
