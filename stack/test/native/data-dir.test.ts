import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDataDir } from '../../native/data-dir.ts';
import { tempDir } from '../temp-dir.ts';

describe('openDataDir', () => {
  test('makes the folders for their owner alone', async () => {
    const path = join(await tempDir(), 'data');
    const { lock, logs } = await openDataDir(path);
    for (const folder of [path, join(path, 'victoriametrics'), join(path, 'collector', 'queue'), logs]) {
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
    await lock.release();
  });

  test('refuses one that another run uses, and takes it once that run is over', async () => {
    const path = await tempDir();
    const { lock } = await openDataDir(path);
    await expect(openDataDir(path)).rejects.toMatchObject({
      code: 'ERR_UNAVAILABLE',
      message: expect.stringContaining('STACK_DATA_DIR'),
    });
    await lock.release();
    await (await openDataDir(path)).lock.release();
  });

  test('says what is wrong with a path that is no folder', async () => {
    const path = join(await tempDir(), 'file');
    await writeFile(path, '');
    await expect(openDataDir(path)).rejects.toMatchObject({
      code: 'ERR_UNAVAILABLE',
      message: expect.stringContaining(path),
    });
  });
});
