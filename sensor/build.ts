import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/**
 * V8's flags for the service; package.json's `sensor` script repeats them, which a test checks. docs/decisions/0001-bundle.md has
 * the measurement. Semi-space 1 MB: by default the young generation grows to many times that before it is looked at.
 * Old space 32 MB: the heap is collected earlier; live data is 12 MB, and a leak ends in a crash with a message instead of
 * a device that thrashes. --expose-gc: heap-keeper.ts says what for.
 */
export const nodeFlags = ['--max-semi-space-size=1', '--max-old-space-size=32', '--expose-gc'] as const;

const sensorEntry = fileURLToPath(new URL('src/main.ts', import.meta.url));
const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles the service into one file. Why a bundle and not type stripping at start: docs/decisions/0001-bundle.md.
 * @param outFile where to write it; its folder is created. The licences of what is in it go beside it.
 */
export function buildSensor(outFile: string): Promise<void> {
  return bundle({ file: sensorEntry }, outFile);
}

/** The same for another program, so that a benchmark compares what was built alike. */
export async function bundle(
  entry: { readonly file: string } | { readonly contents: string },
  outFile: string,
): Promise<void> {
  await build({ ...options, ...entryOptions(entry), outfile: outFile });
}

const options: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // Names stay, for stack traces that can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  // Koa's dependencies bring three copies of a table of 2,500 media types, of which /sensor and /metrics need two: one copy does.
  alias: { 'mime-db': fileURLToPath(import.meta.resolve('mime-db/db.json')) },
  // CommonJS dependencies of Koa call require() for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
};

function entryOptions(entry: { readonly file: string } | { readonly contents: string }): BuildOptions {
  if ('file' in entry) return { entryPoints: [entry.file] };
  return { stdin: { contents: entry.contents, resolveDir: projectFolder, loader: 'js' } };
}

if (import.meta.main) await buildSensor('dist/sensor.mjs');
