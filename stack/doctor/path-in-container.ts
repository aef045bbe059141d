import type { DockerEngine } from '../docker/docker-engine.ts';

export interface PathFacts {
  readonly ownerId: number;
  /** Permission bits. */
  readonly mode: number;
  readonly isFolder: boolean;
}

// POSIX tar: a block of 512 bytes before each file, numbers in octal.
const blockBytes = 512;
const fields = { mode: [100, 8], ownerId: [108, 8], sizeBytes: [124, 12], type: [156, 1] } as const;
// Extended attributes and the like come in a block of type x and its content, before the block that is wanted: a few hundred bytes.
const enoughBytes = 8 * 1024;

/**
 * Owner and mode of a path as a container sees it, of one that is stopped as well, from the beginning of the archive that the engine makes of it. Looking at the folder below
 * /var/lib/docker would need root, and a mount in a container.
 */
export async function pathInContainer(
  engine: Pick<DockerEngine, 'first'>,
  id: string,
  path: string,
): Promise<PathFacts> {
  const query = new URLSearchParams({ path });
  const archive = await engine.first(`/containers/${id}/archive?${query}`, enoughBytes);
  const header = fileHeader(archive);
  if (header === undefined) throw new Error(`the engine gave no archive of ${path}`);
  return {
    mode: octal(header, 'mode') & 0o7777,
    ownerId: octal(header, 'ownerId'),
    isFolder: field(header, 'type') === '5',
  };
}

function fileHeader(archive: Buffer): Buffer | undefined {
  let start = 0;
  while (archive.length - start >= blockBytes) {
    const header = archive.subarray(start, start + blockBytes);
    if (!['x', 'g'].includes(field(header, 'type'))) return header;
    start += blockBytes * (1 + Math.ceil(octal(header, 'sizeBytes') / blockBytes));
  }
  return undefined;
}

function octal(header: Buffer, name: keyof typeof fields): number {
  return Number.parseInt(field(header, name), 8);
}

function field(header: Buffer, name: keyof typeof fields): string {
  const [start, length] = fields[name];
  return header.toString('latin1', start, start + length).replace(/[\0 ]+$/, '');
}
