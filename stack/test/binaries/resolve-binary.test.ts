import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtEntry, releaseEntry } from '../../binaries/cache.ts';
import type { Component } from '../../binaries/component.ts';
import { resolveBinary } from '../../binaries/resolve-binary.ts';
import { tempDir } from '../temp-dir.ts';
import { component, recordingProgress } from './component-fixture.ts';

async function executable(path: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, 0o755);
  return path;
}

interface Setup {
  readonly cache: string;
  readonly go?: boolean;
  readonly own?: string;
  readonly platform?: string;
  readonly wanted?: Component;
}

function resolve({ cache, go = true, own = '', platform = 'linux', wanted = component() }: Setup) {
  return resolveBinary(wanted, {
    env: { XDG_CACHE_HOME: cache, OTELCOL_BIN: own, STACK_RELEASES_URL: 'http://127.0.0.1:9' },
    platform,
    arch: 'x64',
    progress: recordingProgress(),
    signal: new AbortController().signal,
    findGo: async () =>
      go ? { usable: true, version: '1.26.0' } : { usable: false, reason: 'there is no go on PATH' },
  });
}

describe('resolveBinary', () => {
  test('takes what the variable names before anything else', async () => {
    const cache = await tempDir();
    await executable(join(cache, 'otel-edge', builtEntry(component(), 'linux', 'x64')));
    const own = await executable(join(cache, 'mine'));
    expect(await resolve({ cache, own })).toMatchObject({ path: own, origin: 'variable' });
  });

  test.each(['missing', 'not executable', 'a folder'])('refuses a variable that names something %s', async (what) => {
    const cache = await tempDir();
    const own = join(cache, 'mine');
    if (what === 'not executable') await writeFile(own, '');
    if (what === 'a folder') await mkdir(own);
    await expect(resolve({ cache, own })).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: expect.stringContaining('OTELCOL_BIN'),
    });
  });

  test('takes the cache before it builds', async () => {
    const cache = await tempDir();
    const path = await executable(join(cache, 'otel-edge', builtEntry(component(), 'linux', 'x64')));
    expect(await resolve({ cache })).toMatchObject({ path, origin: 'cache' });
  });

  test('builds anew when the manifest has changed', async () => {
    const cache = await tempDir();
    const before = await resolve({ cache });
    expect(before.origin).toBe('built');
    const after = await resolve({ cache, wanted: component({ inputs: ['another manifest'] }) });
    expect(after.origin).toBe('built');
    expect(after.path).not.toBe(before.path);
  });

  test('prefers a build to a release that is in the cache, where there is Go', async () => {
    const cache = await tempDir();
    await executable(join(cache, 'otel-edge', releaseEntry(component(), 'linux', 'x64')));
    expect(await resolve({ cache })).toMatchObject({ origin: 'built' });
  });

  test('takes the release from the cache where there is no Go', async () => {
    const cache = await tempDir();
    const path = await executable(join(cache, 'otel-edge', releaseEntry(component(), 'linux', 'x64')));
    expect(await resolve({ cache, go: false })).toMatchObject({ path, origin: 'cache' });
  });

  test('names every way out where there is none', async () => {
    const outcome = resolve({ cache: await tempDir(), go: false });
    for (const part of [
      'otelcol-edge 1.2.3',
      'there is no go on PATH',
      'Go >= 1.26.0',
      'OTELCOL_BIN',
      'STACK_RELEASES_URL',
    ]) {
      await expect(outcome).rejects.toMatchObject({ code: 'ERR_UNAVAILABLE', message: expect.stringContaining(part) });
    }
  });

  test('says so where the projects publish nothing for the platform', async () => {
    await expect(resolve({ cache: await tempDir(), go: false, platform: 'sunos' })).rejects.toThrow(
      'no release for sunos x64',
    );
  });
});
