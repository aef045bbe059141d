import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** What .env says; without one, nothing. */
export async function readDotEnv(projectFolder: string): Promise<NodeJS.ProcessEnv> {
  const text = await readFile(join(projectFolder, '.env'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return parseEnv(text);
}
