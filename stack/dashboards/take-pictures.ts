import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../stack-error.ts';
import { findChromium } from './find-chromium.ts';
import { openVmui } from './vmui-page.ts';

interface PictureOptions {
  readonly folder: string;
  readonly url: string;
  readonly range: string;
  /** Shown alone on the dashboards that are about one; undefined: all that there are. */
  readonly device?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

const screens = [
  // Two beside each other, twice.
  { suffix: '', widthPixels: 1200, heightPixels: 1500, panelCount: 4, titles: undefined },
  // All look alike there.
  { suffix: '-phone', widthPixels: 400, heightPixels: 860, panelCount: 3, titles: ['Device'] },
];

/** What Grafana opens with one device (`begin: 'one'`), and what is about the machine that the stack is on. */
const aboutOneDevice = ['Device', 'Budget'];

/** A PNG of each dashboard of vmui, and one of Device on a phone; returns their paths. */
export async function takePictures({ folder, url, range, device, env }: PictureOptions): Promise<readonly string[]> {
  const chromium = await findChromium(env);
  if (chromium === undefined) {
    throw new StackError('ERR_UNAVAILABLE', 'no Chromium: install it (Debian: chromium), or set CHROMIUM_BIN to one');
  }
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const { suffix, panelCount, titles, ...size } of screens) {
    const common = { url, chromium, range, ...size };
    const choices = device === undefined ? [common] : [{ ...common, device }, common];
    for (const choice of choices) {
      const isChosen = (title: string): boolean =>
        (titles?.includes(title) ?? true) &&
        (device === undefined || aboutOneDevice.includes(title) === 'device' in choice);
      const vmui = await openVmui(choice);
      try {
        for (const title of (await vmui.titles()).filter(isChosen)) {
          const path = join(folder, `vmui-${title.toLowerCase()}${suffix}.png`);
          await vmui.open(title);
          await vmui.picture(path, panelCount);
          paths.push(path);
        }
      } finally {
        await vmui.close();
      }
    }
  }
  return paths;
}
