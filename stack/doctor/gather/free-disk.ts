import { statfs } from 'node:fs/promises';

export interface DiskFacts {
  readonly path: string;
  readonly freeBytes: number;
}

/** What a process without privileges may still write there. */
export async function readFreeDisk(path: string): Promise<DiskFacts> {
  const { bavail, bsize } = await statfs(path);
  return { path, freeBytes: bavail * bsize };
}
