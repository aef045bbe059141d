import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { docker } from './container.ts';
import { binaries, root } from './pipeline.ts';

const run = promisify(execFile);

/** What `npm run images` makes of this tree, without a registry: nothing is pulled in a test. */
export async function buildImages(): Promise<void> {
  const args = [join(root, 'stack', 'images.ts'), '--sensor-base', 'scratch', '--json'];
  await run(process.execPath, args, { cwd: root, maxBuffer: 16_000_000 });
}

export interface BareImages {
  readonly victoriaMetrics: string;
  readonly collector: string;
  remove(): Promise<void>;
}

/** Laid out like the official images: the binary under their name for it, and no folder for data. */
export async function importBareImages(): Promise<BareImages> {
  const { victoriaMetrics, collector } = await binaries();
  const tag = (name: string) => `otel-edge-test/${name}:${process.pid}`;
  const images = { victoriaMetrics: tag('victoria-metrics'), collector: tag('opentelemetry-collector-contrib') };
  await importBinary(victoriaMetrics.path, 'victoria-metrics-prod', images.victoriaMetrics);
  await importBinary(collector.path, 'otelcol-contrib', images.collector);
  return {
    ...images,
    remove: async () => void (await docker('rmi', images.victoriaMetrics, images.collector)),
  };
}

async function importBinary(path: string, name: string, tag: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'otel-edge-image-'));
  try {
    await copyFile(path, join(folder, name));
    await chmod(join(folder, name), 0o755);
    const archive = join(folder, 'image.tar');
    await run('tar', ['-C', folder, '-cf', archive, name]);
    await docker('import', '--change', `ENTRYPOINT ["/${name}"]`, archive, tag);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
