import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorText, StackError } from '../stack-error.ts';
import { buildImage } from './build-image.ts';
import type { DockerClient } from './docker-client.ts';
import { readElf } from './elf.ts';
import type { ContextEntry } from './image-context.ts';
import type { DebianLibraries, ImagePlatform } from './image-platform.ts';

export interface LocalNodeBase {
  readonly root: string;
  readonly platform: ImagePlatform;
  /** Another platform than the engine's. */
  readonly isForeign: boolean;
  readonly tag: string;
  readonly modifiedSeconds: number;
}

/**
 * The way without a registry: an image with the node of `npm ci` and this machine's C libraries, at the places where the official
 * image has them. So sensor/Dockerfile need not know which of the two it is given.
 */
export async function buildLocalNodeBase(
  docker: DockerClient,
  { root, platform, isForeign, tag, modifiedSeconds }: LocalNodeBase,
  onLine?: (line: string) => void,
): Promise<void> {
  if (platform.libraries === undefined) throw new StackError('ERR_USAGE', `there is no Node 24 for ${platform.name}`);
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  await requireArch(node, platform);
  const libraries = parseLdd(await ldd(node));
  const entries = baseEntries(node, libraries, platform.libraries);
  await buildImage(docker, { tag, entries, platform: platform.name, isForeign, modifiedSeconds }, onLine);
}

/** The version that package.json pins, which is what `npm ci` brings. */
export async function pinnedNodeVersion(root: string): Promise<string> {
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const version = dependencies['node'] ?? '';
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new StackError('ERR_CONFIG', 'package.json: node must be pinned exactly');
  return version;
}

async function requireArch(node: string, platform: ImagePlatform): Promise<void> {
  const elf = await readElf(node).catch((error: unknown) => {
    throw new StackError('ERR_UNAVAILABLE', `${errorText(error)}; was npm ci run?`, { cause: error });
  });
  if (elf?.arch === platform.nodeArch) return;
  throw new StackError(
    'ERR_UNAVAILABLE',
    `the sensor image for ${platform.name} without a registry can only be built on a Linux machine of that kind: the node of npm ci is for ${elf?.arch ?? process.platform}, and so are this machine's libraries`,
  );
}

function baseEntries(
  node: string,
  libraries: readonly string[],
  { triplet }: DebianLibraries,
): readonly ContextEntry[] {
  return [
    { path: 'Dockerfile', text: 'FROM scratch\nCOPY rootfs /\n' },
    { path: 'rootfs/usr/local/bin/node', from: node, isExecutable: true },
    ...libraries.map((path) => ({
      path: join('rootfs', 'usr', 'lib', triplet, basename(path)),
      from: path,
      isExecutable: true,
    })),
  ];
}

/** The files that the loader would map, itself included; the vDSO is the kernel's and no file. */
export function parseLdd(text: string): readonly string[] {
  const missing = /^\s*(\S+) => not found/m.exec(text)?.[1];
  if (missing !== undefined) throw new StackError('ERR_UNAVAILABLE', `node needs ${missing}, which this machine lacks`);
  const paths = text.split('\n').flatMap((line) => /(?:^\s*|=> )(\/\S+) \(0x[0-9a-f]+\)/.exec(line)?.[1] ?? []);
  if (!paths.some((path) => /\/libc\.so\.6$/.test(path))) {
    throw new StackError(
      'ERR_UNAVAILABLE',
      'the libraries of node could not be found: ldd of a glibc system is needed',
    );
  }
  return paths;
}

function ldd(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('ldd', [file], (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new StackError('ERR_UNAVAILABLE', `ldd ${file}: ${errorText(error)}`, { cause: error }));
    });
  });
}
