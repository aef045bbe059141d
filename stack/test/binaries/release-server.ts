import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import type { Release } from '../../binaries/release.ts';
import { tempDir } from '../temp-dir.ts';

export const target = { os: 'linux', arch: 'amd64' } as const;

export interface PublishedRelease {
  readonly archive: Buffer;
  readonly checksums: string;
}

/** An archive as the projects publish it: the binary among other files. */
export async function packRelease(release: Release): Promise<PublishedRelease> {
  const folder = await tempDir();
  await writeFile(join(folder, release.member), '#!/bin/sh\necho released\n');
  await chmod(join(folder, release.member), 0o755);
  await writeFile(join(folder, 'README.md'), 'not wanted');
  const archiveFile = join(folder, 'archive.tar.gz');
  await promisify(execFile)('tar', ['-czf', archiveFile, '-C', folder, release.member, 'README.md']);
  const archive = await readFile(archiveFile);
  const sum = createHash('sha256').update(archive).digest('hex');
  return { archive, checksums: `${'0'.repeat(64)}  other.tar.gz\n${sum}  ${release.archive(target)}\n` };
}

/** Serves on a free port until the test is over. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** The layout of the release pages; anything else is 404. */
export function releaseListener(release: Release, { archive, checksums }: PublishedRelease): RequestListener {
  return (request, response) => {
    if (request.url === `/${release.folder}/${release.archive(target)}`) response.end(archive);
    else if (request.url === `/${release.folder}/${release.checksums(target)}`) response.end(checksums);
    else response.writeHead(404).end('Not Found');
  };
}
