import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * V8's flags for the service; package.json's `sensor` script repeats them, which a test checks.
 * Semi-space 1 MB: by default the young generation grows to 48 MB before it is looked at; 4 MB of anonymous memory less after 20 s
 * of pushes every second (33 -> 29 MB). Old space 32 MB: the heap is collected earlier (29 -> 26 MB); live data is 8 MB, and a
 * leak ends in a crash with a message instead of a device that thrashes. docs/decisions/0001-bundle.md.
 */
export const nodeFlags = ['--max-semi-space-size=1', '--max-old-space-size=32'] as const;

/**
 * Bundles the service into one file. Why a bundle and not type stripping at start: docs/decisions/0001-bundle.md.
 * @param outFile where to write it; its folder is created. The licences of what is in it go beside it.
 */
export async function buildSensor(outFile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('src/main.ts', import.meta.url))],
    outfile: outFile,
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
  });
}

if (import.meta.main) await buildSensor('dist/sensor.mjs');
