import { describe, expect, test } from 'vitest';
import { builtEntry, cacheFolder, releaseEntry } from '../../binaries/cache.ts';
import { component } from './component-fixture.ts';

describe('cacheFolder', () => {
  test.each([
    [{ XDG_CACHE_HOME: '/caches' }, '/caches/otel-edge'],
    [{}, '/home/me/.cache/otel-edge'],
    [{ XDG_CACHE_HOME: '' }, '/home/me/.cache/otel-edge'],
    [{ XDG_CACHE_HOME: 'relative' }, '/home/me/.cache/otel-edge'],
  ])('is, for %j, %s', (env, folder) => {
    expect(cacheFolder(env, '/home/me')).toBe(folder);
  });
});

describe('builtEntry', () => {
  const entry = builtEntry(component({ inputs: ['ab', 'c'] }), 'linux', 'x64');

  test('names component, version, platform and a hash', () => {
    expect(entry).toMatch(/^otelcol-edge-1\.2\.3-linux-x64-[0-9a-f]{12}$/);
    expect(builtEntry(component({ inputs: ['ab', 'c'] }), 'linux', 'x64')).toBe(entry);
  });

  test.each([
    ['a changed manifest', builtEntry(component({ inputs: ['ab', 'd'] }), 'linux', 'x64')],
    ['the same text in other parts', builtEntry(component({ inputs: ['a', 'bc'] }), 'linux', 'x64')],
    ['another version', builtEntry(component({ inputs: ['ab', 'c'], version: '1.2.4' }), 'linux', 'x64')],
    ['another architecture', builtEntry(component({ inputs: ['ab', 'c'] }), 'linux', 'arm64')],
    ['another platform', builtEntry(component({ inputs: ['ab', 'c'] }), 'darwin', 'x64')],
  ])('is another one for %s', (_what, other) => {
    expect(other).not.toBe(entry);
  });
});

describe('releaseEntry', () => {
  test('depends on the version and never on the manifest', () => {
    expect(releaseEntry(component({ inputs: ['other'] }), 'linux', 'x64')).toBe('otelcol-edge-1.2.3-linux-x64-release');
  });
});
