import { chmod, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildContext, inStep } from './build-context.ts';
import type { Component } from './component.ts';
import { type DownloadLimits, download, downloadText } from './download.ts';
import { parseChecksum, type ReleaseTarget } from './release.ts';

// otelcol-contrib 0.136 was about 85 MB packed; ten minutes for the bound is 0.7 MB/s.
const archiveLimits: DownloadLimits = { maxBytes: 400_000_000, totalMillis: 600_000, idleMillis: 30_000 };
const checksumsLimits: DownloadLimits = { maxBytes: 1_000_000, totalMillis: 60_000, idleMillis: 30_000 };

/** The archive or its checksums are not what the project published. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}

export interface ReleaseOptions {
  readonly releasesUrl: string;
  readonly target: ReleaseTarget;
  readonly signal: AbortSignal;
  /** Replaces both silences, for tests. */
  readonly idleMillis?: number;
}

/** Leaves the verified binary at `context.outFile`. */
export async function installRelease(
  component: Component,
  context: BuildContext,
  options: ReleaseOptions,
): Promise<void> {
  const { release } = component;
  if (release === undefined) throw new ReleaseError(`${component.name} is published nowhere`);
  const archive = release.archive(options.target);
  const base = `${options.releasesUrl.replace(/\/+$/, '')}/${release.folder}`;
  const idle = options.idleMillis === undefined ? {} : { idleMillis: options.idleMillis };
  const archiveFile = join(context.folder, archive);
  const step = context.progress.step(`${component.name} ${component.version}: downloading its release`);
  await inStep(step, async (tell) => {
    const checksumsUrl = `${base}/${release.checksums(options.target)}`;
    const checksums = await downloadText(checksumsUrl, { ...checksumsLimits, ...idle, signal: options.signal });
    const expected = parseChecksum(checksums, archive);
    if (expected === undefined) throw new ReleaseError(`${checksumsUrl} has no checksum for ${archive}`);
    const onProgress = (received: number, total?: number): void => tell(`${archive} ${megabytes(received, total)}`);
    const limits = { ...archiveLimits, ...idle, signal: options.signal, onProgress };
    const actual = await download(`${base}/${archive}`, archiveFile, limits);
    if (actual !== expected) {
      throw new ReleaseError(`${base}/${archive} has SHA-256 ${actual}, published is ${expected}: not used`);
    }
    // Only the wanted member, by the system's tar: nothing else of the archive reaches the disk.
    await context.run('tar', ['-xzf', archiveFile, '-C', context.folder, release.member], {
      cwd: context.folder,
      env: context.env,
    });
    await chmod(join(context.folder, release.member), 0o755);
    await rename(join(context.folder, release.member), context.outFile);
  });
}

function megabytes(received: number, total: number | undefined): string {
  const inMegabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return `${inMegabytes(received)}${total === undefined ? '' : ` of ${inMegabytes(total)}`} MB`;
}
