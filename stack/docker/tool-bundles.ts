import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../sensor/build.ts';

/** Commands that a device without npm runs from the sensor's image, because that is where a node is: `docker compose --profile tools run --rm NAME`. */
export const containerTools = ['budget', 'doctor'] as const;

/** Bundles each into `folder`; returns the files, named as in the image. */
export function bundleTools(folder: string): Promise<readonly string[]> {
  return Promise.all(
    containerTools.map(async (name) => {
      const file = join(folder, `${name}.mjs`);
      await bundle({ file: fileURLToPath(new URL(`../${name}.ts`, import.meta.url)) }, file);
      // esbuild writes it only where there is a licence to be kept.
      await appendFile(`${file}.LEGAL.txt`, '');
      return file;
    }),
  );
}
