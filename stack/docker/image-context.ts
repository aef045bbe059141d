import { chmod, copyFile, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What `docker build` is given, by path inside the context. */
export type ContextEntry =
  | { readonly path: string; readonly from: string; readonly isExecutable?: boolean }
  | { readonly path: string; readonly text: string }
  /** An empty folder: a mount point, so that a volume gets its owner from it. */
  | { readonly path: string; readonly isFolder: true };

/**
 * Writes the entries below `folder`. Modes and times are set, so that equal inputs make equal layers on any machine and
 * whatever its umask.
 */
export async function writeContext(
  folder: string,
  entries: readonly ContextEntry[],
  modifiedSeconds: number,
): Promise<void> {
  for (const entry of entries) {
    const target = join(folder, entry.path);
    await mkdir('isFolder' in entry ? target : dirname(target), { recursive: true });
    if ('from' in entry) {
      await copyFile(entry.from, target);
      await chmod(target, entry.isExecutable === true ? 0o755 : 0o644);
    } else if ('text' in entry) {
      await writeFile(target, entry.text);
      await chmod(target, 0o644);
    }
  }
  await settle(folder, modifiedSeconds);
}

/** Folders after what is in them: writing there would change their time again. */
async function settle(folder: string, modifiedSeconds: number): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await settle(path, modifiedSeconds);
    else await utimes(path, modifiedSeconds, modifiedSeconds);
  }
  await chmod(folder, 0o755);
  await utimes(folder, modifiedSeconds, modifiedSeconds);
}
