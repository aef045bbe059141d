import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSensor } from '../../sensor/build.ts';

/** Bundles the sensor as it stands in the tree. By renames, so that another run never starts half a file. */
export async function bundleSensor(root: string): Promise<string> {
  const dist = join(root, 'dist');
  await mkdir(dist, { recursive: true });
  const unfinished = await mkdtemp(join(dist, 'sensor-'));
  try {
    await buildSensor(join(unfinished, 'sensor.mjs'));
    // With the licences of what is in it beside it.
    for (const name of await readdir(unfinished)) await rename(join(unfinished, name), join(dist, name));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return join(dist, 'sensor.mjs');
}

export async function sensorVersion(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
