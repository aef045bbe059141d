import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectorRelease } from '../../binaries/release.ts';
import { resolveBinary } from '../../binaries/resolve-binary.ts';
import { tempDir } from '../temp-dir.ts';
import { component, recordingProgress } from './component-fixture.ts';
import { packRelease, releaseListener, serve } from './release-server.ts';

const release = collectorRelease('1.2.3');
const wanted = component({ release });

/** Without Go, from the given address. */
async function resolveFrom(url: string, signal = new AbortController().signal) {
  const cache = await tempDir();
  const result = resolveBinary(wanted, {
    env: { ...process.env, XDG_CACHE_HOME: cache, STACK_RELEASES_URL: url, OTELCOL_BIN: '' },
    platform: 'linux',
    arch: 'x64',
    progress: recordingProgress(),
    signal,
    findGo: async () => ({ usable: false, reason: 'there is no go on PATH' }),
    downloadIdleMillis: 200,
  });
  return { cache: join(cache, 'otel-edge'), result };
}

/** Whatever went wrong, nothing that could be taken for the binary is left. */
async function expectNothingUsable(cache: string): Promise<void> {
  const left = await readdir(cache);
  expect(left.filter((name) => !name.endsWith('.log'))).toEqual([]);
}

describe('a release', () => {
  test.each(['', '/'])('is downloaded, verified and unpacked (address ends in %j)', async (end) => {
    const url = await serve(releaseListener(release, await packRelease(release)));
    const { result, cache } = await resolveFrom(`${url}${end}`);
    const binary = await result;
    expect(binary).toMatchObject({ origin: 'downloaded', version: '1.2.3' });
    expect(await readFile(binary.path, 'utf8')).toContain('released');
    expect((await stat(binary.path)).mode & 0o111).toBe(0o111);
    expect(await readdir(cache)).toEqual(['otelcol-edge-1.2.3-linux-x64-release']);
  });

  test('is found behind a redirect, as GitHub answers', async () => {
    const published = await serve(releaseListener(release, await packRelease(release)));
    const url = await serve((request, response) => {
      response.writeHead(302, { location: `${published}${request.url}` }).end();
    });
    await expect((await resolveFrom(url)).result).resolves.toMatchObject({ origin: 'downloaded' });
  });

  test('is not used when its checksum is another', async () => {
    const published = await packRelease(release);
    const checksums = published.checksums.replace(/[0-9a-f]{64}(?= {2}otelcol)/, 'f'.repeat(64));
    const { result, cache } = await resolveFrom(await serve(releaseListener(release, { ...published, checksums })));
    await expect(result).rejects.toMatchObject({
      code: 'ERR_UNAVAILABLE',
      message: expect.stringContaining(`published is ${'f'.repeat(64)}: not used`),
    });
    await expectNothingUsable(cache);
  });

  test('is not used when the checksums do not name it', async () => {
    const published = await packRelease(release);
    const { result, cache } = await resolveFrom(
      await serve(releaseListener(release, { ...published, checksums: `${'0'.repeat(64)}  other.tar.gz\n` })),
    );
    await expect(result).rejects.toThrow('has no checksum for otelcol-contrib_1.2.3_linux_amd64.tar.gz');
    await expectNothingUsable(cache);
  });

  test('that is not there is told with address and status', async () => {
    const url = await serve((_request, response) => response.writeHead(404).end());
    const { result, cache } = await resolveFrom(url);
    await expect(result).rejects.toThrow(
      `${url}/${release.folder}/${release.checksums({ os: 'linux', arch: 'amd64' })}: HTTP 404`,
    );
    await expectNothingUsable(cache);
  });

  test('that breaks off is told and leaves nothing', async () => {
    const published = await packRelease(release);
    const whole = releaseListener(release, published);
    const url = await serve((request, response) => {
      if (!request.url?.endsWith('.tar.gz')) return whole(request, response);
      response.writeHead(200, { 'content-length': published.archive.length });
      response.write(published.archive.subarray(0, 20), () => response.destroy());
    });
    const { result, cache } = await resolveFrom(url);
    await expect(result).rejects.toMatchObject({ code: 'ERR_UNAVAILABLE' });
    await expectNothingUsable(cache);
  });

  test.each(['checksums', 'archive'])('whose server hangs at the %s is given up after the silence', async (what) => {
    const whole = releaseListener(release, await packRelease(release));
    const url = await serve((request, response) => {
      if (what === 'checksums' || request.url?.endsWith('.tar.gz')) return;
      whole(request, response);
    });
    const { result, cache } = await resolveFrom(url);
    await expect(result).rejects.toThrow('nothing received for 0.2 s');
    await expectNothingUsable(cache);
  });

  test('whose server is not there is told with the reason', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await new Promise((resolve) => server.close(resolve));
    await expect((await resolveFrom(`http://127.0.0.1:${port}`)).result).rejects.toThrow('ECONNREFUSED');
  });

  test('is broken off by an interruption, which is not told as a fault of the server', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    const { result, cache } = await resolveFrom(url, controller.signal);
    await expect(result).rejects.toMatchObject({ code: 'ERR_INTERRUPTED' });
    await expectNothingUsable(cache);
  });
});
