import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCollectorStart, resolveCollectorStart } from '../../binaries/collector-start.ts';
import { findGo } from '../../binaries/go-toolchain.ts';
import { recordingProgress } from './component-fixture.ts';
import { fakeGo } from './fake-go.ts';

const root = join(import.meta.dirname, '..', '..', '..');

async function resolve(env: NodeJS.ProcessEnv) {
  const progress = recordingProgress();
  const deps = {
    env,
    platform: 'linux',
    arch: 'x64',
    progress,
    signal: new AbortController().signal,
    findGo: (needed: string) => findGo(needed, env),
  };
  const binary = await resolveCollectorStart(await readCollectorStart(root, env, '1.2.3'), deps);
  return { binary, notes: progress.lines };
}

describe('readCollectorStart', () => {
  test('makes the pinned module and every source part of the cache key', async () => {
    const { inputs } = await readCollectorStart(root, {}, '1.2.3');
    const names = inputs.map((input) => input.split('\n')[0]);
    expect(names).toEqual(expect.arrayContaining(['go.mod', 'go.sum', 'main.go', 'inspect.go']));
    expect(names.filter((name) => name?.includes('_test'))).toEqual([]);
  });
});

describe('resolveCollectorStart', () => {
  test('builds it', async () => {
    const { env } = await fakeGo();
    expect((await resolve(env)).binary).toMatchObject({ component: 'otelcol-start', origin: 'built' });
  });

  test('does without it where it cannot be built, and says so', async () => {
    const { env } = await fakeGo({ FAKE_GO_FAILS: '1' });
    const { binary, notes } = await resolve(env);
    expect(binary).toBeUndefined();
    expect(notes.join('\n')).toContain('without otelcol-start');
  });

  test('does not do without one that is named and not there', async () => {
    const { env } = await fakeGo();
    await expect(resolve({ ...env, OTELCOL_START_BIN: '/nowhere' })).rejects.toMatchObject({ code: 'ERR_CONFIG' });
  });
});
