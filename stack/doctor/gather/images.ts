import type { ProjectContainer } from '../../docker/project-containers.ts';
import type { Surroundings } from '../surroundings.ts';

export interface ImageFacts {
  readonly service: string;
  /** amd64, arm64, arm. */
  readonly arch: string;
}

export function readImages(
  containers: readonly ProjectContainer[],
  { engine }: Pick<Surroundings, 'engine'>,
): Promise<readonly ImageFacts[]> {
  return Promise.all(
    containers.map(async ({ service, inspected }) => {
      const image = (await engine.get(`/images/${inspected.Image}/json`)) as { readonly Architecture?: string };
      return { service, arch: image.Architecture ?? '' };
    }),
  );
}
