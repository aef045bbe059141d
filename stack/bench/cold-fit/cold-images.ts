import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { dropCaches } from '../process/cold-cache.ts';

export interface Coldness {
  readonly dropped: boolean;
  /** Of the biggest file of each image, what is still in the page cache; null where nobody can say (fincore of util-linux). */
  readonly warmBytes: number | null;
}

const attempts = 3;

/**
 * Drops the page cache and looks whether it worked: pages that another container of the same image has mapped stay, and would not be
 * charged to the one that is measured.
 */
export async function makeCold(images: readonly string[]): Promise<Coldness> {
  const files = (await Promise.all(images.map(biggestFile))).filter((file) => file !== undefined);
  let coldness: Coldness = { dropped: false, warmBytes: null };
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const dropped = await dropCaches();
    coldness = { dropped, warmBytes: await cachedBytes(files) };
    if (!dropped || coldness.warmBytes === 0 || coldness.warmBytes === null) break;
    await sleep(1000); // a process that has just ended still holds its pages for a moment
  }
  return coldness;
}

/** Undefined where the layers cannot be reached: another machine's engine, or a containerd image store. */
async function biggestFile(image: string): Promise<string | undefined> {
  const format = '{{with .GraphDriver.Data}}{{.UpperDir}}:{{with .LowerDir}}{{.}}{{end}}{{end}}';
  const { stdout } = await promisify(execFile)('docker', ['image', 'inspect', '--format', format, image]).catch(() => ({
    stdout: '',
  }));
  let biggest: { readonly path: string; readonly size: number } | undefined;
  for (const folder of stdout.trim().split(':')) {
    if (!folder.startsWith('/')) continue;
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    for (const name of names) {
      const path = join(folder, name);
      const info = await stat(path).catch(() => undefined);
      if (info?.isFile() && info.size > (biggest?.size ?? 0)) biggest = { path, size: info.size };
    }
  }
  return biggest?.path;
}

async function cachedBytes(files: readonly string[]): Promise<number | null> {
  if (files.length === 0) return null;
  try {
    const { stdout } = await promisify(execFile)('fincore', ['--bytes', '--noheadings', '--output', 'RES', ...files]);
    return stdout
      .trim()
      .split(/\s+/)
      .reduce((sum, text) => sum + Number(text), 0);
  } catch {
    return null;
  }
}
