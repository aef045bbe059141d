import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findGo } from '../../binaries/go-toolchain.ts';
import { readHealth } from '../../binaries/health.ts';
import { resolveBinary } from '../../binaries/resolve-binary.ts';
import { tempDir } from '../temp-dir.ts';
import { recordingProgress } from './component-fixture.ts';
import { fakeGo } from './fake-go.ts';

const root = join(import.meta.dirname, '..', '..', '..');

const depsOf = (env: NodeJS.ProcessEnv) => ({
  env,
  platform: 'linux',
  arch: 'arm64',
  progress: recordingProgress(),
  signal: new AbortController().signal,
  findGo: (needed: string) => findGo(needed, env),
});

describe('readHealth', () => {
  test('makes every source part of the cache key, and no test', async () => {
    const { inputs, goVersion, version } = await readHealth(root, {}, '1.2.3');
    const names = inputs.map((input) => input.split('\n')[0]);
    expect(names).toEqual(expect.arrayContaining(['go.mod', 'main.go', 'checks.go']));
    expect(names.filter((name) => name?.includes('_test'))).toEqual([]);
    expect([goVersion, version]).toEqual([expect.stringMatching(/^\d+\.\d+/), '1.2.3']);
  });

  test('refuses a go.mod that names no Go', async () => {
    const folder = await tempDir();
    await mkdir(join(folder, 'health'));
    await writeFile(join(folder, 'health', 'go.mod'), 'module health\n');
    await expect(readHealth(folder, {}, '1.2.3')).rejects.toMatchObject({ code: 'ERR_CONFIG' });
  });

  test('is built for the processor that is asked for, and cached apart', async () => {
    const go = await fakeGo();
    const { path } = await resolveBinary(await readHealth(root, go.env, '1.2.3'), depsOf(go.env));
    expect(path).toMatch(/health-1\.2\.3-linux-arm64-/);
    expect(await readFile(go.logFile, 'utf8')).toMatch(/^build -trimpath -ldflags -s -w -v -o /m);
  });

  test('has no download to fall back on, and suggests none', async () => {
    const { env } = await fakeGo({ FAKE_GO_FAILS: '1' });
    const error: unknown = await resolveBinary(await readHealth(root, env, '1.2.3'), depsOf(env)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'ERR_UNAVAILABLE', message: expect.stringContaining('HEALTH_BIN') });
    expect(error instanceof Error && error.message).not.toContain('STACK_RELEASES_URL');
  });
});
