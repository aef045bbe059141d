import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeContext } from '../../docker/image-context.ts';
import { tempDir } from '../temp-dir.ts';

test('writeContext fixes modes and times, of folders too', async () => {
  const [source, folder] = [await tempDir(), await tempDir()];
  await writeFile(join(source, 'program'), 'binary', { mode: 0o600 });
  await writeContext(
    folder,
    [
      { path: 'bin/program', from: join(source, 'program'), isExecutable: true },
      { path: 'etc/data.txt', from: join(source, 'program') },
      { path: 'Dockerfile', text: 'FROM scratch\n' },
      { path: 'queue', isFolder: true },
    ],
    1_700_000_000,
  );
  expect(await readFile(join(folder, 'bin/program'), 'utf8')).toBe('binary');
  const seen = await Promise.all(
    ['.', 'bin', 'bin/program', 'etc/data.txt', 'Dockerfile', 'queue'].map(async (path) => {
      const { mode, mtimeMs } = await stat(join(folder, path));
      return [path, (mode & 0o777).toString(8), mtimeMs / 1000];
    }),
  );
  expect(seen).toEqual([
    ['.', '755', 1_700_000_000],
    ['bin', '755', 1_700_000_000],
    ['bin/program', '755', 1_700_000_000],
    ['etc/data.txt', '644', 1_700_000_000],
    ['Dockerfile', '644', 1_700_000_000],
    ['queue', '755', 1_700_000_000],
  ]);
});
