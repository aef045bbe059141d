import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DockerClient } from './docker-client.ts';
import { type ContextEntry, writeContext } from './image-context.ts';

export interface ImageBuild {
  readonly tag: string;
  readonly entries: readonly ContextEntry[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly platform: string;
  /** Another one than the engine's. */
  readonly isForeign: boolean;
  readonly modifiedSeconds: number;
}

/** Plain `docker build` on a folder with nothing but what the image needs: the classic builder and BuildKit do the same with it. */
export async function buildImage(
  docker: DockerClient,
  build: ImageBuild,
  onLine?: (line: string) => void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'otel-edge-image-'));
  try {
    const context = join(folder, 'context');
    await mkdir(context);
    await writeContext(context, build.entries, build.modifiedSeconds);
    await docker.run(buildArguments(build, context), onLine);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function buildArguments(build: Omit<ImageBuild, 'entries'>, context: string): readonly string[] {
  const { tag, labels = {}, buildArgs = {}, platform, isForeign, modifiedSeconds } = build;
  const given = Object.entries({
    ...buildArgs,
    // BuildKit takes the image's own time from it; the classic builder uses the clock and ignores it.
    SOURCE_DATE_EPOCH: `${modifiedSeconds}`,
  });
  return [
    'build',
    '--tag',
    tag,
    // Without it the engine's own platform: with it the classic builder would insist on it for the base image, too.
    ...(isForeign ? ['--platform', platform] : []),
    ...given.flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    context,
  ];
}
