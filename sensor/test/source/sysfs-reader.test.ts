import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSysfsReader } from '../../src/source/sysfs-reader.ts';
import { createTempDir, makeHangingFile, never } from './sysfs-tree.ts';

/** A file with the text, and a reader. */
function attribute(text: string) {
  const path = join(createTempDir(), 'attribute');
  writeFileSync(path, text);
  return { path, reader: createSysfsReader() };
}

describe('text', () => {
  test('trims the line end that the kernel writes', async () => {
    const { path, reader } = attribute('bme280\n');
    await expect(reader.text(path, never)).resolves.toBe('bme280');
  });

  test('takes a whole page, and not a byte more', async () => {
    const page = attribute('7'.repeat(4096));
    await expect(page.reader.text(page.path, never)).resolves.toHaveLength(4096);
    const more = attribute('7'.repeat(4097));
    await expect(more.reader.text(more.path, never)).rejects.toMatchObject({ code: 'malformed' });
  });

  test('tells what is missing from what fails', async () => {
    const { path, reader } = attribute('');
    await expect(reader.text(`${path}-missing`, never)).rejects.toMatchObject({ code: 'not_found' });
    const directory = join(createTempDir(), 'directory');
    mkdirSync(directory);
    await expect(reader.text(directory, never)).rejects.toMatchObject({ code: 'io_error', cause: { code: 'EISDIR' } });
  });
});

describe('number', () => {
  test.each([
    ['23187\n', 23187],
    ['-5000', -5000],
    ['  12.5  ', 12.5],
  ])('reads %j', async (text, value) => {
    const { path, reader } = attribute(text);
    await expect(reader.number(path, never)).resolves.toBe(value);
  });

  test.each(['', '\n', 'abc', 'nan', '0x10', '23187 C', '23187\n23187', `${'9'.repeat(400)}`, '\0\0\0'])(
    'rejects %j as malformed and says where',
    async (text) => {
      const { path, reader } = attribute(text);
      await expect(reader.number(path, never)).rejects.toMatchObject({
        code: 'malformed',
        message: expect.stringContaining(path),
      });
    },
  );
});

test('lists a directory and follows links', async () => {
  const directory = createTempDir();
  mkdirSync(join(directory, 'devices'));
  symlinkSync('devices', join(directory, 'link'));
  const reader = createSysfsReader();
  expect((await reader.list(directory, never)).sort()).toEqual(['devices', 'link']);
  await expect(reader.linkTarget(join(directory, 'link'), never)).resolves.toBe('devices');
  await expect(reader.realPath(join(directory, 'link'), never)).resolves.toBe(
    join(await realpath(directory), 'devices'),
  );
  await expect(reader.realPath(join(directory, 'gone'), never)).rejects.toMatchObject({ code: 'not_found' });
});

test('gives up on a read that hangs, and begins no other one before it has come back', async () => {
  const { path, reader } = attribute('1');
  const letGo = makeHangingFile(`${path}-hanging`);
  const readFor = (file: string, millis: number) => reader.number(file, AbortSignal.timeout(millis));
  await expect(readFor(`${path}-hanging`, 50)).rejects.toMatchObject({ code: 'timeout' });
  await expect(readFor(path, 50)).rejects.toMatchObject({ code: 'timeout' });
  letGo();
  await expect(reader.number(path, never)).resolves.toBe(1);
});

test('starts nothing once the signal has aborted', async () => {
  const { path, reader } = attribute('1');
  await expect(reader.number(path, AbortSignal.abort())).rejects.toMatchObject({ code: 'timeout' });
  await expect(reader.number(path, never)).resolves.toBe(1);
});
