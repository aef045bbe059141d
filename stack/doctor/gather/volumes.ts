import type { ProjectContainer } from '../../docker/project-containers.ts';
import { pathInContainer } from '../path-in-container.ts';
import type { Surroundings } from '../surroundings.ts';

export interface VolumeFacts {
  readonly service: string;
  readonly path: string;
  readonly ownerId: number;
  /** Permission bits. */
  readonly mode: number;
  /** Of the service that writes there. */
  readonly userId: number;
}

/** The volumes that services write to. Root may write anywhere, so its volumes are not looked at. */
export async function readVolumes(
  containers: readonly ProjectContainer[],
  { engine }: Pick<Surroundings, 'engine'>,
): Promise<readonly VolumeFacts[]> {
  const volumes = containers.flatMap(({ service, inspected }) => {
    const userId = Number.parseInt(inspected.Config.User, 10);
    if (!(userId > 0)) return [];
    return inspected.Mounts.filter(({ Type, RW }) => Type === 'volume' && RW).map(({ Destination }) => ({
      service,
      id: inspected.Id,
      path: Destination,
      userId,
    }));
  });
  return Promise.all(
    volumes.map(async ({ service, id, path, userId }) => ({
      service,
      path,
      userId,
      ...(await pathInContainer(engine, id, path)),
    })),
  );
}
