import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '../temp-dir.ts';

export interface Archived {
  readonly isFolder: boolean;
  readonly ownerId: number;
  readonly mode: number;
}

/** What the engine sends of a file, or of a folder with a file in it. */
export async function archiveOf({ isFolder, ownerId, mode }: Archived, format = 'ustar'): Promise<Buffer> {
  const folder = join(await tempDir(), 'volume');
  await mkdir(folder);
  await writeFile(join(folder, 'token'), 'x'.repeat(1_000));
  const what = isFolder ? '.' : 'token';
  await chmod(join(folder, what), mode);
  const comment = format === 'posix' ? ['--pax-option=comment=extended'] : [];
  return execFileSync('tar', ['-C', folder, `--owner=${ownerId}`, `--format=${format}`, ...comment, '-cf', '-', what]);
}
