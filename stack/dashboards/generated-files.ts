import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface GeneratedFile {
  /** Below the root. */
  readonly path: string;
  readonly text: string;
}

/** Folders that hold generated JSON files and nothing else of that kind. */
export type GeneratedFolders = Readonly<Record<string, readonly GeneratedFile[]>>;

/** One line per file that is not as it should be: what it is, and its path. */
export async function differences(root: string, folders: GeneratedFolders): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [folder, files] of Object.entries(folders)) {
    for (const { path, text } of files) {
      const found = await readFile(join(root, path), 'utf8').catch(missing);
      if (found === undefined) lines.push(`new: ${path}`);
      else if (found !== text) lines.push(`differs: ${path}`);
    }
    for (const path of await superfluous(root, folder, files)) lines.push(`superfluous: ${path}`);
  }
  return lines;
}

export async function writeFiles(root: string, folders: GeneratedFolders): Promise<void> {
  for (const [folder, files] of Object.entries(folders)) {
    await mkdir(join(root, folder), { recursive: true });
    for (const path of await superfluous(root, folder, files)) await rm(join(root, path));
    for (const { path, text } of files) await writeFile(join(root, path), text);
  }
}

async function superfluous(root: string, folder: string, files: readonly GeneratedFile[]): Promise<readonly string[]> {
  const names = (await readdir(join(root, folder)).catch(missing)) ?? [];
  const paths = names.filter((name) => name.endsWith('.json')).map((name) => `${folder}/${name}`);
  return paths.filter((path) => !files.some((file) => file.path === path)).sort();
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
