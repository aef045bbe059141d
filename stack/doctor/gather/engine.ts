import type { DockerEngine } from '../../docker/docker-engine.ts';
import type { Surroundings } from '../surroundings.ts';

export interface EngineFacts {
  readonly version: string;
  /** As images say it: amd64, arm64, arm. */
  readonly arch: string;
  readonly limitsMemory: boolean;
  readonly limitsSwap: boolean;
  readonly cgroupVersion: string;
  readonly rootFolder: string;
  /** The machine's name, which a container does not know. */
  readonly hostName: string;
}

interface Version {
  readonly Version?: string;
  readonly Arch?: string;
}

interface Info {
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly CgroupVersion?: string;
  readonly DockerRootDir?: string;
  readonly Name?: string;
}

export async function readEngine(engine: DockerEngine): Promise<EngineFacts> {
  const [version, info] = (await Promise.all([engine.get('/version'), engine.get('/info')])) as [Version, Info];
  return {
    version: version.Version ?? '',
    arch: version.Arch ?? '',
    limitsMemory: info.MemoryLimit ?? true,
    limitsSwap: info.SwapLimit ?? true,
    cgroupVersion: info.CgroupVersion ?? '',
    rootFolder: info.DockerRootDir ?? '',
    hostName: info.Name ?? '',
  };
}

const versionLabel = 'com.docker.compose.version';

/** Of the plugin that is installed; in a container the one that made the containers. Empty: docker is here, and has no Compose 2. */
export async function readComposeVersion(
  { run, isInside }: Pick<Surroundings, 'run' | 'isInside'>,
  labels: Readonly<Record<string, string>>,
): Promise<string> {
  if (!isInside && (await run('docker', ['--version']).catch(() => '')) !== '') {
    return run('docker', ['compose', 'version', '--short']).catch(() => '');
  }
  const label = labels[versionLabel];
  if (label !== undefined) return label;
  throw new Error('there is no docker command here to ask');
}
