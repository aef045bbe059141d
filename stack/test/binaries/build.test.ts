import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCollector } from '../../binaries/collector.ts';
import { findGo } from '../../binaries/go-toolchain.ts';
import { type Binary, resolveBinary } from '../../binaries/resolve-binary.ts';
import { readVictoriaMetrics } from '../../binaries/victoria-metrics.ts';
import { recordingProgress } from './component-fixture.ts';
import { type FakeGo, fakeGo } from './fake-go.ts';

const root = join(import.meta.dirname, '..', '..', '..');

async function resolve(name: 'collector' | 'victoriametrics', { env }: FakeGo, signal = new AbortController().signal) {
  const victoriaMetrics = await readVictoriaMetrics(root, env);
  const wanted = name === 'collector' ? await readCollector(root, env, victoriaMetrics.goVersion) : victoriaMetrics;
  const progress = recordingProgress();
  const binary: Promise<Binary> = resolveBinary(wanted, {
    // A closed port: what cannot be built here must not be fetched from anywhere.
    env: { ...env, STACK_RELEASES_URL: 'http://127.0.0.1:9' },
    platform: process.platform,
    arch: 'x64',
    progress,
    signal,
    findGo: (needed) => findGo(needed, env),
  });
  return { binary, progress };
}

const cacheOf = ({ env: { XDG_CACHE_HOME = '' } }: FakeGo): string => join(XDG_CACHE_HOME, 'otel-edge');

describe('a build', () => {
  test('makes the collector with the builder of its own version', async () => {
    const go = await fakeGo();
    const { binary, progress } = await resolve('collector', go);
    const { path, version, origin } = await binary;
    expect(origin).toBe('built');
    const calls = await readFile(go.logFile, 'utf8');
    expect(calls).toContain(
      `install -trimpath -ldflags -s -w -v go.opentelemetry.io/collector/cmd/builder@v${version}`,
    );
    expect(calls).toMatch(/build -trimpath -ldflags -s -w -v -o /);
    expect(progress.lines.filter((line) => line.startsWith('otelcol-edge')).length).toBe(4);
    expect(progress.lines[0]).toContain('building it, once, with go 1.99.0');
    expect(await readdir(cacheOf(go))).toEqual([path.slice(cacheOf(go).length + 1)]);
  });

  test('makes VictoriaMetrics with its version in it', async () => {
    const go = await fakeGo();
    const { binary } = await resolve('victoriametrics', go);
    const { version } = await binary;
    expect(await readFile(go.logFile, 'utf8')).toContain(`buildinfo.Version=victoria-metrics-v${version}`);
  });

  test('is done once: afterwards it comes from the cache', async () => {
    const go = await fakeGo();
    const built = await (await resolve('victoriametrics', go)).binary;
    const calls = await readFile(go.logFile, 'utf8');
    const cached = await (await resolve('victoriametrics', go)).binary;
    expect(cached).toEqual({ ...built, origin: 'cache' });
    expect(await readFile(go.logFile, 'utf8')).toBe(calls);
  });

  test('of two runs at once is done by one while the other waits', async () => {
    const go = await fakeGo();
    const runs = [await resolve('victoriametrics', go), await resolve('victoriametrics', go)];
    const [first, second] = await Promise.all(runs.map(({ binary }) => binary));
    expect(first?.path).toBe(second?.path);
    const calls = (await readFile(go.logFile, 'utf8')).split('\n');
    expect(calls.filter((line) => line.startsWith('build'))).toHaveLength(1);
    expect(runs.flatMap(({ progress }) => progress.lines).join()).toContain('is already being made by process');
  });

  test('that fails shows its last lines, the log that is kept, and every way out', async () => {
    const go = await fakeGo({ FAKE_GO_FAILS: '1' });
    const error: unknown = await (await resolve('victoriametrics', go)).binary.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_UNAVAILABLE' });
    const message = error instanceof Error ? error.message : '';
    for (const part of [
      'undefined: Nonsense',
      'download failed',
      'Go >=',
      'VICTORIAMETRICS_BIN',
      'STACK_RELEASES_URL',
    ]) {
      expect(message).toContain(part);
    }
    const log = /whole log: (\S+)/.exec(message)?.[1] ?? '';
    expect(await readFile(log, 'utf8')).toContain('undefined: Nonsense');
    expect((await readdir(cacheOf(go))).filter((name) => !name.endsWith('.log'))).toEqual([]);
  });

  test('that is interrupted ends at once and leaves nothing', async () => {
    const go = await fakeGo({ FAKE_GO_HANGS: '1' });
    const controller = new AbortController();
    const { binary } = await resolve('victoriametrics', go, controller.signal);
    const outcome = expect(binary).rejects.toMatchObject({ code: 'ERR_INTERRUPTED' });
    await expect.poll(async () => await readFile(go.logFile, 'utf8'), { timeout: 10_000 }).toContain('build');
    controller.abort();
    await outcome;
    expect((await readdir(cacheOf(go))).filter((name) => !name.endsWith('.log'))).toEqual([]);
  });

  test('removes what a killed run left', async () => {
    const go = await fakeGo();
    const built = await (await resolve('victoriametrics', go)).binary;
    await rename(built.path, `${built.path}.tmp-killed`);
    await writeFile(`${built.path}.lock`, '999999999 1\n');
    await (await resolve('victoriametrics', go)).binary;
    expect(await readdir(cacheOf(go))).toEqual([built.path.slice(cacheOf(go).length + 1)]);
  });
});
