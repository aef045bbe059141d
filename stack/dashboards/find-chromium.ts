import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

// Debian's name, and what others call it.
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The browser of this machine, by CHROMIUM_BIN or on PATH; undefined where there is none. */
export async function findChromium({ CHROMIUM_BIN, PATH = '' }: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (CHROMIUM_BIN !== undefined && CHROMIUM_BIN.trim() !== '') return CHROMIUM_BIN;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}
