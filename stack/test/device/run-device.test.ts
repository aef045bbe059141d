import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { accessDir, makeAccessDir } from '../../access/access-dir.ts';
import { type DeviceDeps, runDevice } from '../../device/run-device.ts';
import { ensureTokensFile, tokensFile } from '../../device/tokens-file.ts';
import { tempDir } from '../temp-dir.ts';

async function setUp(reserved: readonly string[] = []): Promise<DeviceDeps & { readonly file: string }> {
  const access = accessDir(await tempDir(), {});
  return { access, reserved: new Set(reserved), now: () => Date.UTC(2026, 0, 2), file: tokensFile(access) };
}

const add = async (deps: DeviceDeps, name: string) =>
  (JSON.parse(await runDevice({ action: 'add', name, json: true }, deps)) as { token: string }).token;
const revoke = (deps: DeviceDeps, name: string) => runDevice({ action: 'revoke', name, json: false }, deps);
const list = async (deps: DeviceDeps) => JSON.parse(await runDevice({ action: 'list', json: true }, deps)) as unknown[];

describe('runDevice', () => {
  test('adds a credential of 256 random bits, in a file for its owner alone', async () => {
    const deps = await setUp();
    const token = await add(deps, 'pi-2.example');
    expect(token).toMatch(/^pi-2\.example\.[A-Za-z0-9_-]{43}$/);
    expect(await readFile(deps.file, 'utf8')).toContain(`\n${token} 2026-01-02T00:00:00.000Z\n`);
    expect((await stat(deps.file)).mode & 0o777).toBe(0o600);
    expect(await add(deps, 'pi-3')).not.toContain(token.slice('pi-2.example.'.length));
  });

  test('shows the secret once: neither the list nor a revocation repeats it', async () => {
    const deps = await setUp();
    const secret = (await add(deps, 'pi-2')).slice('pi-2.'.length);
    const shown = await runDevice({ action: 'list', json: false }, deps);
    expect(shown).toBe('pi-2  since 2026-01-02T00:00:00.000Z\n');
    expect(await list(deps)).toEqual([{ name: 'pi-2', added: '2026-01-02T00:00:00.000Z' }]);
    expect(await revoke(deps, 'pi-2')).not.toContain(secret);
  });

  test('tells a person all that the device needs', async () => {
    const deps = await setUp();
    const text = await runDevice({ action: 'add', name: 'pi-2', json: false }, deps);
    expect(text).toMatch(/OTEL_EXPORTER_OTLP_ENDPOINT=https:\/\/\S+:5318\n/);
    expect(text).toMatch(/OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20pi-2\.\S{43}\n/);
    expect(text).toMatch(/OTEL_EXPORTER_OTLP_CERTIFICATE=/);
  });

  test('revokes one and leaves the others; behind the last one a line stays that nobody knows', async () => {
    const deps = await setUp();
    const [first, second] = [await add(deps, 'first'), await add(deps, 'second')];
    await revoke(deps, 'first');
    const text = await readFile(deps.file, 'utf8');
    expect(text).toContain(second);
    expect(text).not.toContain(first);
    await revoke(deps, 'second');
    expect(await readFile(deps.file, 'utf8')).toMatch(/^-\.[A-Za-z0-9_-]{43} \S+\n$/);
    expect(await list(deps)).toEqual([]);
  });

  test('makes that line anew with every change', async () => {
    const deps = await setUp();
    const filler = async () => (await readFile(deps.file, 'utf8')).split('\n')[0];
    await add(deps, 'first');
    const before = await filler();
    await add(deps, 'second');
    expect(await filler()).not.toBe(before);
  });

  test.each(['pi-2', 'PI-2'])('refuses a name that has a credential, whatever its case: %s', async (name) => {
    const deps = await setUp();
    await add(deps, 'pi-2');
    await expect(add(deps, name)).rejects.toMatchObject({ code: 'ERR_CONFIG' });
    expect(await list(deps)).toHaveLength(1);
  });

  test.each(['pi-3', 'PI-2', '-'])('refuses to revoke a name that has none: %s', async (name) => {
    const deps = await setUp();
    await add(deps, 'pi-2');
    await expect(revoke(deps, name)).rejects.toMatchObject({ code: 'ERR_CONFIG' });
    expect(await list(deps)).toHaveLength(1);
  });

  test('refuses a bad name before it makes anything', async () => {
    const deps = await setUp(['own']);
    await expect(add(deps, 'a b')).rejects.toMatchObject({ code: 'ERR_USAGE' });
    await expect(add(deps, 'Own')).rejects.toMatchObject({ code: 'ERR_USAGE' });
    await expect(stat(deps.access.path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('loses none of ten that are added at once', async () => {
    const deps = await setUp();
    await Promise.all(Array.from({ length: 10 }, (_, index) => add(deps, `pi-${index}`)));
    expect(await list(deps)).toHaveLength(10);
  });

  test('starts from a file with that line alone, and keeps one that is there', async () => {
    const deps = await setUp();
    await makeAccessDir(deps.access);
    await ensureTokensFile(deps.file);
    expect(await readFile(deps.file, 'utf8')).toMatch(/^-\.\S{43} \S+\n$/);
    const token = await add(deps, 'pi-2');
    await ensureTokensFile(deps.file);
    expect(await readFile(deps.file, 'utf8')).toContain(token);
  });

  test('names the place of a line that it has not written, and not the line', async () => {
    const deps = await setUp();
    await makeAccessDir(deps.access);
    await writeFile(deps.file, 'secret-of-somebody\n');
    const failure = (await list(deps).catch((error: Error) => error)) as Error;
    expect(failure).toMatchObject({ code: 'ERR_CONFIG', message: expect.stringContaining('tokens:1') });
    expect(failure.message).not.toContain('secret-of-somebody');
  });
});
