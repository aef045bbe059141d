import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accessDir, makeAccessDir, noAccess, serviceUserId } from '../../access/access-dir.ts';
import { writePrivate } from '../../access/write-private.ts';
import { tempDir } from '../temp-dir.ts';

const isRoot = process.getuid?.() === 0;
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('accessDir', () => {
  test.each([
    [{}, '/repo/data/access'],
    [{ STACK_DATA_DIR: '/var/otel' }, '/var/otel/access'],
    [{ STACK_DATA_DIR: '/var/otel', STACK_ACCESS_DIR: '/etc/otel' }, '/etc/otel'],
    [{ STACK_ACCESS_DIR: ' ' }, '/repo/data/access'],
    [{ STACK_ACCESS_DIR: './keys' }, '/repo/keys'],
  ])('is with %j %s', (env, path) => {
    expect(accessDir('/repo', env)).toMatchObject({ path, devices: `${path}/devices`, tls: `${path}/tls` });
  });
});

describe('makeAccessDir', () => {
  test("makes folders for their owner alone; those of the services are the containers' user's when root makes them", async () => {
    const access = accessDir(await tempDir(), {});
    await makeAccessDir(access);
    await makeAccessDir(access);
    for (const folder of [access.path, access.authority, access.tls, access.devices]) {
      expect(await modeOf(folder), folder).toBe(0o700);
    }
    const owner = isRoot ? serviceUserId : process.getuid?.();
    expect((await stat(access.devices)).uid).toBe(owner);
    expect((await stat(access.tls)).uid).toBe(owner);
    expect((await stat(access.authority)).uid).toBe(process.getuid?.());
  });

  test('says what to do where a file is in the way', async () => {
    const root = await tempDir();
    await writeFile(join(root, 'data'), '');
    await expect(makeAccessDir(accessDir(root, {}))).rejects.toMatchObject({ code: 'ERR_UNAVAILABLE' });
  });
});

describe('noAccess', () => {
  test.each([
    ['EACCES', /sudo/],
    ['ENOSPC', /STACK_ACCESS_DIR/],
  ])('advises for %s', (code, advice) => {
    expect(noAccess('/etc/otel', Object.assign(new Error('refused'), { code })).message).toMatch(advice);
  });
});

describe('writePrivate', () => {
  test('replaces a file, for its owner alone, and leaves nothing else behind', async () => {
    const folder = join(await tempDir(), 'own');
    await mkdir(folder);
    const path = join(folder, 'secret');
    await writeFile(path, 'old, and longer');
    await chmod(path, 0o644);
    await writePrivate(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await modeOf(path)).toBe(0o600);
    expect(await readdir(folder)).toEqual(['secret']);
  });

  test('leaves no temporary file where it fails', async () => {
    const folder = await tempDir();
    await mkdir(join(folder, 'secret', 'full'), { recursive: true });
    await expect(writePrivate(join(folder, 'secret'), 'new')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['secret']);
  });

  test.runIf(isRoot)("gives the file to the folder's owner, as root (needs root)", async () => {
    const access = accessDir(await tempDir(), {});
    await makeAccessDir(access);
    await writePrivate(join(access.tls, 'server.pem'), 'x');
    expect((await stat(join(access.tls, 'server.pem'))).uid).toBe(serviceUserId);
  });
});
