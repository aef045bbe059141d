import { diskReadAhead, harmlessReadAheadKilobytes, usualReadAheadKilobytes } from '../cgroup/read-ahead.ts';
import type { DockerEngine } from '../docker/docker-engine.ts';

/** Undefined where the disk's read-ahead does no harm, or nobody can say (in a container, on another machine). */
export async function readAheadNote(engine: Pick<DockerEngine, 'get'>, sysRoot = '/sys'): Promise<string | undefined> {
  const { DockerRootDir: folder } = (await engine.get('/info')) as { readonly DockerRootDir?: string };
  const disk = folder === undefined ? undefined : await diskReadAhead(folder, sysRoot);
  if (disk === undefined || disk.kilobytes <= harmlessReadAheadKilobytes) return undefined;
  const { kilobytes, file } = disk;
  return `this disk reads ${kilobytes} KiB ahead, and all of that counts against the limits: after a reboot a service can thrash that fits with the usual ${usualReadAheadKilobytes}. Set it at each boot: echo ${usualReadAheadKilobytes} | sudo tee ${file}`;
}
