import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../stack-error.ts';
import { findChromium } from './find-chromium.ts';
import { openVmui } from './vmui-page.ts';

interface PictureOptions {
  readonly folder: string;
  readonly url: string;
  readonly range: string;
  readonly env: NodeJS.ProcessEnv;
}

const screens = [
  { suffix: '', widthPixels: 1200, heightPixels: 960 },
  { suffix: '-phone', widthPixels: 400, heightPixels: 860 },
];

/** One PNG per dashboard of vmui and screen; returns their paths. */
export async function takePictures({ folder, url, range, env }: PictureOptions): Promise<readonly string[]> {
  const chromium = await findChromium(env);
  if (chromium === undefined) {
    throw new StackError('ERR_UNAVAILABLE', 'no Chromium: install it (Debian: chromium), or set CHROMIUM_BIN to one');
  }
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const { suffix, ...size } of screens) {
    const vmui = await openVmui({ url, chromium, range, ...size });
    try {
      for (const title of await vmui.titles()) {
        const path = join(folder, `vmui-${title.toLowerCase()}${suffix}.png`);
        await vmui.open(title);
        await vmui.picture(path);
        paths.push(path);
      }
    } finally {
      await vmui.close();
    }
  }
  return paths;
}
