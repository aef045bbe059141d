import { inStep } from '../binaries/build-context.ts';
import type { Progress } from '../progress.ts';
import { errorText, StackError } from '../stack-error.ts';
import type { DockerClient } from './docker-client.ts';
import type { SensorBase } from './image-options.ts';
import type { ImagePlatform } from './image-platform.ts';
import { buildLocalNodeBase } from './local-node-base.ts';

export interface SensorBaseOptions {
  readonly wanted: SensorBase;
  readonly root: string;
  readonly platform: ImagePlatform;
  /** Another platform than the engine's. */
  readonly isForeign: boolean;
  readonly nodeVersion: string;
  readonly modifiedSeconds: number;
}

export interface SensorBaseDeps {
  readonly docker: DockerClient;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Of the official images the one whose libraries this project's other images are tried with; its shell and its npm stay behind. */
export function officialBase(nodeVersion: string): string {
  return `node:${nodeVersion}-bookworm-slim`;
}

/** An image of the platform with node in /usr/local/bin and Debian's libraries, there to be copied from. */
export async function provideSensorBase(options: SensorBaseOptions, deps: SensorBaseDeps): Promise<string> {
  const { wanted } = options;
  if (wanted.kind === 'scratch') return local(options, deps);
  const image = wanted.kind === 'image' ? wanted.image : officialBase(options.nodeVersion);
  try {
    return await pulled(image, options, deps);
  } catch (error) {
    deps.signal.throwIfAborted();
    const reason = `${image} is not to be had (${lastLine(error)})`;
    if (wanted.kind === 'image') throw new StackError('ERR_UNAVAILABLE', reason, { cause: error });
    deps.progress.note(`${reason}: node and its libraries come from this machine`);
    return local(options, deps);
  }
}

async function pulled(
  image: string,
  options: SensorBaseOptions,
  { docker, progress }: SensorBaseDeps,
): Promise<string> {
  const { platform } = options;
  // One name holds one platform at a time in the engine's store.
  const present = await docker.read(['image', 'inspect', '--format', '{{.Architecture}}', image]).catch(() => '');
  if (present === platform.arch) return image;
  const step = progress.step(`sensor: pulling ${image} for ${platform.name}`);
  await inStep(step, (onLine) => docker.run(['pull', '--platform', platform.name, image], onLine));
  return image;
}

async function local(options: SensorBaseOptions, { docker, progress }: SensorBaseDeps): Promise<string> {
  const { root, platform, isForeign, nodeVersion, modifiedSeconds } = options;
  const tag = `otel-edge/node-base:${nodeVersion}${isForeign ? `-${platform.arch}` : ''}`;
  const step = progress.step(`sensor: ${tag} from this machine's node and libraries`);
  await inStep(step, (onLine) =>
    buildLocalNodeBase(docker, { root, platform, isForeign, tag, modifiedSeconds }, onLine),
  );
  return tag;
}

function lastLine(error: unknown): string {
  if (error instanceof StackError) return error.message;
  const lines = error instanceof Error && 'lastLines' in error && Array.isArray(error.lastLines) ? error.lastLines : [];
  return String(lines.at(-1) ?? errorText(error));
}
